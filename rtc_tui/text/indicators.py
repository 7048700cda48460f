"""Names of the aggregate indicators."""

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
}
