"""The rooms kept at hand, and the file that keeps them."""

import json
from pathlib import Path

import pytest

from rtc_tui.config.shelf import read_shelf, write_shelf
from rtc_tui.core.shelf import MOST_RECENT, Shelf
from rtc_tui.tui.kept import Kept


def test_a_visit_goes_to_the_front_and_the_oldest_is_forgotten() -> None:
    """Each room once, no more than so many."""
    shelf = Shelf()
    for name in [*map(str, range(MOST_RECENT + 5)), "7"]:
        shelf = shelf.visited(name)
    assert shelf.recent[:3] == ("7", "24", "23")
    assert len(shelf.recent) == MOST_RECENT


def test_a_pin_comes_and_goes_and_the_watch_list_stays() -> None:
    """A pin that the configuration made is not the key's to take away."""
    shelf = Shelf(watch=("a",)).turned("b")
    assert shelf.pinned == ("a", "b")
    assert shelf.turned("b").pinned == ("a",)
    assert shelf.turned("a").turned("a").pinned == ("a", "b")


def test_what_is_kept_comes_back_for_this_app_alone(tmp_path: Path) -> None:
    """A file per app, readable by the user alone; the watch list is the configuration's business."""
    write_shelf(tmp_path, "app1", Shelf(("w",), ("p",), ("r", "张三,\x1b[31m")))
    assert read_shelf(tmp_path, "app1", ("x",)) == Shelf(("x",), ("p",), ("r", "张三,\x1b[31m"))
    assert read_shelf(tmp_path, "app2", ()) == Shelf()
    assert [path.name for path in tmp_path.iterdir()] == ["rooms-app1.json"]
    assert (tmp_path / "rooms-app1.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "null", "{", "[" * 60_000, '{"pins": 1, "recent": {"a": 1}}', '{"recent": [1, null, "", ["a"]]}',
        '{"recent": ["' + "x" * 300 + '", "\\ud800"]}', "\x00\xff",
    ],
)  # fmt: skip
def test_a_file_that_is_no_such_file_counts_as_empty(tmp_path: Path, text: str) -> None:
    """Whatever stands in it."""
    (tmp_path / "rooms-a.json").write_text(text, encoding="latin-1")
    assert read_shelf(tmp_path, "a", ()) == Shelf()


def test_nowhere_to_keep_it_is_no_trouble(tmp_path: Path) -> None:
    """Neither no folder at all, nor one that is gone, nor a folder in the file's place."""
    write_shelf(None, "a", Shelf(recent=("r",)))
    assert read_shelf(None, "a", ("w",)) == Shelf(("w",))
    write_shelf(tmp_path / "gone", "a", Shelf(recent=("r",)))
    assert read_shelf(tmp_path / "gone", "a", ()) == Shelf()
    (tmp_path / "rooms-a.json").mkdir()
    write_shelf(tmp_path, "a", Shelf(recent=("r",)))
    assert read_shelf(tmp_path, "a", ()) == Shelf()
    assert [path.name for path in tmp_path.iterdir()] == ["rooms-a.json"]


def test_it_is_read_when_first_looked_at_and_saved_when_it_changed() -> None:
    """Once, and not for nothing."""
    reads: list[int] = []
    saved: list[Shelf] = []

    def load() -> Shelf:
        reads.append(1)
        return Shelf(recent=("a",))

    kept = Kept(load, saved.append)
    assert reads == []
    kept.visited("a")
    assert (kept.shelf, saved) == (Shelf(recent=("a",)), [])
    kept.turned("a")
    assert (reads, [each.pins for each in saved]) == ([1], [("a",)])


def test_the_file_is_json_that_people_can_read(tmp_path: Path) -> None:
    """Two lists of names."""
    write_shelf(tmp_path, "a", Shelf(("w",), ("p",), ("r",)))
    assert json.loads((tmp_path / "rooms-a.json").read_text("utf-8")) == {"pins": ["p"], "recent": ["r"]}
