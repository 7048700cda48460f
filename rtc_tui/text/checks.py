"""What `rtc-tui check` says."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "config": ("configuration", "配置文件"),
    "state": ("state folder", "状态目录"),
    "credentials": ("credentials", "密钥"),
    "target": ("app", "应用"),
    "archive": ("archive", "归档"),
    "proxy": ("proxy", "代理"),
    "certificates": ("certificates", "证书"),
    "terminal": ("terminal", "终端"),
    "reach": ("reach", "连通性"),
    "rights": ("rights", "权限"),
    "unreachable": ("reach", "连通性"),
    "clock": ("clock", "时钟"),
    "quota": ("quota", "配额"),
    "no_file": ("none at {path}: defaults are used", "{path} 不存在：使用默认值"),
    "state_hint": (
        "Other processes of yours may not see the quota that is used up; make the folder writable.",
        "其他进程可能看不到已用的配额；请使该目录可写。",
    ),
    "none": ("none", "无"),
    "certificates_hint": ("{name} names something that does not exist.", "{name} 指向的路径不存在。"),
    "not_utf8": ("not UTF-8", "非 UTF-8"),
    "ascii_hint": (
        "ASCII is drawn. For more, use a UTF-8 locale (as LANG=C.UTF-8), or RTC_TUI_ASCII=false.",
        "将以 ASCII 显示。如需完整字符，请使用 UTF-8 区域设置（如 LANG=C.UTF-8），或设置 RTC_TUI_ASCII=false。",
    ),
    "answered": ("{action}: allowed, {series} series", "{action}：可用，{series} 条序列"),
    "reached": ("the service answers", "服务有应答"),
    "no_date": ("not known: the service told no time", "未知：服务未告知时间"),
    "skew": ("service minus this machine: {seconds} s", "服务时间减本机时间：{seconds} 秒"),
    "quota_minute": ("{used} of {limit} in this minute", "本分钟已用 {used} / {limit}"),
    "same": ("same as above", "同上"),
    "quota_day": ("{used} of {limit} today", "今日已用 {used} / {limit}"),
}
