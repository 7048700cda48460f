"""What the feed has to tell beside its data."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "wrong_date": (
        "The Date header of the answers is {seconds} s off, yet the data are current by this machine's clock: "
        "a proxy's clock is wrong. It is ignored.",
        "应答的 Date 头相差 {seconds} 秒，但按本机时钟数据是最新的：代理的时钟有误，已忽略。",
    ),
    "slowed_day": (
        "Daily quota: this distribution is asked every {seconds} s, so that the rest of the day is covered.",
        "每日配额有限：该分布每 {seconds} 秒查询一次，以便全天可用。",
    ),
    "slowed_minute": (
        "Quota per minute: this distribution is asked every {seconds} s.",
        "每分钟配额有限：该分布每 {seconds} 秒查询一次。",
    ),
    "shown_only": (
        "The quota is too small to keep up the other distributions: each is asked when it is looked at.",
        "配额不足以持续更新其他分布：仅在查看时查询。",
    ),
    "too_young": (
        "The newest {hours} hours are not part of this: the service has them only later.",
        "不含最近 {hours} 小时：服务端此后才提供这些数据。",
    ),
    "too_old": (
        "What is older than {days} days is not part of this: the service no longer has it.",
        "不含 {days} 天以前的数据：服务端已不再保留。",
    ),
    "too_much": (
        "The answer has more than {mib} MiB, so the rest of it was not asked: choose fewer users or less time.",
        "应答超过 {mib} MiB，其余部分未再请求：请减少用户或缩短时间。",
    ),
    "unread": (
        "{n} rows or values of the answer could not be read and are left out.",
        "应答中有 {n} 行或数据点无法识别，已剔除。",
    ),
    "not_recorded": ("Nothing is recorded: {message} {hint}", "未在记录：{message}{hint}"),
    "lost": (
        "{count} answers were not recorded, because the archive could not be written for too long.",
        "归档长时间无法写入，有 {count} 个应答未被记录。",
    ),
}
