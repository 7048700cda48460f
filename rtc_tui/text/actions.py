"""What each action of the API gives."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "ListRealTimeQuality": (
        "Quality of the last hour, of the app, a room or users",
        "应用、房间或用户近一小时的质量",
    ),
    "ListRealTimeQualityDistribution": (
        "Quality of the last hour by province, country, system or network",
        "按省份、国家、系统或网络的近一小时质量分布",
    ),
    "ListRealTimeOperationData": ("Users and rooms online in the last hour", "近一小时在线用户数与房间数"),
    "ListQuality": ("Quality of days gone by, of the app, a room or users", "应用、房间或用户的历史质量"),
    "ListQualityDistribution": (
        "Quality of days gone by, by province, country, system or network",
        "按省份、国家、系统或网络的历史质量分布",
    ),
    "ListOperationData": ("Operation data of days gone by", "历史运营数据"),
    "ListOperationDistribution": ("Users by province or country over days gone by", "历史用户数的省份或国家分布"),
    "ListUsages": ("Minutes used per day: sound, and picture by size", "每日用量分钟数：音频，及按分辨率的视频"),
    "ListRoomInfo": ("Rooms that were created in a window", "时间窗内创建的房间"),
    "ListUserInfo": ("Users of rooms, and when they joined and left", "房间内的用户及其进退房记录"),
    "ListCallDetail": ("Every metric of some users of a room", "房间内若干用户的全部通话指标"),
    "GetRoomOnlineUsers": ("Who is in a room now", "房间当前在线用户"),
    "GetRoomOnlineUsers Property": (
        "Who is in a room now, with device and SDK (Property=true)",
        "房间当前在线用户及其设备与 SDK（Property=true）",
    ),
    # what to know of some
    "note_ListRoomInfo": (
        "A room is found by when it was created, not by when it was in use. A longer window is cut to 24 hours without "
        "a word.",
        "按房间创建时间（而非使用时间）匹配。超过 24 小时的时间窗会被静默截断。",
    ),
    "note_ListUserInfo": (
        "A longer window is cut to 6 hours without a word. Linux users are left out unless they are asked for.",
        "超过 6 小时的时间窗会被静默截断。默认不返回 Linux 用户。",
    ),
    "note_ListCallDetail": (
        "There are no pages and no choice of metrics: the answer grows with users, peers and time. The limit holds per "
        "user.",
        "不分页，也不能选择指标：应答大小随用户数、对端数与时长增长。频率限制按用户计。",
    ),
    "note_ListRealTimeQuality": (
        "Several users give one set of values for all of them together.",
        "指定多个用户时，返回的是他们合并后的一组数值。",
    ),
    "note_ListQuality": (
        "Several users give one set of values for all of them together. Systems and networks have no effect on web.",
        "指定多个用户时，返回的是他们合并后的一组数值。系统与网络筛选对 Web 端无效。",
    ),
    "note_ListRealTimeQualityDistribution": (
        "One indicator and one dimension per request; not every slice is in every bucket.",
        "每次请求一个指标与一个维度；并非每个时间点都有全部切片。",
    ),
    "note_ListQualityDistribution": (
        "One indicator and one dimension per request; not every slice is in every bucket.",
        "每次请求一个指标与一个维度；并非每个时间点都有全部切片。",
    ),
    "note_ListOperationDistribution": (
        "By province or country only, for the whole window: there is no time axis. Shares are percentages.",
        "仅支持省份或国家，且为整个时间窗的合计，没有时间轴；占比为百分数。",
    ),
    "note_ListUsages": ("It is not the bill.", "并非账单。"),
    "note_GetRoomOnlineUsers": (
        "At most 10000 names; of a room that does not exist nothing is said but that.",
        "最多返回 10000 个用户；房间不存在时仅说明不存在。",
    ),
    "note_GetRoomOnlineUsers Property": (
        "At most 200 names, visible users first.",
        "最多返回 200 个用户，可见用户优先。",
    ),
    # of all
    "account": ("All limits", "所有限制"),
    "about_account": (
        "They count per account and action, over all its apps and all programs that use its keys. rtc-tui shares them "
        "among all its processes of one user on one machine. Other values go under [limits] in the configuration.",
        "按账号与接口计算，包括其全部应用及使用其密钥的全部程序。rtc-tui 在同一台机器的同一用户的各进程间共享配额。"
        "如有不同限制，请写入配置的 [limits]。",
    ),
    "ids": ("Room and user IDs", "房间 ID 与用户 ID"),
    "about_ids": (
        "Up to 128 of letters, digits and @ . _ - ; the service drops malformed user IDs without a word.",
        "最多 128 个字母、数字或 @ . _ -；不合法的用户 ID 会被服务静默忽略。",
    ),
    "newest": ("The newest buckets", "最新的数据点"),
    "about_newest": (
        "The last bucket of 30 seconds is often incomplete and may still change: it neither raises nor ends an alarm.",
        "最近一个 30 秒数据点往往不完整，可能还会变化：不据此触发或解除异常。",
    ),
    "gap": ("Between one hour and eight", "一小时至八小时之间"),
    "about_gap": (
        "Real-time data go back 60 minutes, offline data come 8 hours late: what lies between is only known to whoever "
        "recorded it.",
        "实时数据仅保留 60 分钟，离线数据延迟 8 小时：两者之间的数据只有自行记录才能看到。",
    ),
}
