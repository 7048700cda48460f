"""The service's error codes: what each means, and what to do where the code says more than its class.

A key is the code; `hint_` before it: what to do. What is not here is told by `errors.hint_<class>`. The blanks are the
access key, the app and the region that a request was made with.
"""

from typing import Final

_ALTERED: Final = (
    "Something between here and the service changes requests: check the endpoint and the proxy. "
    "If neither is to blame, record the exchange with --record-http and report it.",
    "请求可能被中途改动：请检查 endpoint 与代理。如与二者无关，请用 --record-http 记录交互并反馈。",
)
_NOT_OURS: Final = (
    "It is about streaming or recording tasks, which rtc-tui never asks for; with `rtc-tui raw`, change the parameter "
    "that the message names.",
    "该错误与转推、录制等任务有关，rtc-tui 不会发出此类请求；使用 `rtc-tui raw` 时请修改消息中指出的参数。",
)

TEXTS: Final[dict[str, tuple[str, str]]] = {
    # of the gateway
    "MissingParameter": ("The request lacks its action or its version.", "请求缺少 Action 或 Version。"),
    "MissingAuthenticationToken": ("The request carries no signature data at all.", "请求未携带任何鉴权信息。"),
    "MissingRequestInfo": (
        "A part of what is signed is missing: date, access key, service or region.",
        "缺少签名所需信息：日期、访问密钥、服务名或 region。",
    ),
    "MissingSignature": ("The request has no signature.", "请求缺少签名。"),
    "InvalidTimestamp": (
        "The signature is more than 15 minutes old, or dated in the future.",
        "签名时间已超过 15 分钟，或晚于当前时间。",
    ),
    "RequestExpired": ("Another name for InvalidTimestamp, accepted as such.", "InvalidTimestamp 的别名，按其处理。"),
    "ServiceNotFound": ("No such service is known there for this region.", "该地域没有所请求的服务。"),
    "InvalidActionOrVersion": (
        "There is no such action in this version of the API.",
        "此版本的接口中没有该 Action。",
    ),
    "InvalidAccessKey": ("The access key does not exist or is disabled.", "访问密钥不存在或已停用。"),
    "InvalidClientTokenId": ("The older name of InvalidAccessKey.", "InvalidAccessKey 的旧名称。"),
    "SignatureDoesNotMatch": (
        "The signature is another than the service reckons: as a rule, a wrong secret key.",
        "签名与服务端计算结果不一致，通常是私有密钥错误。",
    ),
    "LackPolicy": ("The sub-user has no policy that allows the action.", "子用户没有允许该操作的权限策略。"),
    "LackProjectPolicy": (
        "The sub-user has no policy for the project that the app belongs to.",
        "子用户没有应用所属项目的权限策略。",
    ),
    "AccessDenied": ("The account may not perform this action on this resource.", "账号无权对该资源执行此操作。"),
    "InternalError": ("The gateway failed.", "网关内部错误。"),
    "InternalServiceError": ("Another name for InternalError.", "InternalError 的别名。"),
    "FailToConnect": ("The gateway cannot reach the RTC service.", "网关无法连接 RTC 服务。"),
    "InternalServiceTimeout": ("The RTC service did not answer the gateway in time.", "RTC 服务未及时响应网关。"),
    "FlowLimitExceeded": ("More requests than the flow control allows.", "请求频率超过流量控制上限。"),
    "AccountFlowLimitExceeded": (
        "More requests of this account than the flow control allows.",
        "该账号的请求频率超过流量控制上限。",
    ),
    "ServiceUnavailableTemp": ("The service is not available for the moment.", "服务暂时不可用。"),
    "MethodNotAllowed": ("GET was sent where POST is wanted, or the reverse.", "GET 与 POST 方法不符。"),
    "InvalidAuthorization": ("The Authorization header is malformed.", "Authorization 请求头格式错误。"),
    "InvalidCredential": (
        "The credential part of the signature is malformed: key, date, region, service.",
        "签名中的 Credential 部分格式错误：密钥、日期、region 或服务名。",
    ),
    "InvalidSecretToken": (
        "The session token of temporary credentials is wrong or has expired.",
        "临时凭证的会话令牌错误或已过期。",
    ),
    "InnerApiNeedAccountInfo": (
        "A key of an internal service was used without naming an account.",
        "使用了内部服务密钥但未携带账号信息。",
    ),
    # of the RTC service
    "InvalidParameter": ("A parameter is wrong; the message says which.", "参数错误，详见错误消息。"),
    "InvalidParameter.StartTimeAfterEndTime": ("The start lies after the end.", "开始时间晚于结束时间。"),
    "InvalidParameter.OutofTimeRange": (
        "The window is longer, or reaches further back, than the action allows.",
        "时间窗过长，或超出该接口可回溯的范围。",
    ),
    "InvalidParameter.IllegalRoomID": ("The room ID is malformed.", "房间 ID 不合法。"),
    "InvalidParameter.BodyIsEmpty": ("The body of the request is empty.", "请求体为空。"),
    "InvalidParameter.Unmarshal": (
        "The body of the request cannot be read: one indicator is sent as text to some versions, as a list to others.",
        "请求体无法解析：不同版本对单个 Indicator 要求为字符串或数组。",
    ),
    "InvalidParameter.EmptyAccountId": ("The account behind the key is not known.", "密钥对应的账号为空。"),
    "InvalidParameter.NotExistAppId": ("There is no app with this ID.", "该 AppId 不存在。"),
    "InvalidParameter.IllegalAppId": ("The app ID is malformed.", "AppId 不合法。"),
    "InvalidParameter.AccountIdMismatch": (
        "The app belongs to another account than the key.",
        "应用与密钥不属于同一账号。",
    ),
    "InvalidParameter.TaskAlreadyExists": ("A task with this ID is running already.", "该 ID 的任务已存在。"),
    "InvalidParameter.ErrorActiveTaskNotFound": ("No running task has this ID.", "没有该 ID 的进行中任务。"),
    "InvalidParameter.InvalidRtmpAddress": ("The RTMP address is wrong.", "RTMP 地址错误。"),
    "InvalidParameter.IllegalTo": ("The receiver is wrong.", "接收方（To）不合法。"),
    "InvalidParameter.IllegalFrom": ("The sender is wrong.", "发送方（From）不合法。"),
    "InvalidParameter.SizeOverLimit": ("What is sent is too large.", "内容大小超出上限。"),
    "InvalidParameter.UserCountOverLimit": ("Too many users are named.", "用户数超出上限。"),
    "FlowLimitExceeded.QPSOverLimit": (
        "More requests per second than this action allows to the account.",
        "该账号每秒请求次数超过此接口的上限。",
    ),
    "FlowLimitExceeded.TaskNumberOverLimit": (
        "More tasks than allowed; documented as not in force.",
        "任务数超过上限；文档注明此限制未生效。",
    ),
    "AccessDenied.NoPermissionForApp": ("The account may not use this app.", "账号无权使用该应用。"),
    "AccessDenied.ServiceNotEnabled": ("The service is not enabled for the account.", "账号未开通该服务。"),
    "AccessDenied.RecordNotEnabled": ("Recording is not enabled for the account.", "账号未开通录制功能。"),
    "InternalError.GenerateTokenFailed": ("The service could not make a token.", "服务端生成 Token 失败。"),
    "InternalError.*": ("Another failure within the service.", "服务端的其他内部错误。"),
    # what to do
    "hint_SignatureDoesNotMatch": (
        "The secret key does not match access key {key}: set VOLCENGINE_SECRET_KEY, or mend the profile.",
        "私有密钥与访问密钥 {key} 不匹配：请设置 VOLCENGINE_SECRET_KEY 或修改配置。",
    ),
    "hint_InvalidAccessKey": (
        "There is no access key {key}, or it is disabled: set VOLCENGINE_ACCESS_KEY, or mend the profile.",
        "访问密钥 {key} 不存在或已停用：请设置 VOLCENGINE_ACCESS_KEY 或修改配置。",
    ),
    "hint_InvalidClientTokenId": (
        "There is no access key {key}, or it is disabled: set VOLCENGINE_ACCESS_KEY, or mend the profile.",
        "访问密钥 {key} 不存在或已停用：请设置 VOLCENGINE_ACCESS_KEY 或修改配置。",
    ),
    "hint_InvalidSecretToken": (
        "The session token of access key {key} is wrong or has expired: fetch new temporary credentials "
        "(VOLCENGINE_SESSION_TOKEN).",
        "访问密钥 {key} 的会话令牌错误或已过期：请重新获取临时凭证（VOLCENGINE_SESSION_TOKEN）。",
    ),
    "hint_InvalidCredential": (
        "Requests are signed for region {region}: if the endpoint is of another, set --region (RTC_TUI_REGION, or "
        "`region` in the profile). Else access key {key} is malformed: look for spaces or quotes in it.",
        "请求按 region {region} 签名：若 endpoint 属于其他地域，请设置 --region（RTC_TUI_REGION 或配置中的 `region`）。"
        "否则可能是访问密钥 {key} 格式不正确：请检查其中是否有空格或引号。",
    ),
    "hint_InvalidParameter.OutofTimeRange": (
        "Ask for a shorter or a later window; if it is short and recent, check this machine's clock.",
        "请缩短时间窗或选择更近的时间；若时间窗已很短且很近，请检查本机时钟。",
    ),
    "hint_InvalidParameter.StartTimeAfterEndTime": (
        "Give a start that lies before the end.",
        "请确保开始时间早于结束时间。",
    ),
    "hint_InvalidParameter.IllegalRoomID": (
        "Check the room ID: up to 128 of letters, digits and @ . _ -",
        "请检查房间 ID：最多 128 个字母、数字或 @ . _ -",
    ),
    "hint_AccessDenied.NoPermissionForApp": (
        "Check the app ID, or ask for a key that may use app {app}.",
        "请检查 AppId，或申请有权使用应用 {app} 的密钥。",
    ),
    "hint_AccessDenied.ServiceNotEnabled": (
        "Enable the feature for this account in the vendor's console.",
        "请在控制台为该账号开通此功能。",
    ),
    "hint_ServiceNotFound": (
        "There is no rtc service there for region {region}: check --region (RTC_TUI_REGION, or `region` in the profile) "
        "and --endpoint.",
        "该处没有 region {region} 的 rtc 服务：请检查 --region（RTC_TUI_REGION 或配置中的 `region`）与 --endpoint。",
    ),
    "hint_MethodNotAllowed": _ALTERED,
    "hint_MissingParameter": _ALTERED,
    "hint_MissingRequestInfo": _ALTERED,
    "hint_MissingAuthenticationToken": _ALTERED,
    "hint_MissingSignature": _ALTERED,
    "hint_InvalidAuthorization": _ALTERED,
    "hint_InnerApiNeedAccountInfo": (
        "Use the access key of an account or of one of its users.",
        "请使用账号或其子用户的访问密钥。",
    ),
    "hint_InternalServiceTimeout": (
        "Wait; it is tried again by itself. If it stays, ask for a shorter window.",
        "请稍候，将自动重试；如持续出现，请缩短时间窗。",
    ),
    "hint_InvalidParameter.BodyIsEmpty": _ALTERED,
    "hint_InvalidParameter.Unmarshal": (
        "The other form is tried once by itself. If it is refused too, record the exchange with --record-http and "
        "report it.",
        "将自动改用另一种形式重试一次；若仍被拒绝，请用 --record-http 记录交互并反馈。",
    ),
    "hint_InvalidParameter.TaskAlreadyExists": _NOT_OURS,
    "hint_InvalidParameter.ErrorActiveTaskNotFound": _NOT_OURS,
    "hint_InvalidParameter.InvalidRtmpAddress": _NOT_OURS,
    "hint_InvalidParameter.IllegalTo": _NOT_OURS,
    "hint_InvalidParameter.IllegalFrom": _NOT_OURS,
    "hint_InvalidParameter.SizeOverLimit": _NOT_OURS,
    "hint_FlowLimitExceeded.TaskNumberOverLimit": _NOT_OURS,
    "hint_AccessDenied.RecordNotEnabled": (
        "Enable recording for this account in the vendor's console.",
        "请在控制台为该账号开通录制功能。",
    ),
}
