"""What the recorder says."""

from typing import Final

_UNIT_EN: Final = """\
# Put this where systemd looks for a user's units, and start it:
#   rtc-tui record --print-unit > ~/.config/systemd/user/rtc-tui-record.service
#   systemctl --user daemon-reload && systemctl --user enable --now rtc-tui-record
#   loginctl enable-linger            # so that it runs without anybody logged in
#   journalctl --user -u rtc-tui-record
# No key is in here: it comes from a profile of the configuration, or from a file that you alone can read:
#   systemctl --user edit rtc-tui-record      [Service] EnvironmentFile=%h/.config/rtc-tui/keys
[Unit]
Description=rtc-tui recorder of {app}
After=network-online.target

[Service]
ExecStart={command}
Restart=always
RestartSec=10
# A wrong option or a missing key does not get better by itself.
RestartPreventExitStatus=2 3
UMask=0077
NoNewPrivileges=yes
MemoryMax=300M

[Install]
WantedBy=default.target
"""

_UNIT_ZH: Final = """\
# 将本文件放入 systemd 用户单元目录并启动：
#   rtc-tui record --print-unit > ~/.config/systemd/user/rtc-tui-record.service
#   systemctl --user daemon-reload && systemctl --user enable --now rtc-tui-record
#   loginctl enable-linger            # 无人登录时也保持运行
#   journalctl --user -u rtc-tui-record
# 本文件不含密钥：密钥来自配置文件中的配置组，或仅本人可读的文件：
#   systemctl --user edit rtc-tui-record      [Service] EnvironmentFile=%h/.config/rtc-tui/keys
[Unit]
Description=rtc-tui 记录 {app}
After=network-online.target

[Service]
ExecStart={command}
Restart=always
RestartSec=10
# 选项错误或缺少密钥时，重启无济于事。
RestartPreventExitStatus=2 3
UMask=0077
NoNewPrivileges=yes
MemoryMax=300M

[Install]
WantedBy=default.target
"""

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "unit": (_UNIT_EN, _UNIT_ZH),
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
    "ended": ("Recording ended.", "记录已结束。"),
}
