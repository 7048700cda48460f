"""Names of the aggregate indicators, and what each is: `about_` before the name."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "label": ("{medium} {name} {tier}", "{medium}{name} {tier}"),
    "audio": ("audio", "音频"),
    "video": ("video", "视频"),
    "join_room_success_rate": ("join success rate", "进房成功率"),
    "stall_rate": ("stall rate", "卡顿率"),
    "first_frame_send_success_rate": ("first-frame send success rate", "首帧发送成功率"),
    "first_frame_recv_success_rate": ("first-frame decode success rate", "首帧解码成功率"),
    "network_trans_delay": ("share of time with the delay in bounds", "网络传输延时达标率"),
    "online_user_count": ("online users", "在线用户数"),
    "online_room_count": ("online rooms", "在线房间数"),
    "short_join_room_success_rate": ("join", "进房成功"),
    "short_stall_rate": ("stall", "卡顿"),
    "short_first_frame_send_success_rate": ("1st send", "首帧发送"),
    "short_first_frame_recv_success_rate": ("1st recv", "首帧解码"),
    "short_network_trans_delay": ("delay", "延时"),
    "short_online_user_count": ("online users", "在线用户"),
    "short_online_room_count": ("online rooms", "在线房间"),
    # offline operation data
    "user_count": ("users", "通话总人数"),
    "session_count": ("entries", "通话进出人次"),
    "peak_concurrent_user": ("most users at once", "最大同时在线人数"),
    "room_count": ("rooms", "房间数"),
    "high_concurrency_room": ("large rooms", "高并发房间数"),
    "peak_concurrent_room": ("most rooms at once", "最大同时在线房间数"),
    "avg_call_count": ("calls per user", "人均通话次数"),
    "per_call_time": ("length of one call", "单次通话时长"),
    "avg_call_time": ("call time per user", "人均通话时长"),
    "total_online_time": ("online time of all rooms", "总房间在线时长"),
    "avg_online_time": ("online time per room", "房间平均在线时长"),
    "avg_user_count": ("users per room", "房间平均在线人数"),
    # what each is
    "about_join_room_success_rate": (
        "Of all attempts to join a room, the share that succeeded within the time of the tier: 5s unless the name says "
        "otherwise.",
        "全部进房尝试中，在该档位时间内成功的占比；名称未写明时档位为 5s。",
    ),
    "about_stall_rate": (
        "Share of the call time that was lost to stalls. A gap in the sound counts from 80ms on, one in the picture "
        "from 500ms on, unless the name says otherwise. The vendor's sentence can be read the other way round; its "
        "console calls it a stall rate, so low is good.",
        "通话时间中处于卡顿的占比。音频间断达到 80ms、画面间断达到 500ms 起计为卡顿（名称另有写明的除外）。"
        "官方描述有歧义，但控制台称其为卡顿率，因此越低越好。",
    ),
    "about_first_frame_send_success_rate": (
        "Of all users who began to publish, the share whose first frame was sent. Sound and picture come as series of "
        "their own.",
        "开始发布的用户中，首帧成功发出的占比；音频与视频分别成序列。",
    ),
    "about_first_frame_recv_success_rate": (
        "Of all subscriptions, the share whose first frame arrived and was decoded. Sound and picture come as series of "
        "their own.",
        "全部订阅中，首帧成功收到并解码的占比；音频与视频分别成序列。",
    ),
    "about_network_trans_delay": (
        "Share of the call time in which the delay from sender to receiver stayed below the tier, 400ms unless the name "
        "says otherwise. It is a percentage, not a time.",
        "通话时间中，收发双方传输延时低于该档位（未写明时为 400ms）的占比。它是百分比，不是时长。",
    ),
    "about_online_user_count": (
        "Users in any room of the app, in each 30 seconds. Always the whole app and all products.",
        "每 30 秒内应用所有房间中的在线用户数；始终统计整个应用、全部产品形态。",
    ),
    "about_online_room_count": (
        "Rooms with at least one user in them, in each 30 seconds. Always the whole app and all products.",
        "每 30 秒内至少有一名用户的房间数；始终统计整个应用、全部产品形态。",
    ),
    "about_user_count": (
        "Different user IDs in calls in that time: whoever was in two rooms counts once. The older version of the API "
        "calls it user_num.",
        "所选时间内参与通话的不同用户 ID 数：同一用户进入两个房间只计一次。旧版接口称其为 user_num。",
    ),
    "about_session_count": (
        "How often anybody entered a room: each entry of each user counts.",
        "用户进入房间的总次数：每个用户每次进房都计一次。",
    ),
    "about_peak_concurrent_user": (
        "The most users online at one moment, in whatever rooms.",
        "同一时刻在线用户数的峰值，不限于同一房间。",
    ),
    "about_room_count": (
        "Rooms opened in that time. A room lasts from its first user's entry until its last user has left.",
        "所选时间内创建的房间数。从首个用户进入到全部用户退出记为一个房间。",
    ),
    "about_high_concurrency_room": (
        "Rooms in which at some moment 100 users or more were online.",
        "最高同时在线人数达到 100 及以上的房间数。",
    ),
    "about_peak_concurrent_room": ("The most rooms open at one moment.", "同一时刻进行中房间数的峰值。"),
    "about_avg_call_count": (
        "How often a user entered a room, on average: session_count / user_count.",
        "平均每个用户的进房次数：session_count / user_count。",
    ),
    "about_per_call_time": (
        "How long one stay in a room lasted, on average: the time of all stays / session_count. Two rooms at once count "
        "twice: 10 minutes in one and meanwhile 5 in another are 15 minutes in 2 stays, 7.5 each.",
        "平均每次通话的时长：全部通话时长之和 / session_count。同时处于两个房间会重复累计："
        "在一个房间 10 分钟、同时在另一个房间 5 分钟，共 15 分钟、2 次，单次 7.5 分钟。",
    ),
    "about_avg_call_time": (
        "How long a user was in calls, on average: call time / user_count. Two rooms at once count once: 10 minutes in "
        "one and meanwhile 5 in another are 10 minutes.",
        "平均每个用户的通话时长：通话时长 / user_count。同时处于两个房间只计一次："
        "在一个房间 10 分钟、同时在另一个房间 5 分钟，计 10 分钟。",
    ),
    "about_total_online_time": (
        "The times of all rooms together, each from its first user's entry until its last user has left.",
        "所有房间在线时长之和；每个房间从首个用户进入计到最后一个用户退出。",
    ),
    "about_avg_online_time": (
        "How long a room lasted, on average: total_online_time / room_count.",
        "平均每个房间的在线时长：total_online_time / room_count。",
    ),
    "about_avg_user_count": (
        "How many different users a room had, on average: user IDs counted per room, / room_count.",
        "平均每个房间的用户数：按用户 ID 与房间 ID 去重的人数 / room_count。",
    ),
}
