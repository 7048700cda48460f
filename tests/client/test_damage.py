"""Damaged answers of every action: data or an error of ours comes out, nothing is made up, memory stays bounded."""

import json
import tracemalloc
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rtc_tui.client.envelope import MOST_VALUES
from rtc_tui.client.wire.calls import MOST_SERIES
from rtc_tui.client.wire.points import MOST_POINTS
from tests.client.mutants import DECODERS, HOSTILE, damaged, good, kept, outcome

_SETTINGS = settings(max_examples=400, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
_NAMES = st.sampled_from(sorted(DECODERS))


@given(_NAMES, st.randoms(use_true_random=False), st.sampled_from([200, 200, 200, 400, 429, 503]))
@_SETTINGS
def test_damage_gives_data_or_our_own_error(name: str, rng: Random, status: int) -> None:
    kind, what = outcome(name, damaged(name, rng), status)
    assert what
    if status != 200:
        assert not kind.startswith("data")
    json.dumps(repr(what)).encode()


@given(_NAMES, st.data())
@_SETTINGS
def test_half_an_answer_is_none(name: str, data: st.DataObject) -> None:
    body = json.dumps(good(name)).encode()
    kind, _ = outcome(name, body[: data.draw(st.integers(0, len(body) - 1))])
    assert kind == "BadResponse"


@given(_NAMES, st.randoms(use_true_random=False))
@_SETTINGS
def test_what_is_missing_makes_nothing_up(name: str, rng: Random) -> None:
    """Points that are taken out of an answer, or spoiled, are gone; all others are as they were."""
    answer = good(name)
    whole = set(map(repr, outcome(name, json.dumps(answer).encode())[1][:-1]))
    for rows in _lists(answer["Result"]):
        if rows and rng.random() < 0.7:
            rows[rng.randrange(len(rows))] = rng.choice((None, 7, [], {}, "x"))
    kind, what = outcome(name, json.dumps(answer).encode())
    if kind.startswith("data") and name not in {"users", "online"}:
        assert set(map(repr, what[:-1])) <= whole


def _lists(value: Any) -> list[list[Any]]:
    """The lists of points of an answer: the innermost ones."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    found = [one for part in inner for one in _lists(part)]
    return [value] if isinstance(value, list) and not found else found


@pytest.mark.parametrize(("name", "body", "wanted"), list(kept()))
def test_corpus(name: str, body: bytes, wanted: str) -> None:
    assert outcome(name, body)[0] == wanted


def test_the_corpus_has_all_decoders() -> None:
    assert {name for name, _, _ in kept()} == set(DECODERS)


@pytest.mark.parametrize("name", sorted(DECODERS))
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_every_string(name: str, text: str) -> None:
    def spoiled(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: spoiled(one) for key, one in value.items()}
        if isinstance(value, list):
            return [spoiled(one) for one in value]
        return text if isinstance(value, str) else value

    answer = {"ResponseMetadata": {"RequestId": text}, "Result": spoiled(good(name)["Result"])}
    kind, what = outcome(name, json.dumps(answer).encode())
    assert kind.startswith("data") or what


def _call(detail: str) -> bytes:
    return f'{{"ResponseMetadata":{{"RequestId":"r"}},"Result":{{"UserCallDetail":{detail}}}}}'.encode()


_SIZE = 6 << 20
_BOMBS = {
    "rows": _call("[" + ",".join(["{}"] * (_SIZE // 3)) + "]"),
    "series": _call('[{"UserId":"u","CallDetail":[' + ",".join(["{}"] * (_SIZE // 3)) + "]}]"),
    "numbers": _call("[" + ",".join(["1"] * (_SIZE // 2)) + "]"),
    "nulls": _call("[" + ",".join(["null"] * (_SIZE // 5)) + "]"),
    "members": _call("{" + ",".join(f'"{i}":1' for i in range(_SIZE // 12)) + "}"),
    "top": ("{" + ",".join(f'"{i}":1' for i in range(_SIZE // 12)) + "}").encode(),
    "nested": _call("[" * 200_000 + "]" * 200_000),
    "points": _call(
        '[{"UserId":"u","CallDetail":[{"Desc":"d","Data":['
        + ",".join(['{"Time":1627056000000,"Value":1}'] * (_SIZE // 33))
        + "]}]}]"
    ),
    "values": _call('[{"UserId":"u","CallDetail":[{"Desc":"d","Data":[' + ",".join(["1"] * (_SIZE // 2)) + "]}]}]"),
    "name": _call('[{"UserId":"' + "u" * _SIZE + '","CallDetail":[]}]'),
    "nan": _call("[" + ",".join(["NaN"] * (_SIZE // 4)) + "]"),
}


@pytest.mark.parametrize("kind", _BOMBS)
def test_what_grows_when_it_is_read_is_bounded(kind: str) -> None:
    """However large the answer: an index costs its text, and what is decoded has a bound of its own."""
    body = _BOMBS[kind]
    tracemalloc.start()
    try:
        result, what = outcome("calls", body)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 130 << 20, (result, peak)
    assert result in {"BadResponse", "ResponseTooLarge", "data 1"}, what
    assert max(MOST_POINTS, MOST_SERIES) < MOST_VALUES
