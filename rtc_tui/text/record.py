"""What the recorder says."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "unit_place": (
        "Put this where systemd looks for a user's units, and start it:",
        "将本文件放入 systemd 用户单元目录并启动：",
    ),
    "unit_linger": ("so that it runs without anybody logged in", "无人登录时也保持运行"),
    "unit_keys": (
        "No key is in here: it comes from a profile of the configuration, or from a file that you alone can read:",
        "本文件不含密钥：密钥来自配置文件中的配置组，或仅本人可读的文件：",
    ),
    "unit_description": ("rtc-tui recorder of {app}", "rtc-tui 记录 {app}"),
    "unit_restart": (
        "A wrong option or a missing key does not get better by itself.",
        "选项错误或缺少密钥时，重启无济于事。",
    ),
    "option_print_unit": (
        "Print a systemd user unit that records with these options.",
        "输出按当前选项进行记录的 systemd 用户单元。",
    ),
    "records": ("Recording {app} in {place}.", "正在记录 {app}，位置：{place}。"),
    "stands_by": (
        "Another process records {app} in {place}; this one takes over when that one ends.",
        "已有其他进程在 {place} 记录 {app}；待其结束后由本进程接替。",
    ),
    "fails": ("{what}: {reason}", "{what}：{reason}"),
    "works": ("{what}: the service answers again.", "{what}：服务已恢复应答。"),
    "well": ("What was wrong is over.", "先前的问题已消除。"),
    "ended": ("Recording ended.", "记录已结束。"),
}
