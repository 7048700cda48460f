"""The Calls pane: rooms, and the users of one."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "rooms": ("rooms", "房间"),
    "matrix": ("matrix", "矩阵"),
    "out_of_reach": ("The service lists the last 14 days.", "服务仅提供最近 14 天的列表。"),
}
