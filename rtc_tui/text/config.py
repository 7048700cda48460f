"""Loading the configuration: complaints, notes, and the file that `config init` writes."""

from typing import Final

_TEMPLATE_EN: Final = """\
# rtc-tui. Every value may be left out; flags and RTC_TUI_… variables go before it.
# `rtc-tui config show` prints what is in effect and where it came from.

profile = {profile}                 # the one in use; --profile picks another

[profiles.{table}]
label = "Production"                # shown in the header
app = {app}
endpoint = {endpoint}
region = {region}
product = {product}                # native or web
# Keys, the first that is found: the environment (VOLCENGINE_ACCESS_KEY, VOLCENGINE_SECRET_KEY), this profile, ~/.volc.
# access_key = "AKLT…"
# secret_command = "pass show rtc/prod"   # its first line is the secret; runs without a shell
# secret_key = "…"                        # or the secret itself: this file must then stay readable by you alone (0600)

[ui]
tz = "system"                       # system, UTC, or a name such as Asia/Shanghai
lang = "auto"                       # auto, zh, en
theme = "auto"                      # auto, dark, light, or any theme of Textual
# bell = true                       # ring when a series turns critical
# ascii = "auto"                    # true, false; auto: where the terminal cannot show more
# mouse = "auto"                    # auto: off over SSH, so that selecting text works

[limits]                            # requests per second, per minute, per day; other regions allow less
"ListRealTimeQualityDistribution" = {{ per_second = 2 }}

[thresholds]
profile = "default"                 # strict, default, tolerant

[thresholds."80ms_audio_stall_rate"]
warn = 3.0
crit = 5.0
better = "lower"

[keys]                              # the name of a binding (see the help, ?) and its keys
refresh = "r,f5"

[archive]
url = "sqlite"
keep_days = 30                      # of 30-second buckets
keep_means_days = 365               # then of their 5-minute means
record = true                       # the screen records while it runs, unless another process does
# url = "http://host:8428"          # VictoriaMetrics, for viewers on many hosts; then, if it wants to know who we are:
# user = "me"                       # with password = "…"; or token = "…"; or a command that prints either:
# secret_command = "pass show rtc/archive"

[rooms]                             # rooms that stand first in the Calls pane
# watch = ["room-4711"]
"""

_TEMPLATE_ZH: Final = """\
# rtc-tui 配置。所有值均可省略；命令行选项与 RTC_TUI_… 环境变量优先于本文件。
# 运行 `rtc-tui config show` 查看生效的值及其来源。

profile = {profile}                 # 当前使用的配置组；可用 --profile 另选

[profiles.{table}]
label = "Production"                # 显示在顶栏
app = {app}
endpoint = {endpoint}
region = {region}
product = {product}                # native 或 web
# 密钥按以下顺序取第一组：环境变量（VOLCENGINE_ACCESS_KEY、VOLCENGINE_SECRET_KEY）、本配置组、~/.volc。
# access_key = "AKLT…"
# secret_command = "pass show rtc/prod"   # 取其输出的第一行作为私有密钥；不经过 shell
# secret_key = "…"                        # 或直接写在此处：此时本文件只能由您本人读取（0600）

[ui]
tz = "system"                       # system、UTC，或时区名，如 Asia/Shanghai
lang = "auto"                       # auto、zh、en
theme = "auto"                      # auto、dark、light，或 Textual 的任一主题
# bell = true                       # 某项变为严重时响铃
# ascii = "auto"                    # true、false；auto：终端无法显示其他字符时启用
# mouse = "auto"                    # auto：SSH 下关闭，以便选择文字

[limits]                            # 每秒、每分钟、每天的请求数；其他地域的限额更低
"ListRealTimeQualityDistribution" = {{ per_second = 2 }}

[thresholds]
profile = "default"                 # strict、default、tolerant

[thresholds."80ms_audio_stall_rate"]
warn = 3.0
crit = 5.0
better = "lower"

[keys]                              # 按键绑定的名称（见帮助 ?）及其按键
refresh = "r,f5"

[archive]
url = "sqlite"
keep_days = 30                      # 30 秒数据的保留天数
keep_means_days = 365               # 之后 5 分钟均值的保留天数
record = true                       # 界面运行时进行记录（已有其他进程记录时除外）
# url = "http://host:8428"          # VictoriaMetrics，供多台主机查看；如需身份验证：
# user = "me"                       # 与 password = "…" 同用；或 token = "…"；或由命令输出：
# secret_command = "pass show rtc/archive"

[rooms]                             # 通话页中始终置顶的房间
# watch = ["room-4711"]
"""

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "template": (_TEMPLATE_EN, _TEMPLATE_ZH),
    # what may stand
    "allowed": ("Allowed: {names}.", "可用：{names}。"),
    "did_you_mean": ("Did you mean {name}?", "是否想写 {name}？"),
    "between": ("Allowed: {low} to {high}.", "允许范围：{low} 至 {high}。"),
    "want_text": ("this must be a line of text", "此处应为一行文字"),
    "want_plain": ("the text holds characters that cannot be shown", "文字中含有无法显示的字符"),
    "want_boolean": ("this must be true or false", "此处应为 true 或 false"),
    "want_number": ("this must be a number", "此处应为数字"),
    "want_whole": ("this must be a whole number", "此处应为整数"),
    "want_table": ("`{name}` must be a table, written [{name}]", "`{name}` 应为一个表，写作 [{name}]"),
    "want_rooms": ("this must be a list of room IDs", "此处应为房间 ID 的列表"),
    "want_key": (
        "this must be printable ASCII without blanks (check for a character copied by mistake)",
        "此处应为不含空格的可打印 ASCII 字符（请检查是否误复制了其他字符）",
    ),
    "want_name": (
        "Allowed: up to 64 letters, digits, dots, dashes and underscores.",
        "允许：最多 64 个字母、数字、点、连字符或下划线。",
    ),
    "want_app": (
        "An app ID is up to 64 letters, digits, dashes and underscores.",
        "AppId 最多 64 个字母、数字、连字符或下划线。",
    ),
    "want_region": ("A region looks like cn-north-1.", "地域形如 cn-north-1。"),
    "want_zone": (
        "Allowed: system, UTC, or a name such as Asia/Shanghai.",
        "可用：system、UTC，或时区名，如 Asia/Shanghai。",
    ),
    "want_url": (
        "Write it as https://rtc.volcengineapi.com; http:// is allowed to this machine alone.",
        "请写作 https://rtc.volcengineapi.com；http:// 仅可用于本机。",
    ),
    "archive_secret": (
        "a user or a password stands in the URL, where it would be shown",
        "地址中含有用户名或密码，会被显示出来",
    ),
    "archive_access": (
        "{origin}: an archive takes a user with a password, or a token, not both and no half.",
        "{origin}：归档需要用户名与密码，或单独一个令牌，二者不可混用，也不可缺一半。",
    ),
    "archive_access_hint": (
        "Put `user` and `password`, `token`, or `secret_command` into [archive] of the configuration, or set"
        " RTC_TUI_ARCHIVE_USER and RTC_TUI_ARCHIVE_PASSWORD, or RTC_TUI_ARCHIVE_TOKEN.",
        "请在配置文件的 [archive] 中设置 `user` 与 `password`、`token` 或 `secret_command`；"
        "或设置环境变量 RTC_TUI_ARCHIVE_USER 与 RTC_TUI_ARCHIVE_PASSWORD，或 RTC_TUI_ARCHIVE_TOKEN。",
    ),
    "bad_url": ("this is not a URL", "这不是一个 URL"),
    "bad_url_parts": (
        "only scheme, host and port may stand here: no user, path or query",
        "只能包含协议、主机与端口：不能有用户名、路径或参数",
    ),
    "plain_http": (
        "http:// would send everything unprotected over the network",
        "http:// 会在网络上以明文传输全部内容",
    ),
    "unfit": ("{value} is not allowed here", "此处不能为 {value}"),
    "crit_above_warn": (
        "crit must not be above warn, since higher is better here",
        "此项越高越好，crit 不能高于 warn",
    ),
    "crit_below_warn": (
        "crit must not be below warn, since lower is better here",
        "此项越低越好，crit 不能低于 warn",
    ),
    # complaints
    "unknown_key": ("{where}: unknown key {key}.", "{where}：未知的键 {key}。"),
    "wrong": ("{where}: {key}: {reason}.", "{where}：{key}：{reason}。"),
    "wrong_value": ("{where}: {reason}.", "{where}：{reason}。"),
    "file_missing": ("There is no configuration file {path}.", "配置文件 {path} 不存在。"),
    "file_missing_hint": (
        "Check --config or RTC_TUI_CONFIG, or write one: `rtc-tui config init`.",
        "请检查 --config 或 RTC_TUI_CONFIG，或运行 `rtc-tui config init` 新建。",
    ),
    "file_unreadable": ("{path} cannot be read: {reason}.", "无法读取 {path}：{reason}。"),
    "file_large": ("{path} is larger than 1 MiB: this is no configuration.", "{path} 超过 1 MiB：这不是配置文件。"),
    "not_utf8": ("{path}:{line}: not UTF-8.", "{path}:{line}：不是 UTF-8 编码。"),
    "not_utf8_hint": ("Save the file as UTF-8.", "请将文件存为 UTF-8。"),
    "not_toml": ("{path}:{line}: not TOML: {reason}.", "{path}:{line}：不是合法的 TOML：{reason}。"),
    "not_toml_hint": (
        "Mend that line; texts stand in quotes. `rtc-tui config init --force` writes a new file.",
        "请修正该行；文字须加引号。`rtc-tui config init --force` 可重新生成文件。",
    ),
    "no_such_profile": ("{where}: there is no profile {name}.", "{where}：不存在配置组 {name}。"),
    "no_profiles": (
        "The configuration has no profiles; write one: `rtc-tui config init`.",
        "配置中没有任何配置组；可运行 `rtc-tui config init` 新建。",
    ),
    "which_profile": (
        "{path} has several profiles, and none is chosen (`profile = …` or --profile).",
        "{path} 中有多个配置组，但未选择（`profile = …` 或 --profile）。",
    ),
    "no_app": ("No app ID is set.", "未设置 AppId。"),
    "no_app_hint": (
        "Use --app, RTC_TUI_APP, or `app` in a profile (`rtc-tui config init` writes one).",
        "请使用 --app、RTC_TUI_APP，或在配置组中设置 `app`（`rtc-tui config init` 可生成）。",
    ),
    # credentials
    "no_credentials": ("No access key and secret key were found.", "未找到访问密钥与私有密钥。"),
    "no_secret": (
        "{origin} has an access key and no secret key: skipped.",
        "{origin} 只有访问密钥而无私有密钥：已跳过。",
    ),
    "no_access_key": (
        "{origin} has a secret key and no access key: skipped.",
        "{origin} 只有私有密钥而无访问密钥：已跳过。",
    ),
    "other_key": ("{origin} belongs to another access key: skipped.", "{origin} 属于另一个访问密钥：已跳过。"),
    "flag_alone": (
        "The secret key for --access-key must come from VOLCENGINE_SECRET_KEY or the profile: a secret is never a flag.",
        "--access-key 的私有密钥须来自 VOLCENGINE_SECRET_KEY 或配置组：私有密钥不能作为命令行选项。",
    ),
    "origin_profile": ("profile {name} in {where}", "配置组 {name}（{where}）"),
    "others_read": (
        "{path} holds a secret key, and others than you can read it: not used.",
        "{path} 含有私有密钥，但他人可以读取：未使用。",
    ),
    "others_write": (
        "{path} holds a command to run, and others than you can change it: not used.",
        "{path} 含有要执行的命令，但他人可以修改：未使用。",
    ),
    "chmod": ("Run `chmod 600 {path}`.", "请运行 `chmod 600 {path}`。"),
    "command_unreadable": (
        "secret_command of {origin} cannot be split into words (a quote is missing?).",
        "{origin} 的 secret_command 无法解析（是否缺少引号？）。",
    ),
    "command_slow": (
        "secret_command of {origin} gave no answer in {seconds} s.",
        "{origin} 的 secret_command 在 {seconds} 秒内没有结果。",
    ),
    "command_missing": ("secret_command of {origin} cannot be started.", "无法启动 {origin} 的 secret_command。"),
    "command_failed": (
        "secret_command of {origin} gave no secret (exit {code}).",
        "{origin} 的 secret_command 未给出密钥（退出码 {code}）。",
    ),
    "command_hint": (
        "Run it by hand: its first line must be the secret key. It runs without a shell.",
        "请手动运行检查：输出的第一行应为私有密钥。该命令不经过 shell。",
    ),
    "vendor_unreadable": ("{path} cannot be read: skipped.", "无法读取 {path}：已跳过。"),
    "vendor_unusable": ("{path} holds no key pair that can be used: skipped.", "{path} 中没有可用的密钥对：已跳过。"),
    # places
    "no_home": ("(no home directory)", "（无主目录）"),
    "note_no_home": (
        "There is no home directory: no configuration file is read unless --config names one.",
        "没有主目录：除非用 --config 指定，否则不读取配置文件。",
    ),
    "state_spare": (
        "{wanted} cannot be written to: the request quota is kept in {spare}.",
        "{wanted} 不可写：请求配额改存于 {spare}。",
    ),
    "state_none": (
        "{wanted} cannot be written to: the request quota is kept by this process alone.",
        "{wanted} 不可写：请求配额仅由本进程自行记录。",
    ),
}
