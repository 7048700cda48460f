"""From a call to its verdicts. The cases are files in tests/cases/diagnosis: what was changed about a good call, and why."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from rtc_tui.core.diagnosis import diagnose, words
from tests.core.calls import from_case

FOLDER = Path(__file__).parents[1] / "cases" / "diagnosis"
CASES = sorted(FOLDER.glob("*.toml"))


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_first_verdict_is_what_the_case_says(path: Path) -> None:
    case = read(path)
    verdicts = diagnose(from_case(case))
    first, expected = verdicts[0], dict(case["expect"])
    named = (first.rule, *first.also_possible)
    assert first.rule in expected.pop("rules", [first.rule])
    assert expected.pop("also", named[-1]) in named
    assert {*expected.pop("noticed", [])} <= {one.key for one in first.notes}
    assert not {*expected.pop("not_noticed", [])} & {one.key for one in first.notes}
    assert {*expected.pop("not_checked", [])} <= {one.key for one in first.unchecked}
    assert expected.pop("headline", words.headline(verdicts)) == words.headline(verdicts)
    assert expected.pop("second", "") in ("", *(one.rule for one in verdicts[1:2]))
    assert {key: getattr(first, key) for key in expected} == expected
