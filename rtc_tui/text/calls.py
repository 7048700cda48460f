"""The Calls pane: rooms, and the users of one."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "rooms": ("rooms", "房间"),
    "matrix": ("matrix", "矩阵"),
    "out_of_reach": ("The service lists the last 14 days.", "服务仅提供最近 14 天的列表。"),
    # the list of rooms
    "live": ("live", "进行中"),
    "ended": ("ended", "已结束"),
    "loading": ("loading… {time}", "加载中… {time}"),
    "loading_more": ("loading more…", "继续加载…"),
    "told": ("told {time}", "数据时间 {time}"),
    "on": ("{n} on now", "{n} 个进行中"),
    "on_at": ("{n} on at {time}", "{time} 时 {n} 个进行中"),
    "listed": ("{n} listed", "共列出 {n} 个"),
    "filtered": ("[{text}] {n} of {total}", "[{text}] {n}/{total}"),
    "last_day": ("last 24 h", "近 24 小时"),
    "day_before": ("24 h before {time}", "{time} 之前 24 小时"),
    "sort_users": ("busiest first", "人数最多在前"),
    "sort_newest": ("newest first", "最新在前"),
    "sort_longest": ("longest first", "最长在前"),
    "sort_name": ("by ID", "按 ID"),
    "col_room": ("room", "房间"),
    "col_created": ("created", "创建"),
    "col_joined": ("joined", "加入"),
    "col_lasted": ("lasted", "时长"),
    "col_users": ("users", "人数"),
    "col_call": ("call", "通话"),
    "not_listed": ("not created in these 24 hours; ⏎ looks", "不在这 24 小时内创建；按 ⏎ 查看"),
    "more": (
        "The service lists no more than these: narrow the time (t) or type an ID (/).",
        "房间过多，服务未全部列出：请指定时间（t）或输入 ID（/）。",
    ),
    "rooms_failed": ("The list of rooms is not to be had: {message}", "无法获取房间列表：{message}"),
    "no_rooms": (
        "No room was created between {start} and {end}. / and a room ID, then ⏎ ⏎, looks for that room anyway.",
        "{start} 至 {end} 之间没有创建房间。按 / 输入房间 ID，再按 ⏎ ⏎ 可直接查看该房间。",
    ),
    "open_anyway": (
        "No listed room matches. ⏎ looks for {room} anyway, over the last 14 days.",
        "列表中没有匹配的房间。按 ⏎ 直接查找 {room}（最近 14 天）。",
    ),
    "seek_user": ("⏎ looks for the rooms of {user} in these 24 hours.", "按 ⏎ 查找 {user} 在这 24 小时内所在的房间。"),
    "seek_user_how": ("user=ID, then ⏎: the rooms of that user.", "输入 user=ID 后按 ⏎：查找该用户所在的房间。"),
    "user_nowhere": (
        "{user} was in no room in these 24 hours, as far as the service tells.",
        "服务显示 {user} 在这 24 小时内未进入任何房间。",
    ),
}
