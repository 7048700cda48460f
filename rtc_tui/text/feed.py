"""What the feed has to tell beside its data."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "wrong_date": (
        "The Date header of the answers is {seconds} s off, yet the data are current by this machine's clock: "
        "a proxy's clock is wrong. It is ignored.",
        "应答的 Date 头相差 {seconds} 秒，但按本机时钟数据是最新的：代理的时钟有误，已忽略。",
    ),
}
