"""Verdicts in words: what it is, what to do next, what speaks against it, and what could not be checked."""

from typing import Final

_RULES: Final[dict[str, tuple[str, str, str, str, str, str]]] = {
    # rule: name, sentence, next step; each in English and in Chinese
    "R0": (
        "gap in the data", "数据缺口",
        "No data of {cause} for a while: their client hung or was offline, or the data are still to come",
        "{cause} 有一段时间没有数据：客户端卡死或离线，或数据尚未到达",
        "Look again after 100 seconds; if the gap stays, ask for the client's log of that time.",
        "100 秒后重新查询；若缺口仍在，请索取该时段的客户端日志。",
    ),
    "R1": (
        "sender left or stopped publishing", "发送方离开或停止发布",
        "{cause} had left or did not publish", "{cause} 已离开或未发布",
        "Compare with the joins and leaves of {cause}; ask whether they lost the connection.",
        "对照 {cause} 的进退房记录，询问其是否掉线。",
    ),
    "R2": (
        "microphone muted or not published", "麦克风静音或未发布",
        "{cause} had the microphone muted, or did not publish sound", "{cause} 麦克风静音或未发布音频",
        "Ask {cause} to unmute; check the application's own mute state.",
        "请 {cause} 取消静音；检查应用自身的静音状态。",
    ),
    "R3": (
        "no sound captured", "采集无声",
        "The device of {cause} captured no sound: muted by the system, permission, or the wrong microphone",
        "{cause} 的设备未采集到声音：系统静音、权限问题或选错麦克风",
        "Ask {cause} to check permission, system mute and the chosen microphone.",
        "请 {cause} 检查权限、系统静音及所选麦克风。",
    ),
    "R4": (
        "captured sound is not sent", "采集正常但未发送",
        "The microphone of {cause} hears a voice, but nothing is sent of it", "{cause} 麦克风有声音，但没有发送",
        "Ask for the client's log of {cause}: encoder, audio session, publishing state.",
        "索取 {cause} 的客户端日志：编码器、音频会话、发布状态。",
    ),
    "R5": (
        "receiver does not get what is sent", "接收方未收到已发送的流",
        "{user} does not receive the sound of {peer}: not subscribed, or cut off on the way",
        "{user} 未收到 {peer} 的声音：未订阅，或在途中中断",
        "Check whether {user} is subscribed to {peer}; let them subscribe again.",
        "检查 {user} 是否订阅了 {peer}；让其重新订阅。",
    ),
    "R6": (
        "received sound is not played", "收到声音但未播放",
        "Sound arrives at {user} and is not played: speaker, output device or volume",
        "声音已到达 {user} 但未播放：扬声器、输出设备或音量",
        "Ask {user} to check the output device and the volume.", "请 {user} 检查输出设备与音量。",
    ),
    "R7": (
        "camera", "摄像头",
        "The camera of {cause} gives too few frames", "{cause} 的摄像头采集帧率过低",
        "Ask {cause} about the camera: in use by another program, poor light, permission.",
        "询问 {cause} 摄像头情况：被其他程序占用、光线不足、权限。",
    ),
    "R8": (
        "device overloaded while capturing", "采集端设备过载",
        "The device of {cause} is overloaded and captures too few frames", "{cause} 的设备过载，采集帧率下降",
        "Ask {cause} to close other programs; lower the resolution or switch effects off.",
        "请 {cause} 关闭其他程序；降低分辨率或关闭特效。",
    ),
    "R9": (
        "device overloaded while encoding", "编码端设备过载",
        "The device of {cause} cannot encode all frames it captures", "{cause} 的设备来不及编码所采集的帧",
        "Lower resolution or frame rate for {cause}; check hardware encoding.",
        "为 {cause} 降低分辨率或帧率；检查硬件编码。",
    ),
    "R10": (
        "sender's uplink congested", "发送方上行拥塞",
        "The uplink of {cause} is too narrow: bitrate fell while loss or delay rose",
        "{cause} 的上行带宽不足：码率下降而丢包或延时上升",
        "Ask {cause} to change the network (Wi-Fi, mobile); stop other uploads.",
        "请 {cause} 更换网络（Wi-Fi、移动网络），停止其他上传。",
    ),
    "R11": (
        "loss on the sender's uplink", "发送方上行丢包",
        "The uplink of {cause} loses packets: all who listen suffer", "{cause} 的上行链路丢包：所有接收方均受影响",
        "Ask {cause} to move closer to the access point or to change the network.",
        "请 {cause} 靠近接入点或更换网络。",
    ),
    "R12": (
        "receiver's downlink", "接收方下行链路",
        "The downlink of {user} loses packets, whoever sends", "{user} 的下行链路丢包，与发送方无关",
        "Ask {user} to change the network; subscribe to fewer or smaller streams.",
        "请 {user} 更换网络；减少订阅的流或改订小流。",
    ),
    "R13": (
        "both ends lose packets", "两端均丢包",
        "Both the uplink of {peer} and the downlink of {user} lose packets", "{peer} 的上行与 {user} 的下行均丢包",
        "Mend both ends: let {peer} and {user} change their networks, one after the other.",
        "两端都要处理：让 {peer} 与 {user} 依次更换网络。",
    ),
    "R14": (
        "receiver's device overloaded", "接收方设备过载",
        "The device of {user} is overloaded: what arrives whole is not played", "{user} 的设备过载：完整到达的内容无法播放",
        "Ask {user} to close other programs; subscribe to smaller streams.",
        "请 {user} 关闭其他程序；改订小流。",
    ),
    "R15": (
        "receiver's decoder or display", "接收方解码或渲染",
        "What arrives whole at {user} is not shown: decoder, renderer, or the application stands still",
        "完整到达 {user} 的画面未显示：解码、渲染或应用界面卡住",
        "Ask for the client's log of {user}; try software decoding.", "索取 {user} 的客户端日志；尝试软件解码。",
    ),
    "R16": (
        "receiver gets the small stream", "接收方收到小流",
        "{user} gets the small stream of {peer}: by bandwidth, or by choice of the layout",
        "{user} 收到 {peer} 的小流：带宽所限或布局选择",
        "Check which stream the layout of {user} asks for.", "检查 {user} 的布局订阅的是哪一路流。",
    ),
    "R17": (
        "path between two users", "两用户之间的路径",
        "Only the way from {peer} to {user} is bad: path, server, or a change of the subscription",
        "仅 {peer} 到 {user} 这一路异常：路径、服务端或订阅变化",
        "Report both user IDs and the time to the service.", "向服务方上报两个用户 ID 与时间。",
    ),
    "R18": (
        "late on the way down", "下行延时高",
        "What {user} receives comes late: buffering on the downlink, or a long path",
        "{user} 接收的内容延时高：下行缓冲或路径过长",
        "Check the country and the network of {user}; stop other downloads.", "检查 {user} 所在国家与网络；停止其他下载。",
    ),
    "R19": (
        "late on the way up", "上行延时高",
        "What {cause} sends goes up late: a full buffer or weak access", "{cause} 上行延时高：缓冲膨胀或接入弱",
        "Ask {cause} to stop other uploads or to change the network.", "请 {cause} 停止其他上传或更换网络。",
    ),
    "R20": (
        "device overloaded", "设备过载",
        "The device of {cause} is overloaded, in what it sends and in what it plays", "{cause} 的设备过载，发送与播放均受影响",
        "Ask {cause} to close other programs, to plug in the charger, to lower the resolution.",
        "请 {cause} 关闭其他程序、接上电源、降低分辨率。",
    ),
    "R21": (
        "audio lost on the way down", "音频下行丢包",
        "The sound on the way to {user} is lost, the picture is not", "到 {user} 的音频丢包，而视频正常",
        "Report to the service with the time; check the audio bitrate and its protection.",
        "附时间上报服务方；检查音频码率与抗丢包设置。",
    ),
    "R22": (
        "common cause: server, region or provider", "共同原因：服务端、地区或运营商",
        "Most of the room is bad from the same moment on: server, region or provider",
        "房间大部分同时变差：服务端、地区或运营商",
        "Open the distribution of that time by province, country and access.", "打开该时刻按省份、国家、接入方式的分布。",
    ),
    "R23": (
        "adaptation in progress", "自适应调整中",
        "A short stall while the resolution changed: the system at work", "分辨率切换时的短暂卡顿：系统在自适应",
        "Nothing to do unless it comes back.", "若不反复出现则无需处理。",
    ),
    "R24": (
        "unexplained", "原因不明",
        "Something was suffered that no rule explains", "有体验问题，但没有规则能解释",
        "Compare the figures that are furthest from the usual; ask for the clients' logs.",
        "对照偏离最大的指标；索取客户端日志。",
    ),
}  # fmt: skip

_SHARED: Final[dict[str, tuple[str, str]]] = {
    # what users have in common
    "device": ("have the device {text}", "使用设备 {text}"),
    "os": ("run {text}", "运行 {text}"),
    "access": ("are on {text}", "通过 {text} 接入"),
    "sdk": ("use SDK {text}", "使用 SDK {text}"),
}

TEXTS: Final[dict[str, tuple[str, str]]] = {
    **{rule: (row[2], row[3]) for rule, row in _RULES.items()},
    **{f"{rule}_name": (row[0], row[1]) for rule, row in _RULES.items()},
    **{f"{rule}_next": (row[4], row[5]) for rule, row in _RULES.items()},
    "none": ("No fault found", "未发现故障"),
    "none_noticed": ("No fault found; noticed: {text}", "未发现故障；另见：{text}"),
    "noticed_R1": ("{cause} was gone for {time}", "{cause} 离开 {time}"),
    "noticed_R2": ("{cause} muted for {time}", "{cause} 静音 {time}"),
    "noticed_comma": ("; ", "；"),
    "noticed_more": ("{n} more", "另有 {n} 项"),
    "none_name": ("no fault found", "未发现故障"),
    "none_next": ("Nothing to do.", "无需处理。"),
    "R0_all": (
        "No data of this call: nobody was in it, or the data are still to come",
        "没有该通话的数据：无人在内，或数据尚未到达",
    ),
    "somebody": ("somebody", "某用户"),
    # what was suffered
    "type_AS": ("audio stalls", "音频卡顿"),
    "type_VS": ("video stalls", "视频卡顿"),
    "type_SIL": ("silence", "无声"),
    "type_BLUR": ("blurred picture", "画面模糊"),
    "type_DLY": ("delay", "延时高"),
    "type_NONE": ("no fault", "无故障"),
    "type_GAP": ("no data", "无数据"),
    # where it lies
    "at_local": ("at the end of {user}", "在 {user} 一端"),
    "at_remote": ("at the end of {peer}", "在 {peer} 一端"),
    "at_both": ("at both ends", "在两端"),
    "at_server": ("between the users", "在用户之间（服务端或网络）"),
    "at_unknown": ("not known where", "位置未知"),
    # confidence
    "high": ("high", "高"),
    "medium": ("medium", "中"),
    "low": ("low", "低"),
    # names of derived numbers
    "of_cells_hurt": ("pairs hurt", "受影响的收发对"),
    "of_senders_hurt": ("senders badly received", "接收不良的发送方数"),
    "of_receivers_hurt": ("receivers hurt", "受影响的接收方数"),
    "of_senders_lossy": ("senders received with loss", "接收丢包的发送方数"),
    "of_senders_late": ("senders received late", "接收延时高的发送方数"),
    "of_others_receive": ("others who receive it", "正常接收的其他用户数"),
    "of_fps_ratio": ("frames passed on", "帧率保持比例"),
    "of_fps_passed": ("frames sent of those usual", "发送帧率占常态比例"),
    "of_downlink_excess": ("downlink loss above the uplink's", "下行丢包超出上行"),
    "of_video_send_bitrate_big_fall": ("fall of the bitrate sent", "发送码率下降"),
    "of_video_send_fps_big_fall": ("fall of the frames sent", "发送帧率下降"),
    "of_audio_up_swing": ("swing of the audio uplink delay", "音频上行延时波动"),
    "of_video_up_swing": ("swing of the video uplink delay", "视频上行延时波动"),
    "of_audio_down_swing": ("swing of the audio downlink delay", "音频下行延时波动"),
    "of_video_down_swing": ("swing of the video downlink delay", "视频下行延时波动"),
    "of_gap": ("time without data", "无数据时长"),
    "of_no_uplink": ("time without uplink data", "无上行数据时长"),
    "of_away": ("time away", "离开时长"),
    "of_left_at": ("left at", "离开时间"),
    # what users share, and what the whole app was like
    **{
        f"note_hurt_{field}": (
            f"{{n}} of {{n}} hurt {en}, {{others}} of {{all}} others (by chance: {{chance}} %)",
            f"受影响者 {{n}}/{{n}} {zh}，其余用户 {{others}}/{{all}}（偶然概率 {{chance}} %）",
        )
        for field, (en, zh) in _SHARED.items()
    },
    **{
        f"note_fault_{field}": (
            f"{{n}} of {{n}} with such a fault {en}, {{others}} of {{all}} others (by chance: {{chance}} %)",
            f"有同类故障者 {{n}}/{{n}} {zh}，其余用户 {{others}}/{{all}}（偶然概率 {{chance}} %）",
        )
        for field, (en, zh) in _SHARED.items()
    },
    **{
        f"note_all_{field}": (
            f"all {{n}} hurt {en}, and nobody else was there to compare with",
            f"受影响的 {{n}} 人均{zh}，没有其他用户可对比",
        )
        for field, (en, zh) in _SHARED.items()
    },
    "note_nothing_shared": (
        "no device, system, network or SDK sets the {n} hurt apart from the {others} others",
        "受影响的 {n} 人与其余 {others} 人在设备、系统、网络、SDK 上没有明显区别",
    ),
    "note_all_differ": (
        "the {n} hurt share no device, system, network or SDK", "受影响的 {n} 人没有共同的设备、系统、网络或 SDK",
    ),
    "note_uses": (
        "{user} has {text}; in brackets, how many of the others have the same",
        "{user} 使用 {text}；括号内为其他用户中相同者",
    ),
    "note_device_untold": (
        "device, system, network and SDK of {user} are not told", "不知 {user} 的设备、系统、网络与 SDK",
    ),
    "note_users_untold": (
        "what those hurt share: device, system, network and SDK are not told",
        "不知受影响者的设备、系统、网络与 SDK，无法查看共同点",
    ),
    "note_device_of_last_join": (
        "{user} joined again later: device, system, network and SDK are those of the last join",
        "{user} 之后再次进房：设备、系统、网络与 SDK 为最后一次进房的信息",
    ),
    "note_app_bad": ("the app as a whole was bad then, too: {series} {level} %", "当时整个应用也差：{series} {level} %"),
    "note_app_bad_worst": (
        "the app as a whole was bad then, too: {series} {level} %, worst of {dimension}: {slice} {worst} %",
        "当时整个应用也差：{series} {level} %，{dimension}最差：{slice} {worst} %",
    ),
    "note_app_well": (
        "the app as a whole was not bad then: {series} {level} %", "当时整个应用并不差：{series} {level} %",
    ),
    "note_app_well_worst": (
        "the app as a whole was not bad then: {series} {level} %, worst of {dimension}: {slice} {worst} %",
        "当时整个应用并不差：{series} {level} %，{dimension}最差：{slice} {worst} %",
    ),
    "note_app_slice": (
        "the app as a whole was not bad then ({series} {level} %), but of {dimension} {slice} was: {worst} %",
        "当时整个应用并不差（{series} {level} %），但{dimension}中 {slice} 差：{worst} %",
    ),
    # remarks
    "note_distribution_not_asked": (
        "the distribution by region at that time was not looked at", "未查看该时刻按地区的分布",
    ),
    "note_no_vote": ("nobody else to compare with", "没有其他用户可对比"),
    "note_others_receive_well": ("{value} others receive {user} well", "另有 {value} 人接收 {user} 正常"),
    "note_others_heard_well": ("{user} receives {value} others well", "{user} 接收另外 {value} 人正常"),
    "note_no_cpu": ("{user} tells no CPU figures", "{user} 没有 CPU 数据"),
    "note_cpu_may_delay": ("the load of {user} ({value}) may cause the delay too", "{user} 的负载（{value}）也可能造成延时"),
    "note_country_unknown": ("the country of {user} is not told", "不知 {user} 所在国家"),
    "note_loss_semantics": (
        "whether the downlink's loss counts the uplink's is not documented", "下行丢包是否包含上行丢包，文档未说明",
    ),
    "note_layout_unknown": ("which stream {user} asked for is not told", "不知 {user} 订阅的是哪一路流"),
    "note_path_unseen": ("the path within the service cannot be seen", "看不到服务内部的路径"),
    "note_mute_event": ("the service tells no mute events of {user}", "服务不提供 {user} 的静音事件"),
    "note_permission": ("permissions and system mute of {user} are not told", "不知 {user} 的权限与系统静音状态"),
    "note_no_volume": ("{user} tells no volume", "{user} 没有音量数据"),
    "note_subscription": ("the subscriptions of {user} are not told", "不知 {user} 的订阅情况"),
    "note_output_device": ("the output device of {user} is not told", "不知 {user} 的输出设备"),
    "note_no_leave_record": ("no record of joins and leaves of {user}", "没有 {user} 的进退房记录"),
    "note_nothing_told": ("the service told nothing of {user} in this window", "服务在该时段没有 {user} 的任何数据"),
    "note_still_arriving": ("the newest 100 seconds may still arrive", "最近 100 秒的数据可能尚未到齐"),
    "note_short": ("it lasted {value} s only", "仅持续 {value} 秒"),
    "note_few_observations": ("fewer than two independent observations", "独立观测不足两项"),
    "note_loss_without_effect": ("{user} loses {value} % on the way up, without effect", "{user} 上行丢包 {value} %，未造成影响"),
    "note_cpu_without_effect": ("the system of {user} is loaded at {value} %, without effect", "{user} 系统负载 {value} %，未造成影响"),
}  # fmt: skip
