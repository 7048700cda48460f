"""Long CSV: one line per bucket; an empty value is a bucket without data.

`dimension` and `slice` are those of a distribution. A room or its users stand where they would. `dimension` is `Room` and `slice` the room, as
`room-4711`; or `dimension` is `User` and `slice` room and users, as `room-4711/user-1`, several that came as one set
joined: `room-4711/user-1+user-2`. IDs hold neither `/` nor `+`. For the whole app both are empty.
"""

import csv
import io
from collections.abc import Iterator
from typing import Final

from rtc_tui.config import Config
from rtc_tui.core.indicators import parse
from rtc_tui.core.model import Scope
from rtc_tui.core.thresholds import grade
from rtc_tui.report.rows import Look, plain, provenance
from rtc_tui.text.safe import safe
from rtc_tui.views import cells

COLUMNS: Final = (
    "time", "name", "indicator", "medium", "tier", "unit", "dimension", "slice", "value", "severity", "provenance",
)  # fmt: skip
_FORMULA: Final = tuple("=+-@＝＋－＠")  # full-width ones too: some spreadsheets fold them


def lines(look: Look, config: Config) -> Iterator[str]:
    """The header, once, and what is new; nothing when there is nothing."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    if look.first:
        writer.writerow(COLUMNS)
    for each in look.rows:
        key, name = each.series.key, parse(each.series.key.name)
        bounds = config.thresholds.bounds(key.name)
        dimension, part = (str(key.dimension), key.slice) if key.dimension else _part(key.scope)
        for at, value in each.points:
            shown = plain(value, name)
            fields = [key.name, name.indicator, name.medium, name.tier, each.series.unit or name.unit, dimension, part]
            writer.writerow([
                cells.iso(at, config.ui.zone), *(defused(text) for text in fields),
                "" if shown is None else shown, grade(bounds, value).word, provenance(each.series, at),
            ])  # fmt: skip
    yield buffer.getvalue()


def _part(scope: Scope) -> tuple[str, str]:
    if scope.users:
        return "User", f"{scope.room}/{'+'.join(scope.users)}"
    return ("Room", scope.room) if scope.room else ("", "")


def defused(text: str) -> str:
    """Safe, and not read as a formula by a spreadsheet."""
    clean = safe(text)
    return f"'{clean}" if clean.startswith(_FORMULA) else clean
