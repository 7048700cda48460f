"""The frame around every pane."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "waiting": ("WAITING", "等待数据"),
    "live": ("LIVE", "实时"),
    "slow": ("SLOW", "数据迟缓"),
    "replay": ("REPLAY", "回放"),
    "frozen": ("‖ FROZEN +{n}", "‖ 已冻结 +{n}"),
    "throttled_until": ("THROTTLED until {time}", "限流至 {time}"),
    "offline": ("OFFLINE {age}, next try in {wait}", "离线 {age}，{wait}后重试"),
    "refused_WrongCredentials": ("KEY REFUSED", "密钥被拒"),
    "refused_ClockSkewed": ("CLOCK IS OFF", "时钟偏差"),
    "refused_NotPermitted": ("NOT PERMITTED", "无权限"),
    "refused_BadRequest": ("REQUEST REFUSED", "请求被拒"),
    "refused_UsageError": ("REQUEST REFUSED", "请求被拒"),
    "refused_UnknownApp": ("UNKNOWN APP", "应用不存在"),
    "refused_UnknownAction": ("NOT SERVED", "接口不可用"),
    "refused_Refused": ("REFUSED", "被拒绝"),
    "refused_ConfigError": ("CONFIGURATION", "配置错误"),
    "refused_CredentialsMissing": ("NO KEYS", "缺少密钥"),
    "age": ("{age} old", "{age}前"),
    "quota": ("quota {used}/{limit}", "配额 {used}/{limit}"),
    "quota_day": (" · day {used}/{limit}", " · 日 {used}/{limit}"),
    "native": ("native", "native"),
    "web": ("web", "web"),
    "since": ("since {time}, {n}×", "自 {time}，{n} 次"),
    "request_id": ("RequestId {id}", "RequestId {id}"),
    "need": ("need {w}×{h}, have {width}×{height}", "需要 {w}×{h}，现有 {width}×{height}"),
}
