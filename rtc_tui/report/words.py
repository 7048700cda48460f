"""Words of the tables for people, in the language in use. JSON and CSV keep the contract's, whatever the language."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from rtc_tui.config import Config
from rtc_tui.core import dimensions
from rtc_tui.core.model import Dimension
from rtc_tui.core.thresholds import Severity
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from rtc_tui.views import cells

Slice = tuple[Dimension | None, str]  # the last is the service's own word
_LONGEST: Final = 60


def standing(severity: Severity, config: Config) -> str:
    """`✖ crit`."""
    glyphs = cells.ASCII_GLYPHS if config.ui.ascii else cells.GLYPHS
    return f"{glyphs[severity]} {t(f'report.severity_{severity.word}')}"


def places(found: Iterable[Slice]) -> dict[Slice, str]:
    """What people call each slice; where several are called the same, the service's own word beside it."""
    every = dict.fromkeys(found)
    labels = {each: _label(*each) for each in every}
    often = Counter((dimension, labels[dimension, raw]) for dimension, raw in every)
    return {
        (dimension, raw): f"{label} ({safe(raw, _LONGEST)})" if often[dimension, label] > 1 else label
        for (dimension, raw), label in labels.items()
    }


def _label(dimension: Dimension | None, raw: str) -> str:
    return dimensions.label(dimension, raw, _LONGEST) if dimension else cells.ABSENT
