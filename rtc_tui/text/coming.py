"""Panes that are not built yet."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "alerts": (
        "Not built yet: what fires, since when, and where.",
        "尚未实现：正在触发的告警、起始时间与位置。",
    ),
}
