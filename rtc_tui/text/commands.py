"""What each command does: its line in a list of commands, and the rest of its help page."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "root": (
        "Terminal live monitor for real-time audio and video calls on Volcengine RTC.\n"
        "Without a command it opens the screen on the configured app.",
        "火山引擎 RTC 实时音视频通话质量的终端监控。\n不带命令时打开监控界面，显示所配置的应用。",
    ),
    "root_more": (
        "  rtc-tui demo                   look around: no keys, no network\n"
        "  rtc-tui config init            write a configuration to fill in\n"
        "  rtc-tui check                  tell what works and what does not",
        "  rtc-tui demo                   先看演示：无需密钥与网络\n"
        "  rtc-tui config init            生成配置文件\n"
        "  rtc-tui check                  检查哪些可用、哪些不可用",
    ),
    "demo": (
        "The screen on the built-in simulator: no keys, no network.",
        "在内置模拟器上打开界面：无需密钥与网络。",
    ),
    "get": ("Print one pane's data for scripts.", "输出某个面板的数据，供脚本使用。"),
    "get_live": (
        "Print real-time quality of the app, a room, or some users of a room.",
        "输出应用、房间或房间内若干用户的实时质量数据。",
    ),
    "get_live_more": (
        "  rtc-tui get live --from -15m --format csv\n"
        "  rtc-tui get live --indicator stall_rate --watch --format json\n"
        "  rtc-tui get live --room ROOM --user alice --user bob",
        "  rtc-tui get live --from -15m --format csv\n"
        "  rtc-tui get live --indicator stall_rate --watch --format json\n"
        "  rtc-tui get live --room ROOM --user alice --user bob",
    ),
    "get_reference": (
        "Explain indicators, metrics, limits, error codes and storage regions, in English and Chinese.",
        "说明各指标、接口限制、错误码与存储地域（中英文）。",
    ),
    "get_reference_more": (
        "  rtc-tui get reference SignatureDoesNotMatch     one entry in full\n"
        "  rtc-tui get reference stall                     all words, in either language\n"
        "  rtc-tui get reference --section storage --format csv",
        "  rtc-tui get reference SignatureDoesNotMatch     单个条目的完整说明\n"
        "  rtc-tui get reference 卡顿                      按词搜索，中英文均可\n"
        "  rtc-tui get reference --section storage --format csv",
    ),
    "get_distribution": (
        "Print indicators by province, country, system or network: of the last hour, or of 30 days to 8 hours ago.",
        "按省份、国家、系统或网络输出指标：最近一小时，或 30 天前至 8 小时前。",
    ),
    "get_distribution_more": (
        "  rtc-tui get distribution --dimension OS --indicator stall_rate\n"
        "  rtc-tui get distribution --dimension OS --dimension Access --format json\n"
        "  rtc-tui get distribution --from -2d --to -1d --format csv",
        "  rtc-tui get distribution --dimension OS --indicator stall_rate\n"
        "  rtc-tui get distribution --dimension OS --dimension Access --format json\n"
        "  rtc-tui get distribution --from -2d --to -1d --format csv",
    ),
    "get_history": (
        "Print any window of the last 30 days, and where each value comes from: realtime, recorded or offline data.",
        "输出近 30 天任意时间窗的数据，并标明每个值的来源：实时、本地记录或离线。",
    ),
    "get_history_more": (
        "  rtc-tui get history --from -2d --to -1d --format csv\n"
        "  rtc-tui get history --granularity 1d --from -30d --indicator stall_rate\n"
        "  rtc-tui get history --kind operation --granularity 1h --from -3d --format json\n"
        "  rtc-tui get history --kind users --dimension Country\n"
        "  rtc-tui get history --kind usage",
        "  rtc-tui get history --from -2d --to -1d --format csv\n"
        "  rtc-tui get history --granularity 1d --from -30d --indicator stall_rate\n"
        "  rtc-tui get history --kind operation --granularity 1h --from -3d --format json\n"
        "  rtc-tui get history --kind users --dimension Country\n"
        "  rtc-tui get history --kind usage",
    ),
    "record": (
        "Record everything about the app until stopped, without a screen.",
        "在后台持续记录应用的全部数据（无界面）。",
    ),
    "record_more": (
        "The screen records as well while it runs. One process writes, the others\nread what it wrote.",
        "界面运行时也会记录。同一时间只有一个进程写入，其他进程读取其结果。",
    ),
    "get_calls": (
        "Print rooms; with --room its users; with --user, too, what these sent and received, metric by metric.",
        "输出房间列表；加 --room 输出其用户；再加 --user 逐项输出其收发指标。",
    ),
    "get_calls_more": (
        "  Rooms and users: the last 24 hours unless told otherwise, 14 days at most.\n"
        "  Metrics: the last hour of the newest call, 6 days back at most.\n"
        "  rtc-tui get calls\n"
        "  rtc-tui get calls --room ROOM --from -3d --format json\n"
        "  rtc-tui get calls --room ROOM --user alice --direction down --format csv",
        "  房间与用户：默认最近 24 小时，最多回溯 14 天。\n"
        "  指标：默认最近一次通话的最后一小时，最多回溯 6 天。\n"
        "  rtc-tui get calls\n"
        "  rtc-tui get calls --room ROOM --from -3d --format json\n"
        "  rtc-tui get calls --room ROOM --user alice --direction down --format csv",
    ),
    "diagnose": (
        "Tell what was wrong with a room's call: who suffered, at whose end it lies, why, and what to do next.",
        "诊断某个房间的通话：谁受影响、问题在哪一端、原因，以及下一步。",
    ),
    "diagnose_more": (
        "  Unless told otherwise the last hour of the newest call, 6 days back at most.\n"
        "  rtc-tui diagnose ROOM\n"
        "  rtc-tui diagnose ROOM --user alice --from 10:20 --to 10:40 --format json\n"
        "  With --exit-code: 0 no fault, 1 suspicion, 2 fault, 3 no data or any failure.",
        "  默认诊断该房间最近一次通话的最后一小时，最多回溯 6 天。\n"
        "  rtc-tui diagnose ROOM\n"
        "  rtc-tui diagnose ROOM --user alice --from 10:20 --to 10:40 --format json\n"
        "  加 --exit-code 时：0 无故障，1 疑似，2 有故障，3 无数据或任何失败。",
    ),
    "replay": (
        "The screen on what was recorded: an archive, or somebody's bundle.",
        "在界面上回放记录：本地归档，或他人的事件包。",
    ),
    "replay_more": (
        "  rtc-tui replay --from 10:20 --speed 30\n"
        "  rtc-tui replay incident.bundle\n"
        "  space plays and pauses, { } slower, faster, t goes to a time, T to the end.",
        "  rtc-tui replay --from 10:20 --speed 30\n"
        "  rtc-tui replay incident.bundle\n"
        "  空格 播放／暂停，{ } 减速／加速，t 跳到时间，T 跳到最新。",
    ),
    "bundle": (
        "Pack a window of an incident in one file, or tell what is in one.",
        "将一段时间的事件打包为一个文件，或查看其内容。",
    ),
    "bundle_create": (
        "Pack what was recorded in a window: series, rooms, call details that were looked at, verdicts, bounds.",
        "打包一段时间内的记录：序列、房间、看过的通话指标、诊断结论与阈值。",
    ),
    "bundle_create_more": (
        "  rtc-tui bundle create --from 10:00 --to 11:00 --hash-users incident.bundle\n"
        "  rtc-tui replay incident.bundle             on any machine, without keys",
        "  rtc-tui bundle create --from 10:00 --to 11:00 --hash-users incident.bundle\n"
        "  rtc-tui replay incident.bundle             任何机器均可打开，无需密钥",
    ),
    "bundle_show": (
        "Tell what is in a bundle. Nothing in it is executed, and nothing but it is read.",
        "查看事件包内容：不执行其中任何内容，也不读取其他文件。",
    ),
    "simulate": (
        "Serve the simulator on a port of this machine, until stopped.",
        "在本机端口上运行模拟器，直至停止。",
    ),
    "simulate_more": (
        "  It takes its key pair from VOLCENGINE_ACCESS_KEY and VOLCENGINE_SECRET_KEY,\n"
        "  or prints a throw-away pair. When it is ready it prints: ready URL …",
        "  密钥对取自 VOLCENGINE_ACCESS_KEY 与 VOLCENGINE_SECRET_KEY，\n"
        "  未设置时输出一对临时密钥。就绪后输出：ready URL …",
    ),
    "raw": (
        "Send one request and print the answer as it came (for bug reports).",
        "发送一个请求并原样输出应答（用于反馈问题）。",
    ),
    "raw_more": (
        "  NAME=VALUE sends text, NAME:=JSON anything else; AppId is added if missing.\n"
        "  rtc-tui raw ListRealTimeOperationData StartTime=2026-11-20T10:00:00+08:00 \\\n"
        "      EndTime=2026-11-20T10:30:00+08:00 'Indicator:=[\"online_user_count\"]'",
        "  NAME=VALUE 发送文字，NAME:=JSON 发送其他类型；未指定 AppId 时自动补上。\n"
        "  rtc-tui raw ListRealTimeOperationData StartTime=2026-11-20T10:00:00+08:00 \\\n"
        "      EndTime=2026-11-20T10:30:00+08:00 'Indicator:=[\"online_user_count\"]'",
    ),
    "check": (
        "Tell what works and what does not: configuration, credentials, clock, reach, rights, quota, terminal.",
        "检查哪些可用、哪些不可用：配置、密钥、时钟、连通性、权限、配额、终端。",
    ),
    "config": ("Write, show or find the configuration file.", "生成、查看或定位配置文件。"),
    "config_init": (
        "Write a configuration file to start from, readable by you alone.",
        "生成初始配置文件，仅本人可读。",
    ),
    "config_show": (
        "Print each value in effect and where it came from; never a secret.",
        "输出每个生效的值及其来源；不会输出密钥。",
    ),
    "config_path": ("Print where the configuration file is, or would be.", "输出配置文件的（预期）位置。"),
}
