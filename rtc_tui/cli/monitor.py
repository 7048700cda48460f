"""Start the screen: on the user's app, or on the simulator."""

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rtc_tui.cli import compose, talk
from rtc_tui.cli.common import Flags
from rtc_tui.config import Config
from rtc_tui.core.account import Credentials
from rtc_tui.errors import CredentialsMissing, UsageError
from rtc_tui.text import t
from rtc_tui.text.safe import safe

if TYPE_CHECKING:
    from rtc_tui.feed.source import Source


def monitor(flags: Flags) -> int:
    """The configured app. Without credentials it says how to get started."""
    config = compose.configured(flags)
    try:
        credentials = config.credentials()
    except CredentialsMissing as error:
        raise CredentialsMissing(error.message, t("cli.get_started")) from None
    config.require_app()
    _require_terminal()
    return _screen(config, lambda: compose.source(config, credentials, _quiet))


def demo(flags: Flags) -> int:
    """The simulator's app. No key of the user's is looked for, and none of his quota is counted."""
    for name in ("endpoint", "access-key"):
        if name in flags:
            raise UsageError(t("cli.demo_is_local", name=name), t("cli.demo_is_local_hint"))
    scenario, seed = _scenario(flags), _seed(flags)
    _require_terminal()

    from rtc_tui.cli.child import simulator
    from rtc_tui.cli.simulate_keys import DEMO_APP

    app, region = flags.get("app") or DEMO_APP, flags.get("region") or "cn-north-1"
    log = flags.get("log") or os.environ.get("RTC_TUI_LOG")
    with simulator(scenario, seed, app, region, Path(log) if log else None) as (endpoint, credentials):
        config = compose.configured(flags)
        target = replace(config.target, app=app, region=region, endpoint=endpoint, profile="demo", label=scenario)
        return _in_own_state(replace(config, target=target, chain=lambda: credentials), credentials)


def _in_own_state(config: Config, credentials: Credentials) -> int:
    """With a state directory that is thrown away: the quota of a pretend service is no business of the real one's."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="rtc-tui-demo-", ignore_cleanup_errors=True) as folder:
        config = replace(config, paths=replace(config.paths, state=Path(folder)))
        return _screen(config, lambda: compose.source(config, credentials, _quiet))


def _quiet(_line: str) -> None:
    """The source is made while the screen is up: a line on stderr would land in it. `check` tells the same."""


def _scenario(flags: Flags) -> str:
    """By looking into the folder: the simulator itself is imported by the child alone."""
    name = flags.pop("scenario", "calm")
    folder = Path(__file__).parent.parent / "simulator" / "scenarios"
    names = sorted(path.stem for path in folder.glob("*.toml"))
    if name not in names:
        from rtc_tui.cli.grammar import nearest

        raise UsageError(t("cli.no_scenario", name=safe(name, 60)), nearest(name, names))
    return name


def _seed(flags: Flags) -> int:
    text = flags.pop("seed", "1")
    try:
        return int(text)
    except ValueError:
        raise UsageError(t("cli.bad_value", name="--seed"), t("cli.want_whole")) from None


def _require_terminal() -> None:
    """Textual reads stdin and draws on stderr; a redirected stdout means that somebody wants data."""
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise UsageError(t("cli.no_terminal"), t("cli.no_terminal_hint"))


def _screen(config: Config, source: "Callable[[], Source]") -> int:
    """Hand over to Textual, which is imported here and not before."""
    from rtc_tui.cli import knobs

    knobs.turn(os.environ, no_color=config.ui.no_color)

    from rtc_tui.clock import SystemClock
    from rtc_tui.core.snapshot import Selection
    from rtc_tui.tui.app import run
    from rtc_tui.tui.launch import Launch

    code, traceback = run(
        Launch(
            target=config.target,
            source=source,
            clock=SystemClock(),
            zone=config.ui.zone,
            thresholds=config.thresholds,
            selection=Selection(product=config.target.product),
            theme=config.ui.theme,
            plain=config.ui.ascii,
            bell=config.ui.bell,
            mouse=config.ui.mouse,
            keys=config.keys,
        )
    )
    if traceback:
        talk.bug(traceback)
    return code
