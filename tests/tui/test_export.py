"""What is on screen, taken elsewhere: whole, in a file, or to the clipboard of the terminal."""

import csv
import io
import json
import re
import stat
from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from math import isnan
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from rtc_tui.cli.export import Exporter
from rtc_tui.core.ask import Answer
from rtc_tui.core.calls import Room, User
from rtc_tui.core.listing import Listing
from rtc_tui.core.model import Window
from rtc_tui.core.request import Format
from rtc_tui.core.snapshot import Selection, Snapshot, Visit
from rtc_tui.errors import Unavailable, UsageError
from rtc_tui.report import export as exports
from rtc_tui.report.export import export
from rtc_tui.tui.clipboard import MOST, cut, sequence
from rtc_tui.tui.screen import MainScreen
from rtc_tui.views.calls import rooms
from tests.test_report import config
from tests.tui.scenes import LANDMARK, SCENES, SMALL, Scene, app, past, settled, spread, visit


@asynccontextmanager
async def showing(scene: Scene, folder: Path) -> AsyncIterator[tuple[MainScreen, Pilot[Any]]]:
    """A scene whose exports go to a folder."""
    program = app(replace(scene, launch={**scene.launch, "export": Exporter(config(), folder)}))
    async with program.run_test(size=scene.size) as pilot:
        await settled(scene)(pilot)
        yield program.main, pilot


def files(folder: Path) -> set[Path]:
    """What was written so far."""
    return set(folder.iterdir())


async def pressed(pilot: Pilot[Any], key: str, folder: Path) -> Path:
    """The file that a key writes."""
    before = files(folder)
    await pilot.press(key)
    for _ in range(200):
        await pilot.pause(0.02)
        if (new := files(folder) - before) and pilot.app._notifications:
            return new.pop()
    raise TimeoutError


PANES = {
    "live": SCENES["live"],
    "distribution": spread(size=SMALL),
    "distribution-past": SCENES["heat-past"],
    "rooms": visit(size=SMALL),
    "history": past("", SMALL, archive="recorded"),
    "reference": Scene("calm", SMALL, ("6",)),
}


@pytest.mark.parametrize("name", PANES)
async def test_every_pane_writes_what_it_shows(name: str, tmp_path: Path) -> None:
    """`e` and `E`: a file each, of nobody else's, with every line as wide as the head; its name is told."""
    async with showing(PANES[name], tmp_path) as (_, pilot):
        path = await pressed(pilot, "e", tmp_path)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert any(str(path) in toast.message for toast in pilot.app._notifications)
        text = path.read_text(encoding="utf-8")
        head, *lines = list(csv.reader(io.StringIO(text)))
        assert lines
        assert {len(line) for line in lines if not line[0].startswith("#")} == {len(head)}
        assert path.name.startswith(f"rtc-tui-{name.partition('-')[0] if name != 'rooms' else 'calls'}-20261120-103241")
        told = json.loads((await pressed(pilot, "E", tmp_path)).read_text(encoding="utf-8"))
        assert told["pane"] == {"rooms": "calls", "distribution-past": "distribution"}.get(name, name)


async def test_all_of_it_is_there_whatever_is_on_screen(tmp_path: Path) -> None:
    """At 80×24 six tiles show; all series and buckets of the hour are written, with unit, zone and provenance."""
    async with showing(replace(SCENES["live"], size=SMALL), tmp_path) as (main, pilot):
        path = await pressed(pilot, "e", tmp_path)
        lines = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
        held = {key.name: series for key, series in main.snapshot.series.items()}
        assert {line["name"] for line in lines} == set(held)
        for name, series in held.items():
            mine = [float(line["value"]) for line in lines if line["name"] == name and line["value"]]
            assert len(mine) >= sum(not isnan(value) for value in series.values) - 2
        assert {line["provenance"] for line in lines} == {"realtime", "missing"}
        assert all(line["time"].endswith("+08:00") for line in lines)
        assert {line["unit"] for line in lines} >= {"%"}


# scene, filter, the columns that name a row, and what every row that is left has in some column
FILTERED = {
    "slices": (spread(size=SMALL), "guang", "slice", {"slice": "广"}),
    "slices-past": (SCENES["heat-past"], "guang", "slice", {"slice": "广"}),
    "slices-bad": (spread(size=SMALL), "sev=crit", "slice", {}),
    "rooms": (visit(size=SMALL), "live 47", "room call", {"room": "47", "live": "true"}),
    "users": (visit("", SMALL, at=LANDMARK), "!android wifi", "user call", {"access": "wifi"}),
    "places": (past("v v v", SMALL), "广", "slice", {"slice": "广"}),
    "reference": (Scene("calm", SMALL, ("6",)), "s3 europe", "id", {"id": "storage."}),
}


@pytest.mark.parametrize("name", FILTERED)
async def test_what_the_filter_leaves_is_written_and_how_much_it_left_out(name: str, tmp_path: Path) -> None:
    """The rows on screen and no others, as CSV and as JSON; without the filter there are more."""
    scene, filter_, columns, has = FILTERED[name]
    async with showing(scene, tmp_path) as (main, pilot):
        whole = {
            tuple(line[each] for each in columns.split()) for line in _lines(await pressed(pilot, "e", tmp_path))[0]
        }
        main.filtered(filter_)
        kept, (note, *_) = _lines(await pressed(pilot, "e", tmp_path))
        rows = {tuple(line[each] for each in columns.split()) for line in kept}
        assert rows
        assert rows < whole
        assert all(word.casefold() in line[key].casefold() for line in kept for key, word in has.items())
        counted = re.fullmatch(r"# filter /(.*): (\d+) of (\d+) rows, (\d+) left out", note)
        assert counted
        assert counted[1] == filter_
        assert [int(each) for each in counted.groups()[1:]] == [len(rows), len(whole), len(whole) - len(rows)]
        told = json.loads((await pressed(pilot, "E", tmp_path)).read_text(encoding="utf-8"))
        assert note.removeprefix("# ") in [*told.get("notes", ()), *told.get("health", {}).get("notes", ())]


def _lines(path: Path) -> tuple[list[dict[str, str]], list[str]]:
    """The rows of a file, and the lines at its end that are none."""
    lines = path.read_text(encoding="utf-8").splitlines()
    notes = [line for line in lines if line.startswith("# ")]
    return list(csv.DictReader(line for line in lines if line not in notes)), notes


async def test_a_filter_that_leaves_nothing_writes_nothing(tmp_path: Path) -> None:
    """No file with a head alone, and it is said why."""
    async with showing(PANES["distribution"], tmp_path) as (main, pilot):
        main.filtered("atlantis")
        await pilot.press("e")
        for _ in range(100):
            await pilot.pause(0.02)
            if pilot.app._notifications:
                break
        assert not files(tmp_path)
        assert any("/atlantis leaves none of" in toast.message for toast in pilot.app._notifications)


async def test_hidden_ids_are_not_written(tmp_path: Path) -> None:
    """While IDs are hidden nothing leaves the screen, and it is said why."""
    async with showing(SCENES["live-masked"], tmp_path) as (_, pilot):
        await pilot.press("e")
        await pilot.pause()
        assert not files(tmp_path)
        assert any("IDs are hidden" in toast.message for toast in pilot.app._notifications)


async def test_a_folder_that_refuses_is_told(tmp_path: Path) -> None:
    """The screen stays, and says where nothing could be written."""
    async with showing(SCENES["live"], tmp_path / "none") as (_, pilot):
        await pilot.press("e")
        for _ in range(100):
            await pilot.pause(0.02)
            if pilot.app._notifications:
                break
        assert any("Nothing could be written" in toast.message for toast in pilot.app._notifications)


NOW = 1_795_142_000.0


def listed(room: str, **more: Any) -> tuple[str, tuple[str, ...]]:
    selection = Selection(pane="calls")
    asks = rooms.asks(selection, NOW)
    listing = Listing(Window(0, 1), (Room(room, "1", 5),), NOW, more=more.pop("more", False))
    answer = Answer((listing,), **{"done": 1, "total": 1, **more})
    snapshot = Snapshot(NOW, answers=dict.fromkeys(asks, answer))
    pieces, missing = export(snapshot, selection, asks, Format.CSV, config())
    return "".join(pieces), missing


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "\t=1"])
def test_formulas_are_defused(name: str) -> None:
    """What a spreadsheet would reckon with stands behind an apostrophe, or no longer begins so."""
    text, _ = listed(name)
    cell = list(csv.reader(io.StringIO(text)))[1][0]
    assert cell[0] not in "=+-@＝＋－＠\t"


def test_the_rooms_of_a_user_are_filtered_as_rooms_are() -> None:
    """By room and by whether they are on, which are no words of the list of users."""
    selection = Selection(pane="calls", visit=Visit(user="user-1"), filter="room-2 ended")
    stays = (
        User("user-1", "room-2", "c1", 5, 6, 1.0, finished=True),
        User("user-1", "room-2", "c2", 5, None, 1.0),
        User("user-1", "room-3", "c3", 5, 6, 1.0, finished=True),
    )
    asks = rooms.asks(selection, NOW)
    snapshot = Snapshot(NOW, answers=dict.fromkeys(asks, Answer((Listing(Window(0, 1), stays, NOW),), 1, 1)))
    pieces, _ = export(snapshot, selection, asks, Format.CSV, config())
    _, first, note = "".join(pieces).splitlines()
    assert "c1" in first
    assert note == "# filter /room-2 ended: 1 of 3 rows, 2 left out"


def test_what_is_not_whole_says_so() -> None:
    """In the file, and to who asked."""
    text, missing = listed("room-1", done=2, total=5)
    assert missing == ("incomplete: 2 of 5 pieces have come",)
    assert text.endswith("# incomplete: 2 of 5 pieces have come\n")
    assert listed("room-1", more=True)[1] == ("incomplete: the service has more than it lists",)
    assert listed("room-1")[1] == ()


def test_what_is_too_long_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's disk is filled."""
    monkeypatch.setattr(exports, "MOST", 10)
    assert listed("room-1")[0] == "# cut off after 0 MiB\n"


def test_json_that_is_too_long_is_not_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of it would be no JSON: it is told, and no file is left."""
    monkeypatch.setattr(exports, "MOST", 10)
    with pytest.raises(Unavailable, match="more here than 0 MiB"):
        Exporter(config(), tmp_path)(Snapshot(NOW), Selection(pane="reference"), (), "json")
    assert files(tmp_path) == set()


def test_nothing_is_told() -> None:
    """An export of nothing is no file."""
    with pytest.raises(UsageError):
        export(Snapshot(NOW), Selection(pane="alerts"), (), Format.CSV, config())
    with pytest.raises(UsageError):
        export(Snapshot(NOW), Selection(), (), Format.JSON, config())


# ------------------------------------------------------------------ clipboard
def test_a_multiplexer_passes_it_on() -> None:
    """Plain, through tmux with each escape doubled, through screen in pieces."""
    assert sequence(b"hi", {}) == "\x1b]52;c;aGk=\x07"
    assert sequence(b"hi", {"TMUX": "socket"}) == "\x1bPtmux;\x1b\x1b]52;c;aGk=\x07\x1b\\"
    pieces = sequence(b"x" * 300, {"STY": "1"}).split("\x1b\\")[:-1]
    assert all(piece.startswith("\x1bP") and len(piece) <= 252 for piece in pieces)
    assert b64decode("".join(piece[2:] for piece in pieces)[len("\x1b]52;c;") : -1]) == b"x" * 300


@given(st.text(max_size=60), st.integers(0, 80))
def test_a_cut_keeps_whole_characters(text: str, most: int) -> None:
    """As much of the beginning as fits."""
    sent = cut(text, most)
    assert len(sent) <= most
    assert text.encode("utf-8", "replace").startswith(sent)
    assert sent.decode("utf-8") is not None


async def test_how_many_bytes_went_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Of what is too long the beginning, and that it is not all."""
    async with showing(SCENES["live-calm"], tmp_path) as (main, pilot):
        written: list[str] = []
        assert pilot.app._driver is not None
        monkeypatch.setattr(pilot.app._driver, "write", written.append)
        monkeypatch.setenv("TMUX", "socket")
        monkeypatch.setattr(type(main.pane), "readout", lambda _self, _scene: "广" * 30_000)
        main.action_copy()
        await pilot.pause()
        assert any(piece.startswith("\x1bPtmux;") for piece in written)
        assert len(pilot.app.clipboard.encode()) == MOST // 3 * 3
        assert any(f"{MOST // 3 * 3} of 90000 bytes" in toast.message for toast in pilot.app._notifications)
