"""Times as people type them."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "unreadable": ("{text} is not a time.", "{text} 不是可识别的时间。"),
    "forms": (
        "Times are written -15m, -2h, 10:32, 2026-11-20 10:32, or 2026-11-20T10:32:00+08:00.",
        "时间可写作 -15m、-2h、10:32、2026-11-20 10:32 或 2026-11-20T10:32:00+08:00。",
    ),
}
