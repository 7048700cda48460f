"""A terminal that shows ASCII alone: nothing else reaches it, and no key is shown as another one."""

from dataclasses import replace

import pytest
from textual.app import App

from rtc_tui.text import t, use
from rtc_tui.tui.keys import bindings
from rtc_tui.tui.widgets.plain import plain
from tests.tui.scenes import LANDMARK, SCENES, SMALL, app, past, settled, spread, visit
from tests.tui.test_keys import showing

PLAIN = {"plain": True}
PANES = {
    "distribution": spread("", SMALL, launch=PLAIN),
    "rooms": visit("slash z z z z enter", SMALL, launch=PLAIN),
    "users": visit("", SMALL, at=LANDMARK, launch=PLAIN),
    "history": past("", launch=PLAIN),
    "days": past("v", SMALL, launch=PLAIN),
}
ASKED = {
    "keys": ("question_mark",),
    "time": ("t", "9", "9", ":", "9", "9", "enter"),
    "scope": ("o", "r", "!", "enter"),
    "commands": ("colon",),
    "filter": ("2", "slash"),
}


def shown(program: App[int]) -> list[str]:
    """What stands on the terminal, whichever screen is on top."""
    return [strip.text.rstrip() for strip in program.screen._compositor.render_strips()]


@pytest.mark.parametrize("name", PANES)
async def test_the_enter_key_is_spelled_out_in_every_pane(name: str) -> None:
    """In the row of keys and in sentences; `/` is the filter alone."""
    scene = PANES[name]
    program = app(scene)
    async with program.run_test(size=scene.size) as pilot:
        await settled(scene)(pilot)
        found = shown(program)
        assert any(" Enter " in row for row in found)
        assert "/ open" not in "\n".join(found)
        assert "/ looks" not in "\n".join(found)
        assert [row for row in found if not row.isascii()] == []


@pytest.mark.parametrize("name", ASKED)
async def test_what_is_no_pane_is_plain_too(name: str) -> None:
    """Help, dialogs, the palette and the filter's line: frames, hints, marks."""
    async with showing(replace(SCENES["live-ascii"], size=SMALL)) as (_, pilot):
        before = shown(pilot.app)
        await pilot.press(*ASKED[name])
        for _ in range(200):
            await pilot.pause(0.01)
            if (found := shown(pilot.app)) != before:
                break
        await pilot.pause(0.1)
        found = shown(pilot.app)
        assert found != before
        assert [row for row in found if not row.isascii()] == []


async def test_what_is_said_in_passing_is_plain_too() -> None:
    """`r` says that it asks again, which ends in an ellipsis elsewhere."""
    async with showing(replace(SCENES["live-ascii"], size=SMALL)) as (_, pilot):
        await pilot.press("r")
        assert [note.message for note in pilot.app._notifications] == ["Asking again for the last 60 minutes~"]


def test_no_key_is_shown_as_the_sign_of_another() -> None:
    """As signs stand for signs, two of them may look the same; keys may not."""
    keys = {binding.id: binding.key_display for binding in bindings() if binding.key_display}
    taken = set(keys.values()) | {key for binding in bindings() for key in binding.key.split(",")}
    assert not [sign for sign in keys.values() if not sign.isascii() and plain(sign) in taken]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_texts_spell_the_key_before_they_are_laid(language: str) -> None:
    """A word is wider than a sign, and lines are cut by cells; the mark of a newline in foreign text stays one cell."""
    use("zh" if language == "zh" else "en", plain=True)
    assert t("calls.not_listed").count("Enter") == 1
    assert "⏎" not in t("dialogs.keys")
    assert plain("a⏎b") == "a$b"
