"""Answers to put into an archive, and the archive to put them into."""

from array import array
from collections.abc import Iterable, Sequence
from math import nan
from pathlib import Path

from rtc_tui.archive import KEEP, Keep
from rtc_tui.archive.book import Book
from rtc_tui.core.merge import Column
from rtc_tui.core.model import BUCKET, Batch, Feature, Provenance, Query, Series, SeriesKey, Window

MIDNIGHT = 1_795_017_600  # in Beijing
NOW = MIDNIGHT + 40 * 86_400.0
QUERY = Query(Feature.QUALITY)
KEY = SeriesKey("80ms_audio_stall_rate")
OPENED: list[Book] = []


def key(number: int) -> SeriesKey:
    return KEY._replace(slice=str(number))


def book(folder: Path, keep: Keep = KEEP, *, writes: bool = True) -> Book:
    made = Book(folder / "archive", "app1", lambda: NOW, keep)
    OPENED.append(made)
    assert not writes or made.take()
    return made


def batch(
    values: Sequence[float],
    start: int = MIDNIGHT,
    step: int = BUCKET,
    keys: Iterable[SeriesKey] = (KEY,),
    *,
    received: float | None = None,
    query: Query = QUERY,
) -> Batch:
    """The same values for each series. Received a minute after the end, unless told otherwise."""
    end = start + len(values) * step
    source = Provenance.REALTIME if step == BUCKET else Provenance.OFFLINE
    made = tuple(Series(one, "%", start, array("d", values), step, source) for one in keys)
    return Batch(query, Window(start, end), made, received=end + 60.0 if received is None else received)


def held(archive: Book, start: int, count: int, one: SeriesKey = KEY, step: int = BUCKET) -> list[float | None]:
    """What is there, None where nothing is."""
    return shown(archive.read(Window(start, start + count * step), [one], step), count)


def shown(columns: Sequence[Column], count: int) -> list[float | None]:
    values = columns[0].values if columns else array("d", [nan]) * count
    return [None if value != value else value for value in values]  # noqa: PLR0124
