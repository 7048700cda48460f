"""`rtc-tui bundle`: a window of an incident in one file, and what is in such a file."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rtc_tui.cli import compose, talk
from rtc_tui.cli.common import Flags
from rtc_tui.cli.grammar import command, group
from rtc_tui.config import Config
from rtc_tui.core import request
from rtc_tui.core.times import parse_time
from rtc_tui.errors import ArchiveUnreachable, ExitCode, UsageError
from rtc_tui.text import t
from rtc_tui.text.safe import safe

if TYPE_CHECKING:
    from rtc_tui.archive.bundle import Bundle
    from rtc_tui.archive.bundle_records import About
    from rtc_tui.archive.bundle_write import Mask, Packed
    from rtc_tui.core.model import Window

bundle = group("bundle", {"create": "rtc_tui.cli.bundle:create", "show": "rtc_tui.cli.bundle:show"})
_NOTE = 2000  # characters


@command("bundle create")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--from", metavar="T", required=True, help="bundle.option_from")
@click.option("--to", metavar="T", help="bundle.option_to")
@click.option("--room", multiple=True, metavar="ID", help="bundle.option_room")
@click.option("--note", default="", metavar="TEXT", help="bundle.option_note")
@click.option("--hash-users", is_flag=True, help="bundle.option_hash_users")
@click.option("--hash-rooms", is_flag=True, help="bundle.option_hash_rooms")
@click.option("--force", is_flag=True, help="bundle.option_force")
def create(flags: Flags, file: Path, **chosen: Any) -> int:
    """Pack what was recorded, and say what stands in it in clear."""
    import asyncio
    import os

    from rtc_tui.archive.bundle_file import refuse_if_there, write
    from rtc_tui.archive.bundle_write import Mask

    if len(chosen["note"]) > _NOTE:
        raise UsageError(t("bundle.long_note", most=_NOTE), t("bundle.long_note_hint"))
    for room in chosen["room"]:
        request.scopes(room, (), each=False)
    config = compose.configured(flags)
    config.require_app()
    if not chosen["force"]:
        refuse_if_there(file)
    window = _window(config, chosen["from"], chosen["to"])
    mask = Mask(os.urandom(16), users=chosen["hash_users"] or chosen["hash_rooms"], rooms=chosen["hash_rooms"])
    packed = asyncio.run(_gathered(config, window, chosen["room"], mask))
    about = _about(config, window, chosen, mask)
    size = write(file, packed.records(about), force=chosen["force"])
    talk.say(t("bundle.made", path=safe(file, 1000), size=f"{size / 1024:.0f}"))
    talk.say(t("bundle.all_hashed" if mask.rooms else "bundle.users_hashed" if mask.users else "bundle.users_plain"))
    return int(ExitCode.DONE)


def _window(config: Config, start: str, end: str | None) -> "Window":
    """On the grid of the buckets. Raises `UsageError`."""
    from rtc_tui.archive.bundle_records import LONGEST
    from rtc_tui.clock import SystemClock
    from rtc_tui.core.model import Window
    from rtc_tui.core.windows import ceil, floor

    now = SystemClock().now()
    first = parse_time(start, now, config.ui.zone)
    last = min(int(now), parse_time(end, now, config.ui.zone) if end else int(now))
    if first >= last:
        raise UsageError(t("request.backwards"), t("request.backwards_hint"))
    if last - first > LONGEST - 60:
        raise UsageError(t("bundle.too_long"), t("bundle.too_much_hint"))
    return Window(floor(first), ceil(last))


async def _gathered(config: Config, window: "Window", rooms: tuple[str, ...], mask: "Mask") -> "Packed":
    from rtc_tui.archive.bundle_write import gather
    from rtc_tui.views.cells import iso

    archive = compose.archive(config)
    try:
        packed = await gather(archive, window, rooms, mask)
    finally:
        await archive.close()
    known = {room.room for room in packed.rooms} | {user.room for user in packed.users}
    known |= {row.room for detail in packed.details for row in detail.rows}
    known |= {column.key.scope.room for column in packed.columns}
    for room in rooms:
        if mask.room(room) not in known:
            raise ArchiveUnreachable(t("bundle.no_room", room=safe(room, 128)), t("replay.nothing_hint"))
    if not packed:
        start, end = (iso(at, config.ui.zone) for at in window)
        raise ArchiveUnreachable(t("bundle.empty", start=start, end=end), t("replay.nothing_hint"))
    _judge(packed, window, config)
    return packed


def _judge(packed: "Packed", window: "Window", config: Config) -> None:
    """Tell of each call that was looked at what was wrong with it, in the language in use."""
    from rtc_tui.archive.bundle_records import Said
    from rtc_tui.core.call import join
    from rtc_tui.core.diagnosis import diagnose, rank
    from rtc_tui.views.calls import verdicts

    for room in dict.fromkeys(row.room for detail in packed.details for row in detail.rows):
        details = [detail for detail in packed.details if any(row.room == room for row in detail.rows)]
        users = [user for user in packed.users if user.room == room]
        for one in sorted(diagnose(join(room, window, users, details), config.rules), key=rank):
            lines = tuple(line.text for line in verdicts.lines(one, config.ui.zone))
            packed.said.append(Said(room, int(one.start), int(one.end), one.rule, one.type, one.confidence, lines))


def _about(config: Config, window: "Window", chosen: dict[str, Any], mask: "Mask") -> "About":
    from rtc_tui import __version__
    from rtc_tui.archive.bundle_records import About
    from rtc_tui.clock import SystemClock

    return About(
        made_by=__version__,
        made=SystemClock().now(),
        app=config.target.app,
        product=str(config.target.product),
        label=config.target.label,
        start=window.start,
        end=window.end,
        note=chosen["note"],
        hashed=mask.users,
        hashed_rooms=mask.rooms,
        only=tuple(map(mask.room, chosen["room"])),
        profile=config.thresholds.profile,
        overrides=dict(config.thresholds.overrides),
        rules=config.rules,
    )


@command("bundle show")
@click.argument("file")
@click.option(
    "--format",
    type=click.Choice(["text", "json"]),
    default="text",
    metavar="text|json",
    help="bundle.option_format",
)
def show(flags: Flags, file: str, format: str) -> int:  # noqa: A002 - the option's name
    """What is in a bundle, whoever made it."""
    from rtc_tui.archive.bundle import open_bundle
    from rtc_tui.report import bundle as printed

    config = compose.configured(flags)
    found: Bundle = open_bundle(file)
    lines = printed.json_lines(found, config) if format == "json" else printed.text(found, config, file)
    for line in lines:
        sys.stdout.write(line)
    return int(ExitCode.DONE)
