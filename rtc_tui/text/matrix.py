"""The room matrix: senders × receivers."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "stall": ("stall", "卡顿"),
    "audio_stall": ("audio stall", "音频卡顿"),
    "video_stall": ("video stall", "视频卡顿"),
    "loss": ("loss", "丢包"),
    "delay": ("delay", "延时"),
    "fps": ("frames", "帧率"),
    "bitrate": ("bitrate", "码率"),
    "about_stall": ("stall (audio or video)", "卡顿占比（音视频取较差者）"),
    "about_audio_stall": ("audio stall", "音频卡顿占比"),
    "about_video_stall": ("video stall", "视频卡顿占比"),
    "about_loss": ("downlink loss (audio or video)", "下行丢包（音视频取较差者）"),
    "about_delay": ("downlink delay (audio or video)", "下行延时（音视频取较差者）"),
    "about_fps": ("video frames received", "视频接收帧率"),
    "about_bitrate": ("bitrate received, audio and video", "接收码率（音视频合计）"),
    "axes": ("rows send", "行为发送方"),
    "users": ("{n} users", "{n} 人"),
    "asked_for": ("details of {n} of {all} users", "明细：{all} 人中的 {n} 人"),
    "vote": ("vote", "票数"),
    "oneself": ("nobody receives themselves", "不接收自己"),
    "row_vote": (
        "{user} is received badly by {bad} of {known}; worst {measure} {worst}",
        "{known} 人中有 {bad} 人接收 {user} 不良；最差{measure} {worst}",
    ),
    "column_vote": (
        "{user} receives {bad} of {known} badly; worst {measure} {worst}",
        "{user} 接收 {known} 人中有 {bad} 人不良；最差{measure} {worst}",
    ),
    "asked": ("asking for the details …", "正在请求明细……"),
    "loading": ("details: {done} of about {total} pieces, {size} MB (esc stops)", "明细：约 {total} 段中的 {done} 段，{size} MB（esc 停止）"),
    "trouble": ("details: {text}", "明细：{text}"),
    "missing_names": ("Unknown to the service in this call: {users}", "服务端不认识本次通话中的：{users}"),
    "arriving": ("after {time} more may still arrive", "{time} 之后的数据可能尚未到齐"),
    "nothing": ("No details of these users in this window.", "该时段没有这些用户的明细。"),
    "no_choice": ("Nobody is chosen: esc, then x chooses users.", "未选择用户：按 esc 返回，用 x 选择。"),
}  # fmt: skip
