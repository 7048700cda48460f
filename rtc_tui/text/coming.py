"""Panes that are not built yet."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "distribution": (
        "Not built yet: where it is bad, by province, country, OS or network, over the last hour.",
        "尚未实现：按省份、国家、系统或网络查看近一小时哪里有问题。",
    ),
    "calls": (
        "Not built yet: a room, its users, and which side of a call is bad.",
        "尚未实现：房间、用户，以及通话中是哪一端有问题。",
    ),
    "history": (
        "Not built yet: any window of the last 30 days, and where each value comes from.",
        "尚未实现：近 30 天任意时间窗，并标明数据来源。",
    ),
    "alerts": (
        "Not built yet: what fires, since when, and where.",
        "尚未实现：正在触发的告警、起始时间与位置。",
    ),
}
