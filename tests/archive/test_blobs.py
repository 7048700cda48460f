"""120 buckets as bytes and back: exact, small, and never wrong without saying so."""

from array import array
from math import isnan, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtc_tui.archive.blobs import SPAN, Chunk, Spoiled, expand, seal, unseal
from rtc_tui.core.merge import MEAN, OFFLINE, PARTIAL, RANK, REALTIME, RECORDED

SHARES = st.integers(0, 10_000).map(lambda cents: cents / 100)
COUNTS = st.integers(0, 2**33).map(float)
ANY = st.floats(allow_nan=False, allow_infinity=False)
CODES = st.sampled_from((REALTIME, RECORDED, OFFLINE, RECORDED | MEAN, RECORDED | MEAN | PARTIAL))
PUTS = st.lists(st.tuples(st.integers(0, SPAN - 1), st.one_of(st.just(nan), SHARES, COUNTS, ANY), CODES), max_size=200)


def filled(values: list[float], code: int = RECORDED) -> Chunk:
    chunk = Chunk()
    chunk.lay(0, array("d", values), bytes([code]) * len(values))
    return chunk


@given(PUTS)
def test_what_was_put_comes_back_exactly(puts: list[tuple[int, float, int]]) -> None:
    """Whatever values meet in an hour: the very same floats, and the code of each."""
    chunk = Chunk()
    expected: dict[int, tuple[float, int]] = {}
    for index, value, code in puts:
        chunk.put(index, value, code)
        if not isnan(value) and RANK[code] >= RANK[expected.get(index, (nan, 0))[1]]:
            expected[index] = (value, code)
    values, codes, spoiled = expand([(5, chunk.pack(5))])
    assert spoiled == 0
    assert {i: (values[i], codes[i]) for i in range(SPAN) if codes[i]} == expected
    assert all(isnan(values[i]) for i in range(SPAN) if not codes[i])
    again = Chunk.unpack(chunk.pack(5), 5)
    assert (again.pack(5), again.values().tobytes()) == (chunk.pack(5), values.tobytes())


@given(st.lists(SHARES, min_size=SPAN, max_size=SPAN))
def test_an_hour_of_shares_takes_two_bytes_a_value(values: list[float]) -> None:
    """And eight for all the rest."""
    assert len(filled(values).pack(5)) == 2 * SPAN + 8
    assert filled(values).values().tolist() == values


def test_counts_take_four_bytes_and_anything_else_eight() -> None:
    """Chosen by the values alone."""
    assert len(filled([123_456.0] * SPAN).pack(5)) == 4 * SPAN + 8
    assert len(filled([1 / 3] * SPAN).pack(5)) == 8 * SPAN + 8
    assert filled([98.68, 123_456.0, 1 / 3]).values()[:3].tolist() == [98.68, 123_456.0, 1 / 3]


def test_a_value_replaces_one_of_the_same_rank_or_less() -> None:
    """Offline stays when a mean comes later; a correction from the same source is taken."""
    chunk = filled([1.0], OFFLINE)
    chunk.put(0, 2.0, RECORDED | MEAN)
    assert chunk.values()[0] == 1.0
    chunk.put(0, 3.0, OFFLINE)
    chunk.put(0, nan, OFFLINE)
    assert chunk.values()[0] == 3.0


@given(st.integers(0, 2 * SPAN + 7), st.integers(1, 255))
def test_no_changed_byte_goes_unnoticed(index: int, flip: int) -> None:
    """Damaged is missing, never a number that nobody measured."""
    data = bytearray(filled([i / 100 for i in range(SPAN)]).pack(5))
    data[index] ^= flip
    values, codes, spoiled = expand([(5, bytes(data))])
    assert (spoiled, codes) == (1, bytes(SPAN))
    assert all(map(isnan, values))
    with pytest.raises(Spoiled):
        Chunk.unpack(bytes(data), 5)


def test_a_chunk_in_another_place_is_spoiled() -> None:
    """Right values for the wrong hour, or of another series, are wrong."""
    assert expand([(6, filled([1.0]).pack(5))])[2] == 1


@given(st.binary(max_size=300))
def test_strange_bytes_with_a_right_check_are_spoiled_or_whole(body: bytes) -> None:
    """Never an exception of another kind."""
    values, codes, _ = expand([(5, seal(body, 5))])
    assert len(values) == len(codes) == SPAN


def test_chunks_that_follow_one_another_with_holes() -> None:
    """A chunk that is not there has no value; the others keep their places."""
    values, codes, spoiled = expand([(5, filled([1.0] * SPAN).pack(5)), (6, None), (7, filled([500.0] * SPAN).pack(7))])
    assert (len(values), spoiled) == (3 * SPAN, 0)
    assert (values[SPAN - 1], values[2 * SPAN]) == (1.0, 500.0)
    assert codes == bytes([RECORDED]) * SPAN + bytes(SPAN) + bytes([RECORDED]) * SPAN


def test_reading_the_same_bytes_twice_gives_columns_of_their_own() -> None:
    """What one caller does to its column is not seen by the next."""
    data = filled([1.0] * SPAN).pack(5)
    expand([(5, data)])[0][0] = 99.0
    assert expand([(5, data)])[0][0] == 1.0


def test_a_seal_fits_its_bytes_alone() -> None:
    """Also the empty ones."""
    assert unseal(seal(b"", 5), 5) == b""
    for wrong in (b"", b"abc", seal(b"x", 5)[:-1], seal(b"x", 6)):
        with pytest.raises(Spoiled):
            unseal(wrong, 5)
