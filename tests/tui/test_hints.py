"""The row of keys: what is needed most is there, in every pane and both languages, on a small terminal."""

from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot

from rtc_tui.text import Language
from rtc_tui.tui import header
from rtc_tui.tui.hints import hints
from rtc_tui.tui.keys import KEYS
from rtc_tui.tui.widgets.rows import width
from tests.tui.scenes import LANDMARK, SCENES, SMALL, Scene, app, past, settled, spread, visit

SIGNS = {key.id: key.display or key.keys.partition(",")[0] for key in KEYS}
PANES = {
    "live": (Scene("calm", SMALL), ("i", ",.", "n", "w", "q")),
    "distribution": (spread("", SMALL), ("⏎", "i", "d", "v", ",.", "n", "/")),
    "rooms": (visit("", SMALL), ("⏎", "p", "o", "/", "s", "q")),
    "users": (visit("", SMALL, at=LANDMARK), ("⏎", "x", ",.", "n", "/", "s")),
    "matrix": (visit("enter", SMALL, at=LANDMARK), ("⏎", "v", "m", ",.", "n", "w")),
    "pair": (visit("enter enter", SMALL, at=LANDMARK), ("⏎", "d", "v", ",.", "n", "w")),
    "history": (past("", SMALL), ("i", "v", ",.", "n", "w", "+-", "/")),
    "reference": (Scene("calm", SMALL, ("6",)), ("/", "z", "q", "space")),
}


def keys_row(pilot: Pilot[Any]) -> str:
    """The last row of the screen."""
    return str(pilot.app.screen._compositor.render_strips()[-1].text)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", PANES)
async def test_what_is_needed_most_is_shown_on_a_small_terminal(name: str, language: Language) -> None:
    """Whole entries, each with its word, in 80 columns."""
    scene, needed = PANES[name]
    program = app(replace(scene, language=language))
    async with program.run_test(size=scene.size) as pilot:
        await settled(replace(scene, language=language))(pilot)
        entries = keys_row(pilot).strip().split("  ")
        shown = [entry.split(" ")[0] for entry in entries]
        assert shown[0] == "?"
        assert set(needed) <= set(shown), shown
        assert all(" " in entry and not entry.endswith("…") for entry in entries)


@pytest.mark.parametrize(
    ("name", "syntax"),
    [
        ("distribution", "sev=crit · value>5"), ("rooms", "user=ID"), ("users", "sev=crit"), ("history", "os=ios,android"),
        ("reference", "!text leaves it out"),
    ],
)  # fmt: skip
async def test_the_empty_filter_says_what_can_be_typed_there(name: str, syntax: str) -> None:
    """Whole, on a small terminal; and each is understood."""
    scene, _ = PANES[name]
    program = app(scene)
    async with program.run_test(size=scene.size) as pilot:
        await settled(scene)(pilot)
        await pilot.press("slash")
        await pilot.pause()
        (line,) = (strip.text for strip in pilot.app.screen._compositor.render_strips() if "filter: " in strip.text)
        assert syntax in line
        assert line.rstrip().endswith("esc clears")


async def test_a_room_is_not_asked_for_where_nothing_is_told_of_one() -> None:
    """Neither shown nor bound on Reference."""
    scene = PANES["reference"][0]
    async with app(scene).run_test(size=(200, 24)) as pilot:
        await settled(scene)(pilot)
        assert "o scope" not in keys_row(pilot)
        await pilot.press("o")
        assert len(pilot.app.screen_stack) == 1


def test_a_key_keeps_its_place_however_much_fits() -> None:
    """The row of a narrow terminal is that of a wide one with some left out."""
    every = hints(SIGNS, "distribution")
    wide = [text for text, _ in header.keys(every, 400)]
    for columns in range(20, 200, 7):
        row = header.keys(every, columns)
        assert width(row) == columns
        left = iter(wide)
        assert all(any(text.rstrip() == other.rstrip() for other in left) for text, role in row if role == "select")


def test_there_and_back_are_one_entry_unless_one_of_them_cannot_be_pressed() -> None:
    """`,.`; with keys of several letters a blank between them."""
    signs = {name: SIGNS[name] for name in ("earlier", "later", "pan_earlier")}
    assert [(each.keys, each.word) for each in hints(signs, "live")] == [(",.", "time"), ("<", "half a window earlier")]
    signs |= {"earlier": "pgup"}
    assert hints(signs, "live")[0].keys == "pgup ."


def test_a_replay_is_steered_first() -> None:
    """Play, pause and speed stand before all but the help."""
    every = hints(SIGNS, "distribution", playing=True)
    first = [each.word for each in sorted(every, key=lambda each: each.rank)][:3]
    assert first == ["help", "play / pause", "faster"]


async def test_a_replay_shows_its_keys_from_the_start() -> None:
    """Although the row is drawn before there is a source."""
    async with app(SCENES["replay-live"]).run_test(size=SMALL) as pilot:
        await settled(SCENES["replay-live"])(pilot)
        assert "} faster" in keys_row(pilot)
        assert "space play / pause" in keys_row(pilot)


def test_history_plays_from_the_moment_under_the_cursor() -> None:
    """There `p` is no pin."""
    assert "replay from here" in [each.word for each in hints(SIGNS, "history", replays=True)]
