"""The reference, printed: a line per entry, or one entry in full; JSON and CSV hold all facts in both languages."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from rich.cells import cell_len, set_cell_size

from rtc_tui.core.request import Format
from rtc_tui.text import t
from rtc_tui.views.reference import Entry, Fact, gist, other, own, plain

COLUMNS: Final = ("id", "section", "name", "title_en", "title_zh", "fact", "value", "en", "zh")
_WIDEST: Final = 52  # cells of a column; what is longer pushes its line to the right


def reference(found: Sequence[Entry], form: Format, notes: Sequence[str] = ()) -> Iterator[str]:
    """The lines of these entries, each with its end. `notes`: what has to be known of them, for JSON."""
    match form:
        case Format.JSON:
            told = {"pane": "reference", "entries": [_object(each) for each in found]}
            yield json.dumps(told | ({"notes": list(notes)} if notes else {}), ensure_ascii=False) + "\n"
        case Format.CSV:
            yield _csv(found)
        case Format.TABLE:
            yield from _table(found)


def _object(entry: Entry) -> dict[str, Any]:
    """What is the same in both languages, or a word of the API's, stands by itself; what is told stands in both."""
    return {
        "id": entry.id,
        "section": entry.section,
        "name": entry.name,
        "title": _both(entry.title),
        "facts": {fact.name: _value(fact) for fact in entry.facts},
    }


def _value(fact: Fact) -> object:
    return _both(fact.text) if fact.value is None else fact.value


def _both(texts: tuple[str, str]) -> dict[str, str]:
    return {"en": texts[0], "zh": texts[1]}


def _csv(found: Sequence[Entry]) -> str:
    """Long: a line per fact."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in found:
        for fact in entry.facts:
            value = "" if fact.value is None else json.dumps(fact.value) if isinstance(fact.value, bool) else fact.value
            writer.writerow([entry.id, entry.section, entry.name, *entry.title, fact.name, value, *fact.text])
    return buffer.getvalue()


def _table(found: Sequence[Entry]) -> Iterator[str]:
    """A head and a line for each; of a single one all that is known."""
    if len(found) == 1:
        yield f"{found[0].id}\n{plain(found[0])}\n"
        return
    columns = ("id", "own", "other", "gist")
    table = [[entry.id, own(entry.title), other(entry.title), gist(entry)] for entry in found]
    table = [[t(f"reference.column_{name}") for name in columns], *table] if table else []
    widths = [min(_WIDEST, max((cell_len(line[i]) for line in table), default=0)) for i in range(4)]
    for line in table:
        yield "  ".join(_padded(text, width) for text, width in zip(line, widths, strict=True)).rstrip() + "\n"


def _padded(text: str, width: int) -> str:
    return text if cell_len(text) > width else set_cell_size(text, width)
