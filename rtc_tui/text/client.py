"""What the client says: about answers, the network, the quota and the endpoint."""

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    # answers that cannot be read
    "bad_field": ("The answer cannot be read: {path} is not {wanted}.", "应答无法解析：{path} 不是{wanted}。"),
    "wanted_object": ("an object", "对象"),
    "wanted_list": ("a list", "列表"),
    "wanted_text": ("a name", "名称"),
    "not_json": ("The answer is not JSON ({reason}).", "应答不是 JSON（{reason}）。"),
    "not_utf8": ("The answer is not UTF-8 text.", "应答不是 UTF-8 文本。"),
    "nested": ("The answer is nested too deeply to be read.", "应答嵌套过深，无法解析。"),
    "too_many_values": (
        "The answer has more than {most} values: more than we are willing to hold.",
        "应答包含超过 {most} 个值，超出可处理的上限。",
    ),
    "too_large": (
        "The answer to {action} is larger than {mib} MiB.",
        "{action} 的应答超过 {mib} MiB。",
    ),
    "too_many_series": (
        "The answer has more than {most} series: more than any call can have.",
        "应答包含超过 {most} 个序列，超出任何通话的可能数量。",
    ),
    # an answer over the cap: how to ask for less of it, by action
    "narrow_ListCallDetail": (
        "Ask for less: a shorter window, fewer users, or one direction (up or down) at a time.",
        "请缩小查询范围：更短的时间窗、更少的用户，或一次只查一个方向（上行或下行）。",
    ),
    "narrow_ListRoomInfo": (
        "Ask for a shorter window, or for one room.",
        "请缩短时间窗，或只查询一个房间。",
    ),
    "narrow_ListUserInfo": (
        "Ask for one room, a shorter window, or some users of it.",
        "请只查询一个房间、缩短时间窗，或只查询其中部分用户。",
    ),
    "narrow_GetRoomOnlineUsers": (
        "The room is larger than its list can be; ask for its users by name.",
        "房间人数超出列表上限；请按用户 ID 查询。",
    ),
    "narrow_ListRealTimeQuality": (
        "Ask for a shorter window, or for fewer indicators.",
        "请缩短时间窗，或减少指标。",
    ),
    "narrow_ListRealTimeQualityDistribution": ("Ask for a shorter window.", "请缩短时间窗。"),
    "narrow_ListRealTimeOperationData": ("Ask for a shorter window.", "请缩短时间窗。"),
    "narrow_ListQuality": (
        "Ask for a shorter window, for fewer indicators, or by day (1d) instead of 5min.",
        "请缩短时间窗、减少指标，或按天（1d）而非 5min 查询。",
    ),
    "narrow_ListQualityDistribution": ("Ask for a shorter window.", "请缩短时间窗。"),
    "narrow_ListOperationData": (
        "Ask for a shorter window, for fewer indicators, or by day (1d) instead of 1h.",
        "请缩短时间窗、减少指标，或按天（1d）而非 1h 查询。",
    ),
    "narrow_ListOperationDistribution": ("Ask by country instead of by province.", "请按国家而非省份查询。"),
    "narrow_ListUsages": ("Ask for a shorter window.", "请缩短时间窗。"),
    # lists that are not whole
    "more_rooms": (
        "There are more rooms than the service lists: narrow the search by a shorter window or a room ID.",
        "房间数超出服务可列出的上限：请缩短时间窗或指定房间 ID 以缩小范围。",
    ),
    "more_users": (
        "There are more users than the service lists: narrow the search by a room, a shorter window or user IDs.",
        "用户数超出服务可列出的上限：请指定房间、缩短时间窗或指定用户 ID 以缩小范围。",
    ),
    "bad_encoding": (
        "The answer is encoded as {encoding}, which was not asked for.",
        "应答采用了未请求的编码 {encoding}。",
    ),
    "bad_gzip": (
        "The answer says that it is compressed ({encoding}), and cannot be unpacked.",
        "应答声明已压缩（{encoding}），但无法解压。",
    ),
    "cut_gzip": (
        "The compressed answer ends before its end ({encoding}).",
        "压缩的应答不完整（{encoding}）。",
    ),
    "no_type": ("no content type", "无内容类型"),
    "no_reason": ("no reason given", "未说明原因"),
    "foreign_redirect": (
        "The endpoint answers with a redirect (HTTP {status}) to {where}; redirects are not followed.",
        "endpoint 返回了重定向（HTTP {status}），指向 {where}；程序不跟随重定向。",
    ),
    "foreign_redirect_hint": (
        "Check the endpoint; a network that wants a login redirects as well.",
        "请检查 endpoint；需要登录的网络也会产生重定向。",
    ),
    "foreign_proxy": (
        "The proxy wants a user name and password (HTTP 407).",
        "代理要求用户名和密码（HTTP 407）。",
    ),
    "foreign_proxy_hint": (
        "Put them in HTTPS_PROXY: http://user:password@host:port.",
        "请写入 HTTPS_PROXY：http://用户:密码@主机:端口。",
    ),
    "foreign_throttled": (
        "Too many requests (HTTP 429, {type}).",
        "请求过于频繁（HTTP 429，{type}）。",
    ),
    "foreign_failing": (
        "The service, or a proxy before it, is failing (HTTP {status}, {type}).",
        "服务或其前面的代理出现故障（HTTP {status}，{type}）。",
    ),
    "foreign_page": (
        "A web page came back instead of the API's answer (HTTP {status}, {type}).",
        "收到的是网页而不是接口应答（HTTP {status}，{type}）。",
    ),
    "foreign_page_hint": (
        "A proxy, a firewall or a network login may be in the way; open any web page to log in, and check the endpoint.",
        "可能被代理、防火墙或网络登录页拦截；请打开任意网页完成登录，并检查 endpoint。",
    ),
    "foreign_bad": (
        "What came back is not the API's answer (HTTP {status}, {type}). {why}",
        "收到的不是接口应答（HTTP {status}，{type}）。{why}",
    ),
    # what the service refuses
    "key_from": ("{key} (from {origin})", "{key}（来自 {origin}）"),
    "clock_behind": (
        "This machine's clock is about {minutes} min behind the service's. ",
        "本机时钟比服务端慢约 {minutes} 分钟。",
    ),
    "clock_ahead": (
        "This machine's clock is about {minutes} min ahead of the service's. ",
        "本机时钟比服务端快约 {minutes} 分钟。",
    ),
    "refused_WrongCredentials": (
        "Refused ({told}): the service does not accept the credentials of access key {key}.",
        "被拒绝（{told}）：服务不接受访问密钥 {key} 的凭证。",
    ),
    "refused_ClockSkewed": (
        "The service does not accept the time of the signature ({told}).",
        "服务不接受签名中的时间（{told}）。",
    ),
    "refused_NotPermitted": (
        "The account may not call {action} for app {app} ({told}).",
        "该账号无权对应用 {app} 调用 {action}（{told}）。",
    ),
    "refused_BadRequest": (
        "The service does not accept a parameter of {action} ({told}).",
        "服务不接受 {action} 的某个参数（{told}）。",
    ),
    "refused_UnknownApp": (
        "App {app} does not exist, or belongs to another account than access key {key} ({told}).",
        "应用 {app} 不存在，或不属于访问密钥 {key} 所在账号（{told}）。",
    ),
    "refused_UnknownAction": (
        "Refused ({told}): the service does not know {action}.",
        "被拒绝（{told}）：服务不提供 {action}。",
    ),
    "refused_Refused": ("The service refuses {action} ({told}).", "服务拒绝了 {action}（{told}）。"),
    "refused_Throttled": (
        "Too many requests for {action} ({told}).",
        "{action} 请求过于频繁（{told}）。",
    ),
    "refused_ServiceFailing": (
        "The service failed to answer {action} ({told}).",
        "服务处理 {action} 失败（{told}）。",
    ),
    "no_web": (
        "Web data are not available with this version of the API ({action} {version}).",
        "此版本的接口不提供 Web 端数据（{action} {version}）。",
    ),
    "no_web_hint": (
        "Choose native; this endpoint serves only the older version.",
        "请选择 native；该 endpoint 只提供旧版本接口。",
    ),
    "no_echo": (
        "The answer does not say which of the users it is about.",
        "应答未说明数据对应哪些用户。",
    ),
    "echo_other_case": (
        "The answer spells users in another case: {told}.",
        "应答中用户 ID 的大小写与请求不同：{told}。",
    ),
    "echo_nobody": (
        "The answer is about none of the users that were asked for, so nothing of it is shown.",
        "应答不涉及所请求的任何用户，因此不显示其中的数据。",
    ),
    "echo_others": (
        "The answer is about others than the users that were asked for ({told}), so nothing of it is shown.",
        "应答涉及的不是所请求的用户（{told}），因此不显示其中的数据。",
    ),
    "too_many_users": (
        "{count} users were asked for; the service takes at most {most} at once.",
        "请求了 {count} 个用户；服务一次最多接受 {most} 个。",
    ),
    "too_many_users_hint": ("Ask for fewer users.", "请减少用户数。"),
    "too_long_window": (
        "A window of {hours:g} h was asked for; {action} takes at most {most:g} h at once.",
        "请求的时间窗为 {hours:g} 小时；{action} 一次最多 {most:g} 小时。",
    ),
    "too_long_window_hint": ("Ask for it in pieces.", "请分段查询。"),
    "empty_window": ("The window that was asked for is empty.", "请求的时间窗为空。"),
    "comma_in_id": (
        "The user ID {id} holds a comma, which {action} cannot be asked for.",
        "用户 ID {id} 含有逗号，无法用于 {action}。",
    ),
    "no_room": ("{action} needs a room.", "{action} 需要指定房间。"),
    "no_room_hint": ("Name the room.", "请指定房间。"),
    "no_users": ("{action} needs users.", "{action} 需要指定用户。"),
    "no_users_hint": ("Name the users.", "请指定用户。"),
    "no_filter": (
        "Real-time data cannot be asked for by system or network.",
        "实时数据不支持按系统或网络筛选。",
    ),
    "no_filter_hint": (
        "Use offline data (older than eight hours), or the real-time distribution.",
        "请使用离线数据（8 小时之前），或实时分布。",
    ),
    "no_web_filter": (
        "Systems and networks have no effect on web data.",
        "系统与网络筛选对 Web 端数据无效。",
    ),
    "no_web_filter_hint": ("Leave them out, or choose native.", "请去掉该筛选，或选择 native。"),
    "users_without_room": ("Users can only be asked for within a room.", "只能在指定房间内查询用户。"),
    "users_without_room_hint": ("Name the room as well.", "请同时指定房间。"),
    # the network
    "no_connection": ("No connection to {host}: {reason}.", "无法连接 {host}：{reason}。"),
    "no_name": ("The name {host} is not known here ({reason}).", "无法解析主机名 {host}（{reason}）。"),
    "no_trust": ("The certificate of {host} is not trusted: {reason}.", "不信任 {host} 的证书：{reason}。"),
    "no_trust_hint": (
        "If a company proxy opens TLS, point SSL_CERT_FILE at its certificates; check this machine's clock too.",
        "若公司代理会解开 TLS，请将 SSL_CERT_FILE 指向其证书；并检查本机时钟。",
    ),
    "proxy_refused": ("The proxy does not let us through to {host}: {reason}.", "代理拒绝转发到 {host}：{reason}。"),
    "cut_short": (
        "{host} ended the connection before the answer was whole ({reason}).",
        "{host} 在应答完成前断开了连接（{reason}）。",
    ),
    "not_http": ("{host} does not speak HTTP as it should ({reason}).", "{host} 的 HTTP 应答不合规范（{reason}）。"),
    "attempt_timeout": (
        "{host} did not answer whole within {seconds:.0f} s.",
        "{host} 未在 {seconds:.0f} 秒内给出完整应答。",
    ),
    "deadline_tries": (
        "{host} did not answer whole within {seconds:.0f} s, in {tries} tries.",
        "{host} 未在 {seconds:.0f} 秒内给出完整应答（共尝试 {tries} 次）。",
    ),
    # endpoint, proxy and certificates as configured
    "endpoint_bad": (
        "The endpoint {url} is not a URL such as https://rtc.volcengineapi.com.",
        "endpoint {url} 不是形如 https://rtc.volcengineapi.com 的 URL。",
    ),
    "endpoint_hint": (
        "Set `endpoint` in the profile, --endpoint or RTC_TUI_ENDPOINT.",
        "请在配置的 `endpoint`、--endpoint 或 RTC_TUI_ENDPOINT 中设置。",
    ),
    "endpoint_plain": (
        "The endpoint {url} is not encrypted; http:// is for this machine only (127.0.0.1, ::1, localhost).",
        "endpoint {url} 未加密；http:// 仅限本机（127.0.0.1、::1、localhost）。",
    ),
    "endpoint_plain_hint": ("Use https://.", "请使用 https://。"),
    "proxy_bad": ("The proxy in {name} cannot be used: {reason}.", "{name} 中的代理不可用：{reason}。"),
    "proxy_hint": (
        "Give it as http://host:port, or name the endpoint's host in NO_PROXY.",
        "请写成 http://主机:端口，或在 NO_PROXY 中加入 endpoint 的主机名。",
    ),
    "proxy_socks": ("SOCKS proxies are not supported", "不支持 SOCKS 代理"),
    "proxy_unread": ("it is not a URL", "不是 URL"),
    "certificates_bad": ("The certificates in {name} cannot be read: {reason}.", "{name} 中的证书无法读取：{reason}。"),
    "certificates_hint": (
        "Point SSL_CERT_FILE at a file of PEM certificates, or unset it.",
        "请将 SSL_CERT_FILE 指向 PEM 证书文件，或取消该变量。",
    ),
    # the quota
    "quota_day": (
        "The quota of the day for {action} ({limit}) is used up; it starts anew at midnight in Beijing.",
        "{action} 当日配额（{limit}）已用完；北京时间零点重新计算。",
    ),
    "quota_minute": (
        "The quota of the minute for {action} ({limit}) is used up for another {seconds:.0f} s.",
        "{action} 每分钟配额（{limit}）已用完，需再等 {seconds:.0f} 秒。",
    ),
    "quota_told": (
        "The service asked for a pause of {action} for another {seconds:.0f} s.",
        "服务要求暂停 {action}，需再等 {seconds:.0f} 秒。",
    ),
    "quota_queue": (
        "Others on this machine are calling {action} as often as is allowed; our turn would come too late.",
        "本机其他进程正以上限频率调用 {action}，轮到本次时已超时。",
    ),
    "quota_not_shared": (
        "quota not shared: {path} cannot be used ({reason}), so several viewers may together ask too often",
        "配额未共享：无法使用 {path}（{reason}），多个查看程序可能合计超限",
    ),
    "quota_busy": ("its lock is held", "锁被占用"),
    "not_recorded": ("exchange not recorded ({reason})", "未能记录交互（{reason}）"),
    # what cannot be sent
    "no_keys": ("There is no access key or no secret key.", "缺少访问密钥或私有密钥。"),
    "bad_key": (
        "The {name} from {origin} holds spaces, line ends or other characters that no key has.",
        "来自 {origin} 的 {name} 含有空格、换行或其他密钥中不会出现的字符。",
    ),
    "bad_region": ("The region {region} is not one such as cn-north-1.", "region {region} 不是形如 cn-north-1 的值。"),
    "bad_id": ("The room or user ID {id} is not text.", "房间或用户 ID {id} 不是有效文本。"),
    "bad_id_hint": (
        "IDs are up to 128 of letters, digits and @ . _ -",
        "ID 最多 128 个字母、数字或 @ . _ -",
    ),
}
