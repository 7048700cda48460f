"""`rtc-tui demo`: the screen on a simulator of its own.

The simulator is started before anything that takes time is imported, so that both get ready at once.
"""

import os
from pathlib import Path

from rtc_tui.cli.child import Service, simulator
from rtc_tui.cli.common import Flags
from rtc_tui.cli.simulate_keys import DEMO_APP
from rtc_tui.cli.talk import require_terminal
from rtc_tui.errors import UsageError
from rtc_tui.text import t
from rtc_tui.text.safe import safe


def demo(flags: Flags) -> int:
    """The simulator's app. No key of the user's is looked for, and none of his quota is counted."""
    for name in ("endpoint", "access-key"):
        if name in flags:
            raise UsageError(t("cli.demo_is_local", name=name), t("cli.demo_is_local_hint"))
    scenario, seed = _scenario(flags), _seed(flags)
    require_terminal()
    app, region = flags.get("app") or DEMO_APP, flags.get("region") or "cn-north-1"
    with simulator(scenario, seed, app, region, _log(flags)) as service:
        return _show(flags, service, scenario)


def _show(flags: Flags, service: Service, scenario: str) -> int:
    """With a state directory that is thrown away: the quota of a pretend service is no business of the real one's."""
    from dataclasses import replace
    from tempfile import TemporaryDirectory

    from rtc_tui.cli import compose, monitor
    from rtc_tui.core.account import Credentials

    config = compose.configured(flags)
    credentials = Credentials(service.access_key, service.secret_key, origin="demo")
    target = replace(
        config.target, app=service.app, region=service.region, endpoint=service.url, profile="demo", label=scenario
    )
    with TemporaryDirectory(prefix="rtc-tui-demo-", ignore_cleanup_errors=True) as folder:
        paths = replace(config.paths, state=Path(folder))
        archive = replace(config.archive, url="sqlite")  # there, and not where real recordings are
        config = replace(config, target=target, paths=paths, archive=archive, chain=lambda: credentials)
        return monitor.screen(
            config,
            lambda: compose.shared(config, credentials, monitor.quiet),
            replay=lambda at, paused: compose.replayed(config, at, paused=paused),
        )


def _log(flags: Flags) -> str:
    """Where the child may talk. A log that cannot be written is complained about later, by who reads the options."""
    name = flags.get("log") or os.environ.get("RTC_TUI_LOG") or os.devnull
    try:
        os.close(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
    except OSError:
        return os.devnull
    return name


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
