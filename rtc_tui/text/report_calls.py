"""Rooms, users, call metrics and verdicts on stdout, and what is said beside them."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    # what it is about
    "about_rooms": (
        "app {app}, rooms created from {start} to {end} {zone}: {n}",
        "应用 {app}：{start} 至 {end} {zone} 创建的房间共 {n} 个",
    ),
    "about_users": (
        "room {room}, users from {start} to {end} {zone}: {n}",
        "房间 {room}：{start} 至 {end} {zone} 共 {n} 个用户",
    ),
    "about_details": (
        "room {room}, rows from {start} to {end} {zone}: {n}",
        "房间 {room}：{start} 至 {end} {zone} 共 {n} 行",
    ),
    "about_diagnosis": (
        "room {room}, {start} to {end} {zone}, users: {n}",
        "房间 {room}，{start} 至 {end} {zone}，{n} 个用户",
    ),
    # heads of columns
    "room": ("room", "房间"),
    "created": ("created", "创建"),
    "ended": ("ended", "结束"),
    "state": ("state", "状态"),
    "users": ("users", "用户数"),
    "call": ("call", "通话"),
    "user": ("user", "用户"),
    "stays": ("stays", "进出"),
    "os": ("os", "系统"),
    "access": ("network", "网络"),
    "device": ("device", "设备"),
    "sdk": ("SDK", "SDK"),
    "published": ("published", "发布"),
    "peer": ("from", "来自"),
    "metric": ("metric", "指标"),
    "unit": ("unit", "单位"),
    "points": ("points", "点数"),
    "lowest": ("lowest", "最低"),
    "middle": ("median", "中位"),
    "highest": ("highest", "最高"),
    "newest": ("newest", "最新"),
    # cells
    "live": ("live", "进行中"),
    "ended_word": ("ended", "已结束"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
    "more": (" (+{n} earlier)", "（另有更早 {n} 次）"),
    # what is said beside it
    "progress": ("{done} of {total} pieces are here…", "已获取 {done}/{total} 段…"),
    "no_room": (
        "Room {room}: the service knows no such room now, and nobody was in it from {start} to {end}. Check the room ID "
        "and the app.",
        "房间 {room}：服务端目前没有该房间，{start} 至 {end} 也无人在内。请检查房间 ID 与应用。",
    ),
    "nobody": (
        "Room {room}: nobody was in it from {start} to {end}. Check the room ID, the app and the time.",
        "房间 {room}：{start} 至 {end} 无人在内。请检查房间 ID、应用与时间。",
    ),
    "nobody_yet": (
        "Room {room} exists and has {n} online now, but the service lists nobody from {start} to {end}: what is younger "
        "than 100 seconds is still to come.",
        "房间 {room} 存在，当前在线 {n} 人，但 {start} 至 {end} 没有用户记录：最近 100 秒的数据尚未到达。",
    ),
    "absent": (
        "No data of {users} in room {room} from {start} to {end}: they were not there, or the service does not know them.",
        "房间 {room} 在 {start} 至 {end} 没有 {users} 的数据：当时不在房间内，或服务端不认识该用户。",
    ),
    "left_out": (
        "{n} more users of room {room} were left out: {users}. Without --user all are asked about.",
        "房间 {room} 另有 {n} 个用户未纳入：{users}。不带 --user 时会查询全部用户。",
    ),
    # what is wrong with the question
    "too_old": ("The service keeps this for {days} days.", "服务端仅保留 {days} 天的该类数据。"),
    "too_old_hint": (
        "Ask for a later time; rooms and users go back 14 days, call metrics 6.",
        "请查询更近的时间；房间与用户可回溯 14 天，通话指标可回溯 6 天。",
    ),
    "forms": (
        "Times are written -15m, -2h, -3d, 10:32, 2026-11-20 10:32, or 2026-11-20T10:32:00+08:00.",
        "时间可写作 -15m、-2h、-3d、10:32、2026-11-20 10:32 或 2026-11-20T10:32:00+08:00。",
    ),
    "needs_user": ("{option} needs --room and --user.", "{option} 须与 --room、--user 一起使用。"),
    "needs_user_hint": (
        "Only what users of a room saw and heard has directions and metrics: add --room ID --user ID.",
        "只有房间内用户的收发数据才有方向与指标：请加上 --room ID --user ID。",
    ),
    "no_metric": ("--indicator: {text} is not a call metric.", "--indicator：没有名为 {text} 的通话指标。"),
}
