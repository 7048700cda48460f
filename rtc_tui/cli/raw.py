"""`rtc-tui raw ACTION k=v …`: one request, and the answer as it came, for bug reports."""

import re
import sys
from typing import TYPE_CHECKING, Any, Final

import click

from rtc_tui.cli import compose, talk
from rtc_tui.cli.common import Flags
from rtc_tui.cli.grammar import command
from rtc_tui.errors import UsageError
from rtc_tui.text import t
from rtc_tui.text.safe import safe

if TYPE_CHECKING:
    from rtc_tui.config import Config
    from rtc_tui.core.account import Credentials

_ACTION: Final = re.compile(r"[A-Za-z][A-Za-z0-9]{0,63}")
_PAIR: Final = re.compile(r"([A-Za-z_][A-Za-z0-9_.]{0,63})(:?=)(.*)", re.DOTALL)


@command("raw")
@click.argument("action", metavar="ACTION")
@click.argument("pairs", metavar="[NAME=VALUE | NAME:=JSON]...", nargs=-1)
def raw(flags: Flags, action: str, pairs: tuple[str, ...]) -> int:
    """Ask once. The body goes to stdout byte by byte, what is known about it to stderr."""
    import asyncio

    if not _ACTION.fullmatch(action):
        raise UsageError(t("cli.bad_action", name=safe(action, 60)), t("cli.bad_action_hint"))
    params = parameters(pairs)
    config = compose.configured(flags)
    credentials = config.credentials()
    if "AppId" not in params:
        params["AppId"] = config.require_app().app
    return asyncio.run(_ask(config, credentials, action, params))


def parameters(pairs: tuple[str, ...]) -> dict[str, Any]:
    """`Indicator:=["stall_rate"]` and `RoomId=r1` as a dictionary. Raises `UsageError`."""
    out: dict[str, Any] = {}
    for pair in pairs:
        match = _PAIR.fullmatch(pair)
        if not match:
            raise UsageError(t("cli.bad_pair", text=safe(pair, 60)), t("cli.bad_pair_hint"))
        name, sign, value = match.groups()
        out[name] = _json(name, value) if sign == ":=" else value
    return out


def _json(name: str, text: str) -> Any:
    import json

    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise UsageError(t("cli.bad_json", name=name), t("cli.bad_pair_hint")) from None


async def _ask(config: "Config", credentials: "Credentials", action: str, params: dict[str, Any]) -> int:
    from rtc_tui.client.classify import Asked, checked
    from rtc_tui.clock import SystemClock

    client = compose.client(config, credentials, SystemClock())
    try:
        answer = await client.raw(action, params)
    finally:
        await client.aclose()
    sys.stdout.buffer.write(answer.body)
    if sys.stdout.isatty() and not answer.body.endswith(b"\n"):
        sys.stdout.buffer.write(b"\n")  # for the eye alone: what follows on stderr begins on a line of its own
    sys.stdout.buffer.flush()
    talk.say(t("cli.answered", status=answer.status, size=len(answer.body)))
    asked = Asked(action, credentials, str(params["AppId"]), config.target.region)
    envelope = checked(answer, asked)  # raises what the answer refuses
    talk.say(t("cli.request_id", id=safe(envelope.request_id, 100)))
    return 0
