"""Tables on stdout, and what is said beside them on stderr."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "about": (
        "app {app}, {product}, {start} to {end} {zone}, {state}",
        "应用 {app}，{product}，{start} 至 {end} {zone}，{state}",
    ),
    "about_spread": (
        "app {app}, {product}, by {dimensions}, {start} to {end} {zone}, {state}",
        "应用 {app}，{product}，按{dimensions}，{start} 至 {end} {zone}，{state}",
    ),
    "about_past": (
        "app {app}, {product}, by {dimensions}, {start} to {end}, offline data",
        "应用 {app}，{product}，按{dimensions}，{start} 至 {end}，离线数据",
    ),
    "about_recorded": (
        "app {app}, {product}, by {dimensions}, {start} to {end}, as recorded",
        "应用 {app}，{product}，按{dimensions}，{start} 至 {end}，记录数据",
    ),
    "recorded_alone": (
        "Told out of recordings alone, which are not put together with what the service has. The service has a part of "
        "this time too: {parts}.",
        "仅取自本机记录，未与服务端数据合并。该时间的一部分服务端也有：{parts}。",
    ),
    "or": (" or ", " 或 "),
    "age": (", newest bucket {age} old", "，最新数据为 {age}前"),
    "slice": ("slice", "维度值"),
    "series": ("series", "指标"),
    "value": ("value", "数值"),
    "state": ("state", "状态"),
    "change": ("5 min", "5 分钟"),
    "lowest": ("lowest", "最低"),
    "highest": ("highest", "最高"),
    "at": ("at", "时间"),
    "state_waiting": ("waiting", "等待数据"),
    "state_live": ("live", "实时"),
    "state_slow": ("slow", "数据迟缓"),
    "state_throttled": ("throttled", "限流"),
    "state_offline": ("offline", "离线"),
    "state_refused": ("refused", "被拒绝"),
    "state_replay": ("replay", "回放"),
    "severity_none": ("none", "未评级"),
    "severity_ok": ("ok", "正常"),
    "severity_warn": ("warn", "警告"),
    "severity_crit": ("crit", "严重"),
    "empty_app": (
        "The service answers, and has no quality data for this app from {start} to {end}: check the app ID, or try "
        "--product {other}.",
        "服务端有应答，但 {start} 至 {end} 该应用没有质量数据：请检查 AppId，或尝试 --product {other}。",
    ),
    "empty_room": (
        "The service answers, and has nothing for this room from {start} to {end}: check the room ID, or try "
        "--product {other}.",
        "服务端有应答，但 {start} 至 {end} 没有该房间的数据：请检查房间 ID，或尝试 --product {other}。",
    ),
    "empty_users": (
        "The service answers, and has nothing for these users of this room from {start} to {end}: check the room ID and "
        "the users, or try --product {other}.",
        "服务端有应答，但 {start} 至 {end} 没有该房间内这些用户的数据：请检查房间 ID 与用户，或尝试 --product {other}。",
    ),
    "empty_spread": (
        "The service answers, and has no distribution of this app from {start} to {end}: check the app ID, or try "
        "--product {other}.",
        "服务端有应答，但 {start} 至 {end} 该应用没有分布数据：请检查 AppId，或尝试 --product {other}。",
    ),
    "web_spread": (
        "The web product has no data by {dimensions}: ask by place (--dimension Province --dimension Country), or for "
        "native clients (--product native).",
        "Web 端没有按{dimensions} 的数据：请按地域查询（--dimension Province --dimension Country），或查询 native 端"
        "（--product native）。",
    ),
    "no_series": (
        "The service answers, and has nothing of the indicators asked for.",
        "服务端有应答，但没有所查询指标的数据。",
    ),
    "no_series_but": (
        "The service answers, and has nothing of the indicators asked for. What it has is named: {names}.",
        "服务端有应答，但没有所查询指标的数据。应答中的指标名为：{names}。",
    ),
    "renamed": (
        "Series have come under names that are not known, in answer to what was asked for: {names}. They are shown as "
        "they came; no bounds hold for them.",
        "所查询的指标返回了未知的名称：{names}。按原名显示，不适用任何阈值。",
    ),
    # get history
    "about_history": (
        "app {app}, {product}, {kind}, {start} to {end}",
        "应用 {app}，{product}，{kind}，{start} 至 {end}",
    ),
    "sources": ("from", "来源"),
    "hole": (
        "{hours} without a value lie between 1 and 8 hours ago: no API gives them; a recorder would (rtc-tui record).",
        "1 至 8 小时前有 {hours}无数据：没有接口提供；可用 rtc-tui record 记录。",
    ),
    "no_history_yet": (
        "There is nothing of this window. Operation data and minutes come 8 hours late, and by the hour or the day: ask "
        "for more, as --from -2d.",
        "此时间窗内无数据。运营数据与用量要到 8 小时之后、按小时或按天才有；请查询更长的时间，如 --from -2d。",
    ),
    "no_history": (
        "Neither the service nor an archive has anything of this window.",
        "服务端与本地记录均没有该时间窗的数据。",
    ),
}
