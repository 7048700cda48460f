"""The Live pane."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "whole_app": ("whole app", "整个应用"),
    "room": ("room {room}", "房间 {room}"),
    "room_users": ("room {room}, {n} users: {users}", "房间 {room}，{n} 个用户：{users}"),
    "source": (
        "{scope} · real-time API 30 s · newest {newest} · last {minutes} min · ~ not final",
        "{scope} · 实时接口 30 秒 · 最新 {newest} · 近 {minutes} 分钟 · ~ 尚可能变化",
    ),
    "source_replay": (
        "{scope} · recorded, 30 s · newest {newest} · last {minutes} min · ~ may have changed",
        "{scope} · 记录 30 秒 · 最新 {newest} · 近 {minutes} 分钟 · ~ 当时尚可能变化",
    ),
    "source_recorded": (
        "{scope} · read from the recorder, 30 s · newest {newest} · last {minutes} min · ~ not final",
        "{scope} · 读自记录进程 30 秒 · 最新 {newest} · 近 {minutes} 分钟 · ~ 尚可能变化",
    ),
    "source_none": ("no data yet", "尚无数据"),
    "bounds": ("{origin}: ▲{warn} ✖{crit}", "{origin}：▲{warn} ✖{crit}"),
    "bounds_default": ("project default", "项目默认"),
    "bounds_config": ("configured", "已配置"),
    "better_lower": ("low is good", "越低越好"),
    "better_higher": ("high is good", "越高越好"),
    "changes": ("What changed last", "最近变化"),
    "more_changes": ("… and {n} more", "… 另有 {n} 条"),
    "no_changes": ("nothing in the last hour", "近一小时无变化"),
    "loading": ("loading… {time}", "加载中… {time}"),
    "no_points": ("no data in this window", "此时间窗内无数据"),
    "tile_waiting": ("waiting", "等待"),
    "tile_no_data": ("no data", "无数据"),
    "tile_failed": ("not available", "不可用"),
    "empty_scope": (
        "The service has nothing for this room in the last 60 minutes: check the room ID, or leave with esc.",
        "服务端近 60 分钟内没有该房间的数据：请检查房间 ID，或按 esc 返回。",
    ),
    "empty_app": (
        "The service answers, and has no quality data for this app in the last 60 minutes.",
        "服务端有应答，但近 60 分钟内该应用没有质量数据。",
    ),
    "unknown_users": ("Unknown to the service, left out: {users}", "服务端未识别、已剔除的用户：{users}"),
    "users_together": (
        "The API gives one set of values for all these users together.",
        "接口仅返回这些用户合并后的一组指标。",
    ),
    "without_operation": ("No online users and rooms: {message}", "无在线用户与房间数：{message}"),
    "without_distribution": ("No distribution: {message}", "无分布数据：{message}"),
    "dropped": (
        "{n} points of the latest answers were unusable or doubled and are left out.",
        "最近应答中有 {n} 个数据点不可用或重复，已剔除。",
    ),
    "skew": (
        "This machine's clock is {seconds} s off; the service's time is used.",
        "本机时钟偏差 {seconds} 秒；已按服务端时间处理。",
    ),
    "web": ("Web SDK only; online users and rooms count all products.", "仅 Web 端；在线用户与房间数为全部端。"),
    "profile": ("Threshold profile: {profile} (differs in call metrics only)", "阈值方案：{profile}（仅通话指标不同）"),
}
