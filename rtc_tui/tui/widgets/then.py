"""Earlier days in a chart: dashes for yesterday, dots for last week, so that no colour is needed to tell them apart.

── now ┄┄ −1 d ·· −7 d
"""

from collections.abc import Sequence
from math import nan
from typing import TYPE_CHECKING, Final

from rtc_tui.core.model import DAY
from rtc_tui.core.stats import present
from rtc_tui.text import t
from rtc_tui.tui.widgets.plot import Line
from rtc_tui.tui.widgets.rows import Role, Row

if TYPE_CHECKING:
    from rtc_tui.views.overlay import Shifted

ROLES: Final[tuple[Role, ...]] = ("", "dim", "dim")  # by tag: the present, a day before, a week before
_TAGS: Final = {DAY: 2, 7 * DAY: 3}
_DASHES: Final = {2: (4, 3), 3: (1, 3)}  # cells drawn, and cells left out
_SIGNS: Final = {2: "┄┄", 3: "··"}


def legend(others: "Sequence[Shifted]") -> Row:
    """Which line is which; nothing where there is one only."""
    if not others:
        return []
    row: Row = [(f"  ── {t('history.now')}", "")]
    for shift, values in others:
        text = f" {_SIGNS[_TAGS[shift]]} −{shift // DAY} d"
        row.append((text if present(values) else f"{text}: {t('history.no_data')}", "dim"))
    return row


def lines(others: "Sequence[Shifted]", columns: int) -> list[Line]:
    """The lines to draw under the present."""
    return [Line(dashed(values, columns, *_DASHES[_TAGS[shift]]), tag=_TAGS[shift]) for shift, values in others]


def dashed(values: Sequence[float], columns: int, on: int, off: int) -> list[float]:
    """The values without those in every stretch of `off` columns after `on` of a chart so wide."""
    count = max(1, len(values))
    return [value if i * columns // count % (on + off) < on else nan for i, value in enumerate(values)]
