"""Questions to the user."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "keys": ("⏎ take it   tab next field   esc cancel", "⏎ 确定   tab 下一项   esc 取消"),
    "scope": ("Scope: leave both empty for the whole app", "范围：均留空表示整个应用"),
    "room": ("room ID", "房间 ID"),
    "users": ("user IDs, at most 20, with spaces between", "用户 ID，最多 20 个，以空格分隔"),
    "time": ("Go to a time", "跳到时间"),
    "time_forms": ("-15m   10:32   2026-11-20 10:32+08:00", "-15m   10:32   2026-11-20 10:32+08:00"),
}
