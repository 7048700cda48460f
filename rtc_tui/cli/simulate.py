"""`rtc-tui simulate`: the pretend service on a port."""

import os
import re
import sys
from typing import Any, Final

import click

from rtc_tui.cli.common import Flags
from rtc_tui.cli.grammar import command, nearest
from rtc_tui.cli.simulate_keys import DEMO_APP, throw_away_keys
from rtc_tui.errors import ConfigError, UsageError
from rtc_tui.text import t
from rtc_tui.text.safe import safe

_LONGEST: Final = 60  # of an argument's form in a hint


@command("simulate")
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="cli.option_port")
@click.option("--scenario", default="calm", metavar="NAME", help="cli.option_scenario")
@click.option("--seed", type=int, default=1, metavar="N", help="cli.option_seed")
@click.option("--fault", multiple=True, metavar="KIND", help="cli.option_fault")
@click.option("--fd", type=int, hidden=True)
@click.option("--parent-fd", type=int, hidden=True)
@click.option("--epoch", type=float, hidden=True)
@click.option("--request-log", hidden=True)
def simulate(flags: Flags, **chosen: Any) -> int:
    """Serve until stopped. On stdout: a throw-away key pair if none was given, then one line when it is ready."""
    from rtc_tui.simulator.server import Options, scenario_names, serve

    names = scenario_names()
    if chosen["scenario"] not in names:
        scenario = safe(chosen["scenario"], 60)
        raise UsageError(t("cli.no_scenario", name=scenario), nearest(chosen["scenario"], list(names)))
    for spec in chosen["fault"]:
        _check_fault(spec)
    access_key, secret_key = _keys()
    app = flags.get("app") or DEMO_APP
    chosen["faults"] = tuple(chosen.pop("fault"))
    options = Options(
        host="127.0.0.1",
        app=app,
        access_key=access_key,
        secret_key=secret_key,
        session_token=os.environ.get("VOLCENGINE_SESSION_TOKEN", ""),
        region=flags.get("region") or "cn-north-1",
        **chosen,
    )
    ready = f"app={app} scenario={options.scenario} seed={options.seed}"
    serve(options, ready=lambda url: print(f"ready {url} {ready}", flush=True))  # noqa: T201 - data for scripts
    return 0


def _check_fault(spec: str) -> None:
    """`UsageError` for a fault that does not exist, or is written wrongly: of that one how it is written."""
    from rtc_tui.simulator.faults import catalogue
    from rtc_tui.simulator.injection import parse

    try:
        parse(spec)
    except UsageError as error:
        meant = re.split("[:@~*]", spec, maxsplit=1)[0]
        kinds = [kind for kind in catalogue() if meant == kind.name or meant.startswith(f"{kind.name}-")]
        if not kinds:
            raise
        kind = max(kinds, key=lambda kind: len(kind.name))
        argument = kind.argument if len(kind.argument) < _LONGEST else "NAME"  # the message has listed them
        form = f"{kind.name}[:{argument[1:]}" if argument.startswith("[") else f"{kind.name}:{argument}".rstrip(":")
        examples = ", ".join(kind.examples[:2] or (kind.name,))
        raise UsageError(error.message, t("cli.fault_form", form=form, examples=examples)) from None


def _keys() -> tuple[str, str]:
    """The pair from the environment; else one made up for this run, printed for whoever wants to call."""
    access_key = os.environ.get("VOLCENGINE_ACCESS_KEY", "").strip()
    secret_key = os.environ.get("VOLCENGINE_SECRET_KEY", "").strip()
    if bool(access_key) != bool(secret_key):
        raise ConfigError(t("cli.half_pair"), t("cli.half_pair_hint"))
    if not access_key:
        access_key, secret_key = throw_away_keys()
        sys.stdout.write(f"export VOLCENGINE_ACCESS_KEY={access_key}\nexport VOLCENGINE_SECRET_KEY={secret_key}\n")
        sys.stdout.flush()
    return access_key, secret_key
