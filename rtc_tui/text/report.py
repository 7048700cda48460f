"""Heads of tables on stdout."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "series": ("series", "指标"),
    "value": ("value", "数值"),
    "state": ("state", "状态"),
    "change": ("5 min", "5 分钟"),
    "lowest": ("lowest", "最低"),
    "highest": ("highest", "最高"),
    "at": ("at", "时间"),
}
