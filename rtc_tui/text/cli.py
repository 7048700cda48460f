"""The command line: the frame of help pages, options, complaints, and what ends a command."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    # frame of a help page
    "usage": ("Usage: {usage}", "用法：{usage}"),
    "commands": ("Commands:", "命令："),
    "options": ("Options:", "选项："),
    "common": (
        "Common options (before or after a command; each also as RTC_TUI_… and most in the configuration file):",
        "通用选项（可写在命令之前或之后；也可用 RTC_TUI_… 环境变量，多数可写入配置文件）：",
    ),
    "common_elsewhere": (
        "Common options such as --profile and --app: see rtc-tui --help.",
        "--profile、--app 等通用选项见 rtc-tui --help。",
    ),
    # options
    "option_profile": ("Profile of the configuration file to use.", "使用配置文件中的哪个配置组。"),
    "option_app": ("App ID.", "应用的 AppId。"),
    "option_endpoint": ("Where the service is, as a URL.", "服务地址（URL）。"),
    "option_region": ("Region that requests are signed for.", "请求签名所用的地域。"),
    "option_product": ("Numbers of native SDKs or of web.", "查看 native 或 web 端的数据。"),
    "option_access-key": (
        "Access key; its secret must come from elsewhere, never from a flag.",
        "访问密钥；对应的私有密钥须来自别处，不能作为选项。",
    ),
    "option_archive": (
        "Where recordings are kept: sqlite, sqlite:/a/folder, or http://host:8428.",
        "记录的存放位置：sqlite、sqlite:/目录 或 http://主机:8428。",
    ),
    "option_tz": ("Time zone: system, UTC, or a name such as Asia/Shanghai.", "时区：system、UTC 或如 Asia/Shanghai。"),
    "option_lang": ("Language; by default that of the locale.", "语言；默认跟随系统区域设置。"),
    "option_thresholds": ("When a value counts as bad.", "指标何时判定为异常。"),
    "option_ascii": ("Draw with ASCII only.", "仅使用 ASCII 字符。"),
    "option_no-color": ("No colours (as does NO_COLOR).", "不使用颜色（等同于 NO_COLOR）。"),
    "option_record-http": (
        "Keep each exchange as a file, without key, token and signature.",
        "将每次请求与应答存为文件（不含密钥、令牌与签名）。",
    ),
    "option_log": ("Write a log.", "写入日志文件。"),
    "option_config": ("Use this configuration file.", "使用指定的配置文件。"),
    "option_version": ("Print the version.", "输出版本号。"),
    "option_help": ("Print this page.", "显示本页。"),
    "option_scenario": ("What goes wrong (default: calm).", "模拟的情形（默认 calm）。"),
    "option_seed": ("Same seed, same numbers (default: 1).", "相同的种子产生相同的数据（默认 1）。"),
    "option_port": ("Port; 0 (the default) takes a free one.", "端口；默认 0，表示任选空闲端口。"),
    "option_fault": ("A fault of the service; may be repeated.", "模拟的服务故障；可重复。"),
    "option_format": ("How to print (default: table).", "输出格式（默认 table）。"),
    "option_watch": (
        "Go on: the first answer whole, then what is new or has changed, every SECONDS (default 30).",
        "持续输出：先输出完整结果，之后每隔 SECONDS 秒（默认 30）输出新增或变化的部分。",
    ),
    "option_from": (
        "Start: -15m, 10:32, or RFC 3339 (default: as far back as there is).",
        "开始时间：-15m、10:32 或 RFC 3339（默认尽可能早）。",
    ),
    "option_to": ("End, likewise (default: now).", "结束时间，写法同上（默认现在）。"),
    "option_indicator": ("Only this indicator; may be repeated.", "仅输出该指标；可重复。"),
    "option_section": ("Only this section.", "仅输出该部分。"),
    "option_kind": ("What to tell (default: quality).", "输出哪类数据（默认 quality）。"),
    "option_granularity": (
        "Step of the values: quality 30s, 5min, 1h, 1d; operation 1h, 1d.",
        "数据粒度：quality 可用 30s、5min、1h、1d；operation 可用 1h、1d。",
    ),
    "option_os": ("Only this system (native only); may be repeated.", "仅该系统（仅 native）；可重复。"),
    "option_access": ("Only this network (native only); may be repeated.", "仅该网络类型（仅 native）；可重复。"),
    "option_dimension": (
        "What to split by (default: Province); may be repeated.",
        "按何维度拆分（默认 Province）；可重复。",
    ),
    "option_room": ("Only this room.", "仅查询该房间。"),
    "option_user": ("Only this user of the room; may be repeated.", "仅查询房间内的该用户；可重复。"),
    "option_users_of": ("The users of this room.", "列出该房间的用户。"),
    "option_details_of": (
        "What this user of the room sent and received; may be repeated.",
        "该用户在房间内的收发指标；可重复。",
    ),
    "option_direction": ("Only what was sent (up) or received (down).", "仅输出上行（up）或下行（down）。"),
    "option_about": ("What this user suffered, or caused; may be repeated.", "诊断该用户所受或所致的问题；可重复。"),
    "option_call_from": (
        "Start: -15m, 10:32, or RFC 3339 (default: an hour before the end).",
        "开始时间：-15m、10:32 或 RFC 3339（默认结束前一小时）。",
    ),
    "option_format_text": ("How to print (default: text).", "输出格式（默认 text）。"),
    "option_exit-code": ("Exit as a Nagios check does.", "按 Nagios 检查的约定返回退出码。"),
    "option_each-user": ("Ask once per user, instead of for all together.", "逐个用户查询，而不是合并查询。"),
    "option_force": ("Overwrite a file that exists.", "覆盖已存在的文件。"),
    # what ends a command
    "error": ("error: {message}", "错误：{message}"),
    "hint": ("hint: {hint}", "提示：{hint}"),
    "request_id": ("request id: {id}", "请求 ID：{id}"),
    "bug": (
        "error: this is a mistake in rtc-tui itself ({kind}), not yours.",
        "错误：这是 rtc-tui 自身的缺陷（{kind}），并非您的操作有误。",
    ),
    "bug_where": (
        "hint: the details are in {path}; please report them.",
        "提示：详细信息已写入 {path}，请反馈给我们。",
    ),
    "bug_nowhere": (
        "hint: there is no place to keep the details; run it again with --log FILE and report that.",
        "提示：没有可写的位置保存详细信息；请加上 --log FILE 重新运行并反馈该文件。",
    ),
    "output_unwritable": ("The output could not be written: {reason}.", "无法写入输出：{reason}。"),
    "output_unwritable_hint": ("Make room there, or write to another place.", "请腾出空间，或输出到其他位置。"),
    "log_unwritable": ("The log {path} cannot be written: {reason}.", "无法写入日志 {path}：{reason}。"),
    "log_unwritable_hint": ("Choose another file for --log.", "请为 --log 另选一个文件。"),
    "record_unwritable": (
        "Exchanges cannot be recorded in {path}: {reason}.",
        "无法将请求与应答记录到 {path}：{reason}。",
    ),
    "record_unwritable_hint": ("Choose another folder for --record-http.", "请为 --record-http 另选一个目录。"),
    # the command line itself
    "did_you_mean": ("Did you mean {name}?", "是否想写 {name}？"),
    "known": ("There are: {names}.", "可用：{names}。"),
    "no_command": ("There is no command {name}.", "没有命令 {name}。"),
    "which_command": ("{name} needs a command.", "{name} 之后须写明命令。"),
    "no_option": ("There is no option {name}.", "没有选项 {name}。"),
    "missing": ("{name} is missing.", "缺少 {name}。"),
    "bad_value": ("{name}: this value is not allowed.", "{name}：该值不可用。"),
    "bad_use": (
        "{name} is not used this way (a value is missing, or one too many).",
        "{name} 的用法有误（缺少值，或多了值）。",
    ),
    "want_whole": ("Give a whole number in its range.", "请给出范围内的整数。"),
    "want_number": ("Give a number.", "请给出数字。"),
    "see_help": ("See `{command} --help`.", "请参看 `{command} --help`。"),
    "watch_range": ("Seconds between two looks: 1 to 86400.", "两次查询的间隔秒数：1 至 86400。"),
    "no_scenario": ("There is no scenario {name}.", "没有名为 {name} 的情形。"),
    "fault_form": ("It is written {form}, as {examples}.", "写法：{form}，例如 {examples}。"),
    "demo_is_local": ("--{name} has no meaning with demo.", "demo 不支持 --{name}。"),
    "demo_is_local_hint": (
        "The demo runs on a simulator of its own, with throw-away keys.",
        "演示使用自带的模拟器与临时密钥。",
    ),
    "half_pair": (
        "Only one of VOLCENGINE_ACCESS_KEY and VOLCENGINE_SECRET_KEY is set.",
        "VOLCENGINE_ACCESS_KEY 与 VOLCENGINE_SECRET_KEY 只设置了一个。",
    ),
    "half_pair_hint": (
        "Set both, or neither: then a throw-away pair is made.",
        "请同时设置两者，或都不设置（将生成一对临时密钥）。",
    ),
    "bad_action": ("{name} is not the name of an action.", "{name} 不是接口名称。"),
    "bad_action_hint": ("An action looks like ListRealTimeQuality.", "接口名称形如 ListRealTimeQuality。"),
    "bad_pair": ("{text} is not a parameter.", "{text} 不是参数。"),
    "bad_pair_hint": (
        "Parameters are written NAME=text or NAME:=JSON, as 'Indicator:=[\"stall_rate\"]'.",
        "参数写作 NAME=文字 或 NAME:=JSON，如 'Indicator:=[\"stall_rate\"]'。",
    ),
    "bad_json": ("{name}: what follows := is not JSON.", "{name}：:= 之后不是合法的 JSON。"),
    "answered": ("HTTP {status}, {size} bytes", "HTTP {status}，{size} 字节"),
    # starting the screen
    "get_started": (
        "Three ways to start: set VOLCENGINE_ACCESS_KEY, VOLCENGINE_SECRET_KEY and RTC_TUI_APP; or run "
        "`rtc-tui config init` and fill in the file; or look around without keys: `rtc-tui demo`.",
        "有三种方式开始：设置 VOLCENGINE_ACCESS_KEY、VOLCENGINE_SECRET_KEY 与 RTC_TUI_APP；或运行 "
        "`rtc-tui config init` 并填写配置文件；或无需密钥先看演示：`rtc-tui demo`。",
    ),
    "no_terminal": ("There is no terminal to draw on.", "没有可供显示的终端。"),
    "no_terminal_hint": (
        "For scripts and pipes use `rtc-tui get live --format table|json|csv`.",
        "在脚本与管道中请使用 `rtc-tui get live --format table|json|csv`。",
    ),
    # config
    "no_place": ("There is no place for a configuration file: no home directory.", "没有主目录，无处存放配置文件。"),
    "no_place_hint": ("Name one with --config FILE or RTC_TUI_CONFIG.", "请用 --config FILE 或 RTC_TUI_CONFIG 指定。"),
    "exists": ("{path} exists and is left as it is.", "{path} 已存在，未作改动。"),
    "exists_hint": (
        "Use --force to overwrite it, or --config FILE for another.",
        "用 --force 覆盖，或用 --config FILE 另存。",
    ),
    "unwritable": ("{path} cannot be written: {reason}.", "无法写入 {path}：{reason}。"),
    "written": (
        "Written: {path}. Put in your app ID, then run `rtc-tui check`.",
        "已写入：{path}。请填写您的 AppId，然后运行 `rtc-tui check`。",
    ),
    "hidden": ("(set, never shown)", "（已设置，不显示）"),
    "by_command": ("(secret_command)", "（secret_command）"),
    "not_found": ("(none found)", "（未找到）"),
}
