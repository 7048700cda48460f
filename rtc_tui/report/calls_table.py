"""`get calls` as a table for people: a line per call, per user, or per metric of a row with its range."""

from collections.abc import Iterator, Sequence
from statistics import median
from typing import Final

from rich.cells import cell_len, set_cell_size

from rtc_tui.config import Config
from rtc_tui.core.calls import Stay, User
from rtc_tui.core.metrics import CATALOGUE
from rtc_tui.report.calls_rows import CallLook, Measured
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from rtc_tui.views import cells

_COLUMNS: Final = {
    "rooms": ("room", "created", "ended", "state", "users", "call"),
    "users": ("user", "stays", "state", "os", "access", "device", "sdk", "published"),
    "details": ("user", "peer", "metric", "unit", "points", "lowest", "middle", "highest", "newest"),
}
_TO_THE_RIGHT: Final = {"users", "points", "lowest", "middle", "highest", "newest"}
_LONGEST: Final = 60
_STAYS: Final = 3  # of a user, the latest


def lines(look: CallLook, config: Config) -> Iterator[str]:
    """What it is about, a head, and the lines; watched, all of that again with what is new."""
    columns = _COLUMNS[look.request.kind]
    table = [*_rooms(look, config), *_users(look, config), *_metrics(look, config)]
    yield _about(look, config) + "\n"
    table.insert(0, tuple(t(f"report_calls.{name}") for name in columns))
    widths = [max(cell_len(line[i]) for line in table) for i in range(len(columns))]
    for line in table:
        yield "  ".join(_padded(*each) for each in zip(columns, line, widths, strict=True)).rstrip() + "\n"


def _about(look: CallLook, config: Config) -> str:
    found, request = look.found, look.request
    start, end = (_time(at, config) for at in found.window)
    counts = {"rooms": len(look.rooms), "users": len(look.users), "details": len(look.rows)}
    return t(
        f"report_calls.about_{request.kind}", app=safe(config.target.app, 128), room=safe(request.room, _LONGEST),
        start=start, end=end, zone=cells.zone_name(found.now, config.ui.zone), n=counts[request.kind],
    )  # fmt: skip


def _rooms(look: CallLook, config: Config) -> Iterator[Sequence[str]]:
    for room in look.rooms:
        users = cells.ABSENT if room.users is None else str(room.users)
        times = (_time(room.created, config), _time(room.ended, config))
        yield safe(room.room, _LONGEST), *times, _state(room.finished), users, safe(room.call, _LONGEST)


def _users(look: CallLook, config: Config) -> Iterator[Sequence[str]]:
    for user in look.users:
        published = cells.ABSENT if user.published is None else t(f"report_calls.{'yes' if user.published else 'no'}")
        words = (safe(text, 30) or cells.ABSENT for text in (user.os, user.access, user.device, user.sdk))
        yield safe(user.user, _LONGEST), _stays(user, config), _state(user.finished), *words, published


def _stays(user: User, config: Config) -> str:
    """`11-20 10:20:05 – 10:31:00, 10:31:40 –`."""
    stays = user.stays or (Stay(user.joined, user.left),)
    shown = [f"{_time(one.joined, config)} – {_time(one.left, config)[-8:]}" for one in stays[-_STAYS:]]
    more = len(stays) - len(shown)
    return ", ".join(shown) + (t("report_calls.more", n=more) if more else "")


def _metrics(look: CallLook, config: Config) -> Iterator[Sequence[str]]:
    del config
    for row in look.rows:
        peer = safe(row.way.peer, _LONGEST) if row.way.peer else cells.ABSENT
        for one in row.measured:
            yield safe(row.way.user, _LONGEST), peer, *_figures(one)


def _figures(one: Measured) -> Iterator[str]:
    known = CATALOGUE.get(one.metric.id)
    values = [value for _, value in one.points]
    decimals = known.decimals if known else 2
    yield known.label if known else safe(one.metric.id, _LONGEST)
    yield safe(one.metric.unit, 16)
    yield str(len(values))
    for value in (min(values), median(values), max(values), values[-1]):
        yield cells.number(value, decimals)


def _state(finished: bool) -> str:
    return t("report_calls.ended_word" if finished else "report_calls.live")


def _time(at: int | None, config: Config) -> str:
    return cells.ABSENT if at is None else cells.iso(at, config.ui.zone)[5:19].replace("T", " ")


def _padded(name: str, text: str, width: int) -> str:
    return " " * max(0, width - cell_len(text)) + text if name in _TO_THE_RIGHT else set_cell_size(text, width)
