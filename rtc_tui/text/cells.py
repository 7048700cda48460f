"""Units of time."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "seconds": ("{n} s", "{n} 秒"),
    "minutes": ("{n} min", "{n} 分"),
    "hours": ("{h} h {m} min", "{h} 时 {m} 分"),
}
