"""What to do about each error, when whoever raised it knows nothing better."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "hint_RtcTuiError": ("Try again; if it stays, run `rtc-tui check`.", "请重试；如仍失败，运行 `rtc-tui check`。"),
    "hint_UsageError": ("See `rtc-tui --help`.", "请参看 `rtc-tui --help`。"),
    "hint_ConfigError": (
        "See `rtc-tui config show` for each value and where it came from.",
        "运行 `rtc-tui config show` 查看每个值及其来源。",
    ),
    "hint_CredentialsMissing": (
        "Set VOLCENGINE_ACCESS_KEY and VOLCENGINE_SECRET_KEY, or run `rtc-tui config init`. "
        "To look around without keys: `rtc-tui demo`.",
        "请设置 VOLCENGINE_ACCESS_KEY 与 VOLCENGINE_SECRET_KEY，或运行 `rtc-tui config init`。"
        "没有密钥也可先看演示：`rtc-tui demo`。",
    ),
    "hint_Refused": ("Run `rtc-tui check` to see what works.", "运行 `rtc-tui check` 查看哪些可用。"),
    "hint_WrongCredentials": (
        "Check the access key and the secret key (and the session token, if one is used).",
        "请检查访问密钥与私有密钥（如使用临时令牌，也请检查令牌）。",
    ),
    "hint_ClockSkewed": (
        "Set this machine's clock (for example with NTP); signatures are valid for 15 minutes.",
        "请校准本机时钟（例如使用 NTP）；签名仅在 15 分钟内有效。",
    ),
    "hint_NotPermitted": (
        "Ask the account's administrator for a policy that allows this action on rtc.",
        "请联系账号管理员授予该 rtc 接口的权限策略。",
    ),
    "hint_BadRequest": ("Change the parameter that the message names.", "请修改消息中指出的参数。"),
    "hint_UnknownApp": (
        "Check the app ID (`--app`, or `app` in the profile) and that the keys belong to the app's account.",
        "请检查 AppId（`--app` 或配置中的 `app`），并确认密钥属于该应用所在账号。",
    ),
    "hint_UnknownAction": (
        "This service does not offer it; check the endpoint and region.",
        "该服务不提供此接口；请检查 endpoint 与 region。",
    ),
    "hint_Unavailable": ("Wait; it is tried again by itself.", "请稍候，将自动重试。"),
    "hint_Throttled": (
        "Wait, close other viewers of this account, or lower the rate under [limits] in the configuration.",
        "请稍候，关闭使用同一账号的其他查看程序，或在配置的 [limits] 中调低频率。",
    ),
    "hint_ServiceFailing": ("Wait; it is tried again by itself.", "请稍候，将自动重试。"),
    "hint_Unreachable": (
        "Check the network, the proxy (HTTPS_PROXY) and the endpoint; `rtc-tui check` tells which.",
        "请检查网络、代理（HTTPS_PROXY）与 endpoint；`rtc-tui check` 可帮助定位。",
    ),
    "hint_DeadlineExceeded": (
        "The service or the network is slow; it is tried again, or ask for less.",
        "服务或网络较慢；将自动重试，也可缩小查询范围。",
    ),
    "hint_BadResponse": (
        "Check the endpoint; if it is right, record the answer with --record-http and report it.",
        "请检查 endpoint；若无误，请用 --record-http 记录应答并反馈。",
    ),
    "hint_ResponseTooLarge": (
        "Ask for less: a shorter window, fewer users, one direction.",
        "请缩小查询范围：更短的时间窗、更少的用户、单一方向。",
    ),
    "hint_ArchiveError": ("Check the archive's folder and free space.", "请检查归档目录及剩余空间。"),
    "hint_ArchiveFull": (
        "Free some space, or keep fewer days (keep_days under [archive]); what was recorded is safe.",
        "请释放磁盘空间，或减少保留天数（[archive] 中的 keep_days）；已记录的数据不受影响。",
    ),
    "hint_ArchiveDamaged": (
        "Whoever records sets the file aside and keeps what can be read: run `rtc-tui record`.",
        "记录进程会将该文件改名保留，并取回可读部分：请运行 `rtc-tui record`。",
    ),
    "hint_ArchiveTooNew": (
        "Use the newer rtc-tui, or another archive (--archive); this one was not touched.",
        "请使用较新版本的 rtc-tui，或改用其他归档（--archive）；该归档未作任何改动。",
    ),
    "hint_ArchiveUnreachable": (
        "Let this user read and write the folder, or name another one with --archive.",
        "请为当前用户开放该目录的读写权限，或用 --archive 指定其他目录。",
    ),
    "hint_ArchiveBusy": (
        "Wait: it is taken over as soon as the other process ends.",
        "请稍候：另一进程结束后将自动接管。",
    ),
}
