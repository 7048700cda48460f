"""What is wrong with what a headless command was asked."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "did_you_mean": ("Did you mean {name}?", "是否想写 {name}？"),
    "known": ("Known: {names}.", "可用：{names}。"),
    "no_indicator": ("--indicator: {text} is not an indicator.", "--indicator：没有名为 {text} 的指标。"),
    "no_distribution": ("--indicator: {text} has no distribution.", "--indicator：{text} 没有分布数据。"),
    "no_dimension": ("--dimension: there is no {text}.", "--dimension：没有名为 {text} 的维度。"),
    "no_source": (
        "No source covers this time: not the real-time data, nor those of days gone by.",
        "没有数据源覆盖该时间：实时数据与历史数据均不覆盖。",
    ),
    "no_source_hint": (
        "Distributions can be had of the last 60 minutes (--from -30m), and of the time from 30 days to 8 hours ago "
        "(--from -10h --to -9h); one request takes one of the two.",
        "可查询最近 60 分钟（--from -30m），或 30 天前至 8 小时前（--from -10h --to -9h）的分布；一次只能查询其中一段。",
    ),
    "not_recorded": (
        "No API covers all of this time, and nothing of it was recorded.",
        "没有接口覆盖整段时间，也没有该时间的记录。",
    ),
    "not_recorded_hint": (
        "A recorder would have it (rtc-tui record). Without one, distributions can be had of the last 60 minutes "
        "(--from -30m), or of the time from 30 days to 8 hours ago (--from -10h --to -9h).",
        "持续记录时才有该数据（rtc-tui record）。没有记录时，可查询最近 60 分钟（--from -30m），或 30 天前至 8 小时前"
        "（--from -10h --to -9h）的分布。",
    ),
    "no_start": ("--to lies hours back, and --from is not given.", "--to 为数小时之前，但未给出 --from。"),
    "no_start_hint": ("Add --from, as --from -10h --to -9h.", "请加上 --from，例如 --from -10h --to -9h。"),
    "past_watch": (
        "--watch is for the last 60 minutes: what is older does not change.",
        "--watch 仅用于最近 60 分钟：更早的数据不再变化。",
    ),
    "past_watch_hint": ("Leave --watch out.", "请去掉 --watch。"),
    "user_without_room": ("--user needs --room.", "--user 须与 --room 一起使用。"),
    "user_without_room_hint": (
        "The API knows users within a room only: add --room ID.",
        "接口只能按房间查询用户：请加上 --room ID。",
    ),
    "each_without_user": ("--each-user needs at least one --user.", "--each-user 须至少指定一个 --user。"),
    "each_without_user_hint": ("Add --user ID, once per user.", "请为每个用户加上 --user ID。"),
    "comma": ("--user: {text} holds a comma.", "--user：{text} 中含有逗号。"),
    "comma_hint": (
        "Give each user by itself: --user a --user b.",
        "请逐个指定用户：--user a --user b。",
    ),
    "many_users": (
        "{count} users were asked for together; the API takes {most} at most.",
        "一次查询了 {count} 个用户；接口最多支持 {most} 个。",
    ),
    "many_users_hint": (
        "Their numbers come as one series for all and cannot be merged: ask for fewer, or once per user with --each-user.",
        "多个用户的数据合并为一条序列，无法拆分再合并：请减少用户，或用 --each-user 逐个查询。",
    ),
    "bad_id": ("{option}: {text} is not a valid ID.", "{option}：{text} 不是合法的 ID。"),
    "bad_id_hint": (
        "IDs have 1 to 128 of the characters A-Z a-z 0-9 @ . _ -",
        "ID 为 1 至 128 个字符，可用 A-Z a-z 0-9 @ . _ -",
    ),
    "empty_id": ("{option}: the ID is empty.", "{option}：ID 为空。"),
    "empty_id_hint": (
        "Give an ID, or leave {option} out. In a script: is the variable set?",
        "请给出 ID，或去掉 {option}。若在脚本中使用，请检查变量是否已设置。",
    ),
    "live_forms": (
        "Live data reach back 60 minutes. Times are written -15m, -45m, 10:32, 2026-11-20 10:32, or "
        "2026-11-20T10:32:00+08:00.",
        "实时数据可回溯 60 分钟。时间可写作 -15m、-45m、10:32、2026-11-20 10:32 或 2026-11-20T10:32:00+08:00。",
    ),
    "backwards": ("--from is not before --to.", "--from 须早于 --to。"),
    "backwards_hint": ("Swap them, or check the day.", "请交换两者，或检查日期。"),
    "too_old": ("Live data reach back 60 minutes, no further.", "实时数据只能回溯 60 分钟。"),
    "too_old_hint": (
        "Older data, recorded ones among them: {command}. If it lies within the last hour, check this machine's clock.",
        "更早的数据（含本机记录）请用：{command}。若确在最近一小时内，请检查本机时钟。",
    ),
    # get history
    "history_long": (
        "One request takes at most 30 days, and none further back than a year.",
        "一次最多查询 30 天，且不早于一年前。",
    ),
    "history_long_hint": (
        "The service has 30 days; what is older is there only where a recorder ran. Ask for less, as --from -7d.",
        "服务端保留 30 天；更早的数据仅在持续记录时才有。请缩短时间窗，例如 --from -7d。",
    ),
    "users_long": ("How users spread can be had of at most 7 days.", "用户分布一次最多查询 7 天。"),
    "users_long_hint": (
        "It is told of the window as a whole and can not be added up: ask for 7 days or less.",
        "该数据针对整个时间窗，无法相加：请查询不超过 7 天。",
    ),
    "users_young": (
        "How users spread can be had of what is at least 8 hours old.",
        "用户分布仅可查询至少 8 小时前的数据。",
    ),
    "users_young_hint": ("Ask for an earlier time, as --from -2d.", "请查询更早的时间，例如 --from -2d。"),
    "no_granularity": ("--granularity: there is no {text} of {kind}.", "--granularity：{kind} 没有 {text} 粒度。"),
    "no_granularity_hint": (
        "It is told of the window as a whole: leave --granularity out.",
        "该数据针对整个时间窗：请去掉 --granularity。",
    ),
    "no_names_hint": ("With --kind {kind} leave --indicator out.", "使用 --kind {kind} 时请去掉 --indicator。"),
    "whole_app": (
        "--kind {kind} is about the whole app: --room, --user, --os and --access have no effect.",
        "--kind {kind} 针对整个应用：--room、--user、--os 与 --access 无效。",
    ),
    "whole_app_hint": ("Leave them out, or use --kind quality.", "请去掉这些选项，或使用 --kind quality。"),
    "no_word": ("{option}: there is no {text}.", "{option}：没有 {text}。"),
    "dimension_of_users": ("--dimension is for --kind users.", "--dimension 仅用于 --kind users。"),
    "dimension_of_users_hint": (
        "Quality by province and country: rtc-tui get distribution.",
        "按省份、国家查看质量请用 rtc-tui get distribution。",
    ),
}
