"""What `check` looks at.

Each look gives a finding, whatever happens; a later one waits for an earlier one only where it needs its result.
"""

import os
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from rtc_tui.cli import compose
from rtc_tui.cli.common import Flags
from rtc_tui.config import Config, terminal, usable_state_dir
from rtc_tui.core.account import Credentials
from rtc_tui.core.windows import askable
from rtc_tui.errors import ExitCode, RtcTuiError, Unreachable
from rtc_tui.text import t
from rtc_tui.tui.keys import check as check_keys

if TYPE_CHECKING:
    from rtc_tui.archive.victoria_check import Proof
    from rtc_tui.client.api import RtcClient
    from rtc_tui.core.model import Batch, Window

_MUCH_SKEW: Final = 60.0  # seconds; signatures fail at 900
_PROXIES: Final = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy")
_DEADLINE: Final = 40.0


class Finding(NamedTuple):
    """One line of the report. `name` is stable; the part after a colon tells rows of one kind apart."""

    name: str
    state: Literal["ok", "warn", "fail"]
    detail: str
    hint: str = ""
    exit_code: ExitCode = ExitCode.DONE
    message: str = ""  # the error's own sentence, and the detail for where it has just been told
    again: str = ""


def _failed(name: str, error: RtcTuiError, detail: str = "") -> Finding:
    request = f" (RequestId {error.request_id})" if error.request_id else ""
    again = f"{detail}{t('checks.same')}{request}"
    told = f"{detail}{error.message}{request}"
    return Finding(name, "fail", told, error.hint, error.exit_code, error.message, again)


def local(flags: Flags) -> tuple[list[Finding], Config | None, Credentials | None]:
    """What can be told without asking anybody: files, keys, environment, terminal."""
    try:
        config = compose.configured(flags)
    except RtcTuiError as error:
        return [_failed("config", error), *_surroundings(os.environ)], None, None
    findings = [_file(config), _state(config)]
    credentials = None
    try:
        credentials = config.credentials()
        findings.append(Finding("credentials", "ok", f"{credentials.masked}  {credentials.origin}"))
    except RtcTuiError as error:
        findings.append(_failed("credentials", error))
    findings.append(_target(config))
    return findings + _surroundings(os.environ), config, credentials


def _file(config: Config) -> Finding:
    path = config.paths.config
    try:
        check_keys(config.keys)
    except RtcTuiError as error:
        return _failed("config", error)
    if path is None or not path.exists():
        return Finding("config", "ok", t("checks.no_file", path=path or "-"))
    return Finding("config", "ok", str(path))


def _state(config: Config) -> Finding:
    folder, note = usable_state_dir(config.paths)
    return Finding("state", "warn" if note else "ok", note or str(folder), t("checks.state_hint"))


def _target(config: Config) -> Finding:
    target = config.target
    where = f"{target.endpoint} {target.region} {target.product}"
    try:
        return Finding("target", "ok", f"{config.require_app().app}  {where}")
    except RtcTuiError as error:
        return _failed("target", error)


def _surroundings(environment: Mapping[str, str]) -> list[Finding]:
    return [*_network(environment), _terminal(environment)]


def _network(environment: Mapping[str, str]) -> list[Finding]:
    """What stands between us and the service."""
    named = [f"{name}={without_password(environment[name])}" for name in _PROXIES if environment.get(name)]
    found = [Finding("proxy", "ok", "  ".join(named) or t("checks.none"))]
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        if path := environment.get(name):
            there = os.path.exists(path)  # noqa: PTH110 - may be no path at all
            hint = t("checks.certificates_hint", name=name)
            found.append(Finding("certificates", "ok" if there else "warn", f"{name}={path}", hint))
    return found


def without_password(url: str) -> str:
    """A proxy's URL as it may be shown: nothing of what stands before the last @, well-formed or not."""
    user, at, host = url.rpartition("@")
    if not at:
        return url
    scheme, separator, _ = user.partition("://")
    return f"{scheme}://***@{host}" if separator else f"***@{host}"


def _terminal(environment: Mapping[str, str]) -> Finding:
    """What the screen will assume."""
    utf8 = terminal.is_utf8(environment)
    facts = [
        f"TERM={environment.get('TERM') or '-'}",
        "UTF-8" if utf8 else t("checks.not_utf8"),
        f"COLORTERM={environment.get('COLORTERM') or '-'}",
        *(["NO_COLOR"] if environment.get("NO_COLOR") else []),
        *(["SSH"] if terminal.over_ssh(environment) else []),
    ]
    plain = terminal.needs_ascii(environment)
    return Finding("terminal", "warn" if plain else "ok", "  ".join(facts), t("checks.ascii_hint"))


async def archive(config: Config) -> list[Finding]:
    """An archive on the network: whether it keeps what it takes, long enough and once. Nothing of one on this host."""
    from rtc_tui.archive.opening import is_shared

    if not is_shared(config.archive.url):
        return []
    from rtc_tui.archive.victoria_check import PATIENCE, prove
    from rtc_tui.archive.victoria_engine import Engine, place_of
    from rtc_tui.clock import SystemClock

    clock, days = SystemClock(), config.archive.keep_means_days - 1
    try:
        access = compose.surroundings(config).access
        engine = Engine(place_of(config.archive.url, secret=bool(access.header)), access)
        try:
            proof = await prove(engine, days, clock.now(), clock.sleep)
        finally:
            await engine.aclose()
    except RtcTuiError as error:
        return [_failed("archive", error)]
    if not proof.seen:
        detail = t("victoria.check_unseen", url=engine.place.shown, seconds=PATIENCE)
        return [Finding("archive", "fail", detail, t("victoria.check_flags"), ExitCode.ARCHIVE)]
    return [_proven(engine.place.shown, proof, config)]


def _proven(url: str, proof: "Proof", config: Config) -> Finding:
    hint = t("victoria.check_flags")
    if proof.doubles:
        return Finding("archive", "fail", t("victoria.check_doubles", url=url), hint, ExitCode.ARCHIVE)
    if proof.dropped is not None:
        wanted = config.archive.keep_means_days
        detail = t("victoria.check_short", url=url, wanted=wanted, days=proof.dropped)
        return Finding("archive", "fail", detail, hint, ExitCode.ARCHIVE)
    return Finding("archive", "ok", t("victoria.check_ok", url=url, days=proof.kept))


async def remote(config: Config, credentials: Credentials) -> list[Finding]:
    """Ask each action once, for a few minutes; what the answers tell of reach, rights, clock and quota."""
    import asyncio

    from rtc_tui.clock import SystemClock

    clock = SystemClock()
    try:
        client = compose.client(config, credentials, clock)
    except RtcTuiError as error:
        return [_failed("reach", error)]
    try:
        now = clock.now()
        window = askable(now, since=int(now) - 300)
        rights = await asyncio.gather(*(_asked(name, ask) for name, ask in _actions(client, window).items()))
        reached = [found for found in rights if not found.name.startswith("unreachable:")]
        return [_reach(rights), *(rights if reached else []), _clock(client), _quota(client)]
    finally:
        await client.aclose()


def _actions(client: "RtcClient", window: "Window") -> "dict[str, Callable[[], Awaitable[Batch]]]":
    from rtc_tui.core.model import Dimension

    return {
        "ListRealTimeQuality": lambda: client.realtime_quality(window, deadline=_DEADLINE),
        "ListRealTimeOperationData": lambda: client.realtime_operation(window, deadline=_DEADLINE),
        "ListRealTimeQualityDistribution": lambda: client.realtime_distribution(
            window, "join_room_success_rate", Dimension.OS, deadline=_DEADLINE
        ),
    }


async def _asked(action: str, ask: "Callable[[], Awaitable[Batch]]") -> Finding:
    name = f"rights:{action}"
    try:
        batch = await ask()
    except RtcTuiError as error:
        return _failed(name, error, f"{action}: ")._replace(name=f"unreachable:{action}" if _is_reach(error) else name)
    return Finding(name, "ok", t("checks.answered", action=action, series=len(batch.series)))


def _is_reach(error: RtcTuiError) -> bool:
    return isinstance(error, Unreachable)


def _reach(rights: list[Finding]) -> Finding:
    """Reached, if any answer came, and be it a refusal."""
    lost = [found for found in rights if found.name.startswith("unreachable:")]
    if len(lost) == len(rights):
        return lost[0]._replace(name="reach")
    return Finding("reach", "warn" if lost else "ok", t("checks.reached"), lost[0].detail if lost else "")


def _clock(client: "RtcClient") -> Finding:
    skew = client.skew_s
    if skew is None:
        return Finding("clock", "warn", t("checks.no_date"))
    detail = t("checks.skew", seconds=f"{skew:+.1f}")
    return Finding("clock", "warn" if abs(skew) > _MUCH_SKEW else "ok", detail, t("errors.hint_ClockSkewed"))


def _quota(client: "RtcClient") -> Finding:
    quota = client.quota()
    detail = t("checks.quota_minute", used=quota.used, limit=quota.limit)
    if quota.day_limit:
        detail += "  " + t("checks.quota_day", used=quota.day_used, limit=quota.day_limit)
    full = quota.limit and quota.used >= quota.limit
    return Finding("quota", "warn" if full else "ok", detail, t("errors.hint_Throttled"))
