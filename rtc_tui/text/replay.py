"""Playing what was recorded."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "unrecorded": ("At that time nobody recorded {what}.", "当时没有人记录{what}。"),
    "what_quality": ("the quality of {scope}", "{scope}的质量数据"),
    "what_operation": ("how many users and rooms were online", "在线用户数与房间数"),
    "what_distribution": ("this distribution", "该分布数据"),
    "whole_app": ("the app", "应用"),
    "a_room": ("the room", "该房间"),
    "rooms": (
        "Only rooms that somebody listed while it was recorded are known.",
        "只包含记录期间曾被列出的房间。",
    ),
    "no_users": (
        "Nobody looked at the users of this room while it was recorded.",
        "记录期间没有人查看过该房间的用户。",
    ),
    "no_details": (
        "Of {n} of {of} users no call metrics were looked at while it was recorded.",
        "{of} 个用户中有 {n} 个的通话指标在记录期间未被查看。",
    ),
    "never": ("This is never recorded; only the service tells it.", "此项从不记录，只有服务端能提供。"),
    "ended": ("This is the end of what was recorded.", "记录到此结束。"),
    "started": (
        "Replaying from {time}: space plays and pauses, {{ }} slower and faster, T back to now.",
        "从 {time} 开始回放：空格 播放／暂停，{{ }} 减速／加速，T 回到最新。",
    ),
    "from_here": ("Replay from here", "从此处回放"),
    "nowhere": ("There is no recording to replay.", "没有可回放的记录。"),
    "nothing": (
        "Nothing was recorded of the app {app} in {place}.",
        "{place} 中没有应用 {app} 的任何记录。",
    ),
    "nothing_hint": (
        "Recording happens while the screen or `rtc-tui record` runs; name another --archive, --app, or a bundle.",
        "屏幕或 `rtc-tui record` 运行时才会记录；请指定其他 --archive、--app，或一个事件包。",
    ),
    "from_range": ("The recording begins at {start} and ends at {end}.", "记录从 {start} 开始，到 {end} 结束。"),
    "out_of_range": ("Nothing was recorded at {time}.", "{time} 没有任何记录。"),
    "bad_speed": ("--speed takes a whole number from 1 to 600.", "--speed 需为 1 到 600 的整数。"),
    "option_at": (
        "As it was known at that time, out of what was recorded; asks nobody.",
        "按当时所知输出（取自记录，不向服务端请求）。",
    ),
    "option_bundle": ("Out of this bundle; asks nobody.", "取自该事件包，不向服务端请求。"),
    "option_from": (
        "Where to begin (default: the last hour; a bundle: its beginning).",
        "从何时开始（默认最后一小时；事件包则从头开始）。",
    ),
    "option_speed": ("How fast, 1 to 600 (default: 10).", "倍速，1 至 600（默认 10）。"),
    "watch": (
        "What was recorded does not change: --watch has no use with --at or --bundle.",
        "记录不会变化：--watch 不能与 --at、--bundle 同用。",
    ),
    "watch_hint": ("Leave one of them out.", "请去掉其中之一。"),
}
