"""`rtc-tui get reference`: what the indicators, limits, codes and regions are. Needs no keys and asks nobody."""

import sys

import click

from rtc_tui.cli import compose, talk
from rtc_tui.cli.common import Flags
from rtc_tui.cli.grammar import command
from rtc_tui.core.request import Format
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from rtc_tui.views.reference import SECTIONS


@command("get reference")
@click.argument("words", nargs=-1)
@click.option(
    "--format",
    "form",
    type=click.Choice([form.value for form in Format]),
    default="table",
    metavar="table|json|csv",
    help="cli.option_format",
)
@click.option("--section", type=click.Choice(SECTIONS), metavar="NAME", help="cli.option_section")
def reference(flags: Flags, words: tuple[str, ...], form: str, section: str | None) -> int:
    """Print the entries that hold all the words; all of them without any."""
    from rtc_tui.report.reference import reference as printed
    from rtc_tui.views import entries
    from rtc_tui.views.reference import find

    config = compose.configured(flags)
    found = find(entries.book(config.thresholds), " ".join(words), section or "")
    if not found:
        talk.say(t("reference.no_match", words=safe(" ".join(words), 200)))
        talk.say(t("cli.hint", hint=t("reference.no_match_hint")))
    for line in printed(found, Format(form)):
        sys.stdout.write(line)
    return 0
