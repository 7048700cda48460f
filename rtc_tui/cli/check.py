"""`rtc-tui check`: what works and what does not, a line each, with what to do about it."""

import sys
from collections.abc import Iterable

import click

from rtc_tui.cli.checks import Finding, archive, local, remote
from rtc_tui.cli.common import Flags
from rtc_tui.cli.grammar import command
from rtc_tui.cli.help import cells
from rtc_tui.errors import ExitCode
from rtc_tui.text import t
from rtc_tui.text.safe import safe


@command("check")
@click.option(
    "--format", type=click.Choice(["table", "json"]), default="table", metavar="table|json", help="cli.option_format"
)
def check(flags: Flags, format: str) -> int:  # noqa: A002 - the option's name
    """Look at everything, print it, and end with the code of the first failure."""
    import asyncio

    findings, config, credentials = local(flags)
    if config:
        findings += asyncio.run(archive(config))
    if config and credentials and config.target.app:
        findings += asyncio.run(remote(config, credentials))
    sys.stdout.write(_json(findings) if format == "json" else _table(findings))
    return next((int(found.exit_code) for found in findings if found.state == "fail"), int(ExitCode.DONE))


def _json(findings: Iterable[Finding]) -> str:
    import json

    checks = [
        {"name": found.name, "state": found.state, "detail": found.detail}
        | ({"hint": found.hint} if found.hint and found.state != "ok" else {})
        for found in findings
    ]
    return json.dumps({"checks": checks}, ensure_ascii=False) + "\n"


def _table(findings: list[Finding]) -> str:
    labels = {found.name: t(f"checks.{found.name.partition(':')[0]}") for found in findings}
    width = max(cells(label) for label in labels.values())
    lines = []
    told = ""
    messages: set[str] = set()
    for found in findings:
        label = labels[found.name]
        detail = found.again if found.message in messages else found.detail
        messages |= {found.message} - {""}
        word = "FAIL" if found.state == "fail" else found.state
        lines.append(f"{word:<4}  {label}{' ' * (width - cells(label))}  {safe(detail, 1000)}")
        if found.state != "ok" and found.hint != told:
            told = found.hint
            lines.append(f"{'':<6}{'':<{width}}  → {safe(found.hint, 1000)}")
    return "\n".join(lines) + "\n"
