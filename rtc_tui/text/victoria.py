"""What may be said about an archive in VictoriaMetrics."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "bad_url": ("This is no URL of VictoriaMetrics.", "这不是可用的 VictoriaMetrics 地址。"),
    "urls": (
        "Use `http://host:8428`; for a cluster `http://host:8480/insert/0`, or both sides parted by a comma:"
        " `http://host:8480/insert/0,http://host:8481/select/0`.",
        "单机版请使用 `http://host:8428`；集群版请使用 `http://host:8480/insert/0`，"
        "或以逗号分隔写入与查询地址：`http://host:8480/insert/0,http://host:8481/select/0`。",
    ),
    "secret_in_url": (
        "A user or a password stands in the archive's URL, where it would be shown.",
        "归档地址中含有用户名或密码，会被显示出来。",
    ),
    "secrets": (
        "Put `user` and `password`, or `token`, or `secret_command` into [archive] of the configuration,"
        " or set RTC_TUI_ARCHIVE_USER, RTC_TUI_ARCHIVE_PASSWORD, RTC_TUI_ARCHIVE_TOKEN.",
        "请在配置文件的 [archive] 中设置 `user` 与 `password`，或 `token`，或 `secret_command`；"
        "也可设置环境变量 RTC_TUI_ARCHIVE_USER、RTC_TUI_ARCHIVE_PASSWORD、RTC_TUI_ARCHIVE_TOKEN。",
    ),
    "plain_secret": (
        "A password or a token would travel to the archive unencrypted.",
        "密码或令牌将以明文传输到归档服务器。",
    ),
    "plain_secret_hint": (
        "Use https, or http to this machine alone (a tunnel, a proxy that speaks TLS).",
        "请使用 https；http 仅可用于本机（例如隧道或支持 TLS 的代理）。",
    ),
    "unreachable": ("The archive {url} cannot be used: {reason}.", "无法使用归档 {url}：{reason}。"),
    "unreachable_hint": (
        "Is VictoriaMetrics running there? `rtc-tui check` tells more.",
        "请确认 VictoriaMetrics 正在运行；可执行 `rtc-tui check` 查看详情。",
    ),
    "too_large": ("its answer is too large", "响应过大"),
    "refused": ("it refuses who we are (HTTP {status})", "身份验证被拒绝（HTTP {status}）"),
    "status": ("it answered HTTP {status}", "返回 HTTP {status}"),
    "garbage": ("its answer is none of VictoriaMetrics", "响应不是 VictoriaMetrics 的格式"),
    "slow": ("it did not answer in time", "未在规定时间内响应"),
    "down": ("no connection ({reason})", "无法连接（{reason}）"),
    "proxy": ("the proxy does not let us through", "代理拒绝转发"),
    "queue_full": (
        "Too much waits in {path} to be sent to the archive.",
        "{path} 中等待发送到归档的数据过多。",
    ),
    "queue_full_hint": (
        "What was accepted stays there. Start VictoriaMetrics again; `rtc-tui check` looks at it.",
        "已接收的数据不会丢失。请恢复 VictoriaMetrics；可执行 `rtc-tui check` 检查。",
    ),
    "queue_damaged": (
        "{count} files of the queue are damaged; they are kept in {path}/damaged.",
        "队列中有 {count} 个文件损坏，已保留在 {path}/damaged。",
    ),
    "waiting": (
        "What comes is kept on this host's disk until the archive takes it: {reason}",
        "新数据暂存于本机磁盘，待归档恢复后写入：{reason}",
    ),
    "too_old": (
        "The archive drops what is old: {count} values are kept on this host. Start VictoriaMetrics with -retentionPeriod=1y.",
        "归档会丢弃较早的数据：{count} 个值保留在本机。请以 -retentionPeriod=1y 启动 VictoriaMetrics。",
    ),
    "busy": ("{host} is recording.", "{host} 正在记录。"),
    "check_flags": (
        "Start it with -retentionPeriod=1y -dedup.minScrapeInterval=1ms (rtc_tui/TEAMS.md).",
        "请使用 -retentionPeriod=1y -dedup.minScrapeInterval=1ms 启动（见 rtc_tui/TEAMS.md）。",
    ),
    "check_ok": (
        "{url}  keeps {days} days or more, stores nothing twice",
        "{url}  至少保留 {days} 天，无重复存储",
    ),
    "check_short": (
        "{url}  keeps fewer than {wanted} days: a sample of {days} days ago was dropped",
        "{url}  保留不足 {wanted} 天：{days} 天前的样本被丢弃",
    ),
    "check_doubles": (
        "{url}  stores the same sample twice",
        "{url}  会重复存储相同的样本",
    ),
    "check_unseen": (
        "{url}  took a sample and cannot be read back within {seconds} s",
        "{url}  写入的样本在 {seconds} 秒内无法读回",
    ),
}
