"""Packing an incident in one file, and opening somebody else's."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    # what is wrong with a file
    "foreign": ("{path} is no bundle of rtc-tui.", "{path} 不是 rtc-tui 的事件包。"),
    "short": ("The bundle {path} is cut short.", "事件包 {path} 不完整，末尾缺失。"),
    "changed": ("The bundle {path} is damaged: its check does not fit.", "事件包 {path} 已损坏：校验不符。"),
    "huge": (
        "The bundle {path} would take more space than any bundle may: it was not opened.",
        "事件包 {path} 超出允许的大小，未打开。",
    ),
    "nonsense": (
        "The bundle {path} holds what no bundle can: it was not opened.",
        "事件包 {path} 含有不合法的内容，未打开。",
    ),
    "damaged_hint": ("Ask for it once more, sent as a binary file.", "请对方以二进制文件方式重新发送。"),
    "too_new": (
        "The bundle {path} was made by a newer rtc-tui (version {found}; this one knows {known}).",
        "事件包 {path} 由较新版本的 rtc-tui 生成（版本 {found}；当前仅支持到 {known}）。",
    ),
    "too_new_hint": ("Use the newer rtc-tui.", "请使用较新版本的 rtc-tui。"),
    "unreachable": ("The bundle {path} cannot be used: {reason}.", "无法使用事件包 {path}：{reason}。"),
    "unreachable_hint": ("Name another file or folder.", "请指定其他文件或目录。"),
    "exists": ("{path} exists already.", "{path} 已存在。"),
    "long_note": ("A note has at most {most} characters.", "备注最多 {most} 个字符。"),
    "long_note_hint": ("Shorten it; nothing was written.", "请缩短备注；未写入任何内容。"),
    "exists_hint": ("Name another file, or add --force.", "请改用其他文件名，或加 --force。"),
    "too_much": ("There is more in this window than a bundle may hold.", "该时间窗的数据超出事件包上限。"),
    "too_much_hint": ("Make it shorter, or name rooms with --room.", "请缩短时间窗，或用 --room 限定房间。"),
    "too_long": ("A bundle covers at most 31 days.", "事件包最多覆盖 31 天。"),
    "empty": ("Nothing was recorded from {start} to {end}.", "{start} 至 {end} 没有任何记录。"),
    "no_room": ("Nothing was recorded of the room {room}.", "没有房间 {room} 的任何记录。"),
    # what was made
    "made": ("{path}: {size} KiB.", "{path}：{size} KiB。"),
    "users_hashed": (
        "User IDs are hashed with a key that was thrown away; room IDs, devices and the note are as they were.",
        "用户 ID 已用一次性密钥做哈希；房间 ID、设备信息与备注保持原样。",
    ),
    "all_hashed": (
        "User and room IDs are hashed with a key that was thrown away; devices and the note are as they were.",
        "用户与房间 ID 已用一次性密钥做哈希；设备信息与备注保持原样。",
    ),
    "users_plain": (
        "User and room IDs stand in it as they are; --hash-users hides those of users.",
        "其中包含原始的用户与房间 ID；可用 --hash-users 隐藏用户 ID。",
    ),
    # bundle show
    "about": ("app {app} ({product}), {start} to {end}", "应用 {app}（{product}），{start} 至 {end}"),
    "made_by": ("made by rtc-tui {version} at {time}", "由 rtc-tui {version} 于 {time} 生成"),
    "note": ("note: {note}", "备注：{note}"),
    "only": ("only the rooms {rooms}", "仅含房间 {rooms}"),
    "hashed": ("user IDs are hashed", "用户 ID 已哈希"),
    "hashed_rooms": ("room IDs are hashed", "房间 ID 已哈希"),
    "bounds": ("bounds: {profile}, {n} of its own", "阈值：{profile}，另有 {n} 项自定义"),
    "series": ("{n} series, {points} values", "{n} 条序列，{points} 个值"),
    "calls": (
        "{rooms} rooms, {users} users, {details} looks at call metrics",
        "{rooms} 个房间，{users} 个用户，{details} 份通话指标",
    ),
    "verdicts": ("verdicts as they were told:", "当时的诊断结论："),
    "play": ("rtc-tui replay {path}", "rtc-tui replay {path}"),
    # options
    "option_from": ("Start: -15m, 10:32, or RFC 3339.", "开始时间：-15m、10:32 或 RFC 3339。"),
    "option_to": ("End, likewise (default: now).", "结束时间，写法同上（默认现在）。"),
    "option_room": ("Only calls of this room; may be repeated.", "仅该房间的通话；可重复。"),
    "option_note": ("A note for whoever opens it.", "给接收者的备注。"),
    "option_hash_users": ("Hide user IDs behind hashes.", "用哈希隐藏用户 ID。"),
    "option_hash_rooms": ("Hide room IDs as well.", "同时隐藏房间 ID。"),
    "option_force": ("Replace a file that exists.", "覆盖已存在的文件。"),
    "option_format": ("How to print (default: text).", "输出格式（默认 text）。"),
}
