"""What the screen says in passing."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "nothing_bad": ("Nothing is in warn or crit.", "当前没有警告或严重项。"),
    "out_of_reach": (
        "Live reaches back 60 minutes. Earlier times need the History pane.",
        "实时数据仅可回溯 60 分钟；更早的时间请使用历史页。",
    ),
    "no_further": ("There is no further place to go to.", "没有更多可返回的位置。"),
    "commands": ("search for a command", "查找命令"),
    "filter": ("filter: text · !text leaves it out · esc clears", "过滤：文本 · !文本 排除 · esc 清除"),
    "filter_distribution": (
        "filter: text · !text leaves it out · sev=crit · value>5 · esc clears",
        "过滤：文本 · !文本 排除 · sev=crit · value>5 · esc 清除",
    ),
    "filter_calls_rooms": (
        "filter: text · !text leaves it out · user=ID · value>5 users · esc clears",
        "过滤：文本 · !文本 排除 · user=ID · value>5 人数 · esc 清除",
    ),
    "filter_calls_users": (
        "filter: text · !text leaves it out · sev=crit · esc clears",
        "过滤：文本 · !文本 排除 · sev=crit · esc 清除",
    ),
    "filter_history": (
        "filter: os=ios,android · access=wifi · of users: text · esc clears",
        "过滤：os=ios,android · access=wifi · 用户分布：文本 · esc 清除",
    ),
    "refreshing": ("Asking again for the last 60 minutes…", "正在重新获取近 60 分钟数据…"),
    "series": ("Show {name}", "查看 {name}"),
}
