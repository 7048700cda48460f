"""The tail: commits that are not yet in the chunks of their series. One row is one answer about the series of a layout."""

from array import array
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rtc_tui.archive.blobs import Spoiled, check, seal, unseal


class Row(NamedTuple):
    """Some buckets of several series: `values` has those of the first series, then of the second, and so on."""

    step: int
    layout: "array[int]"
    start: int
    codes: bytes  # one per bucket, for all series alike
    values: "array[float]"

    @property
    def end(self) -> int:
        """End of the last bucket."""
        return self.start + len(self.codes) * self.step


class Run(NamedTuple):
    """Rows of one layout that follow one another, taken together."""

    step: int
    layout: "array[int]"
    start: int
    codes: bytes
    values: "array[float]"
    by_bucket: bool  # of single buckets: the values of a series stand apart, not together

    def line(self, place: int) -> "array[float]":
        """The values of the series at a place of the layout."""
        if self.by_bucket:
            return self.values[place :: len(self.layout)]
        return self.values[place * len(self.codes) : (place + 1) * len(self.codes)]


def runs(rows: Iterable[Row]) -> Iterator[Run]:
    """Rows of one bucket that follow one another are taken together; any other is alone. The order stays."""
    some: list[Row] = []
    for row in rows:
        if some and not _follows(some[-1], row):
            yield _run(some)
            some = []
        some.append(row)
    if some:
        yield _run(some)


def seal_layout(ids: bytes, number: int) -> bytes:
    """The series of a layout, as they are stored."""
    return seal(ids, number)


def open_layout(data: object, number: int) -> "array[int]":
    """The series of a layout. Raises Spoiled."""
    numbers = array("I")
    body = unseal(data, number)
    if len(body) % numbers.itemsize:
        raise Spoiled
    numbers.frombytes(body)
    return numbers


def seal_row(data: bytes, step: int, layout: int, start: int, codes: bytes) -> bytes:
    """The values of a row, as they are stored: the check also covers what the row says beside them."""
    return seal(data, _place(step, layout, start, codes))


def open_row(stored: tuple[int, int, int, bytes, object], layout: "array[int]") -> Row:
    """From (step, layout's number, start, codes, data). Raises Spoiled."""
    step, number, start, codes, data = stored
    try:
        values = array("d", unseal(data, _place(step, number, start, codes)))
    except (TypeError, OverflowError, ValueError) as error:  # no numbers any more, or none that can be
        raise Spoiled from error
    if len(values) != len(codes) * len(layout):
        raise Spoiled
    return Row(step, layout, start, codes, values)


def _place(step: int, layout: int, start: int, codes: bytes) -> int:
    return check(codes, layout << 64 | start << 24 | step)


def _follows(one: Row, other: Row) -> bool:
    alike = one.layout is other.layout and one.step == other.step == other.start - one.start
    return alike and len(one.codes) == len(other.codes) == 1


def _run(rows: list[Row]) -> Run:
    first = rows[0]
    if len(rows) == 1:
        return Run(first.step, first.layout, first.start, first.codes, first.values, len(first.codes) == 1)
    values = array("d", b"".join([row.values for row in rows]))
    codes = b"".join([row.codes for row in rows])
    return Run(first.step, first.layout, first.start, codes, values, len(first.codes) == 1)
