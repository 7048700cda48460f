"""The simulator's scenarios and what it says when it cannot start."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "scenario_calm": ("nothing is wrong", "一切正常"),
    "scenario_province-loss": (
        "two provinces (广东, 广西) stall and lag, in waves; the first began 12 minutes ago",
        "两个省份（广东、广西）卡顿且延时高，周期出现；首次始于 12 分钟前",
    ),
    "scenario_os-release": (
        "a bad release for iOS: first frames and stalls get worse",
        "iOS 新版本有问题：首帧与卡顿变差",
    ),
    "scenario_join-failure": ("joining a room fails everywhere, calls are fine", "各处进房失败，通话本身正常"),
    "scenario_server-outage": ("everything is bad, everywhere", "所有指标在所有地方都变差"),
    "scenario_api-down": (
        "the API itself fails two minutes out of four: errors, then no answer",
        "接口本身每四分钟失败两分钟：先报错，再无应答",
    ),
    "scenario_throttled": ("the account's quota is nearly used up by others", "账号配额几乎被他人用尽"),
    "unknown_scenario": ("There is no scenario named {name!r}.", "没有名为 {name!r} 的场景。"),
    "known_scenarios": ("Scenarios: {names}.", "可用场景：{names}。"),
    "unknown_fault": ("There is no fault named {name!r}.", "没有名为 {name!r} 的故障。"),
    "known_faults": ("Faults: {names}.", "可用故障：{names}。"),
    "bad_fault": ("The fault {name!r} cannot be used like that: {reason}", "故障 {name!r} 的用法不对：{reason}"),
    "fault_needs_number": ("it needs a number after the name, as in {example}.", "名称后需要数字，例如 {example}。"),
    "fault_needs_socket": ("it needs a real connection.", "需要真实的网络连接。"),
    "fault_needs_code": ("it needs an error code of the documents: {names}.", "需要文档中的错误码：{names}。"),
    "fault_needs_one_of": ("it needs one of {names}.", "需要以下之一：{names}。"),
    "not_loopback": (
        "The simulator listens on loopback only, not on {host!r}.",
        "模拟服务只监听本机回环地址，不能监听 {host!r}。",
    ),
    "use_loopback": ("Use 127.0.0.1 or ::1.", "请使用 127.0.0.1 或 ::1。"),
    "cannot_listen": ("Cannot listen on {host} port {port}: {reason}.", "无法监听 {host} 端口 {port}：{reason}。"),
    "other_port": ("Choose another port; 0 takes any free one.", "请换一个端口；0 表示任选空闲端口。"),
}
