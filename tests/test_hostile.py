"""Whatever a string of the API holds: harmless and legible on the screen, in tables, CSV, JSON, logs and errors."""

import csv
import io
import json
import re
import unicodedata
from itertools import count
from pathlib import Path

import pytest
from rich.cells import cell_len

from rtc_tui.simulator.faults import catalogue
from tests.running import faults, run, service
from tests.tui.idle import resting
from tests.tui.scenes import SCENES, Scene, app, settled

STRINGS = [
    each for kind in catalogue() if kind.name == "hostile" for each in kind.examples if not each.endswith(":error")
]
# In the strings of an answer, and in those of an error that is not tried again.
KINDS = [(each,) for each in STRINGS] + [("error:AccessDenied", each) for each in STRINGS]
# Controls but line feed, format characters, surrogates, separators of lines and paragraphs
HARMFUL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")


def harmless(text: str) -> None:
    """Nothing that moves a cursor, turns a line round, or cannot be seen."""
    found = HARMFUL.search(text)
    assert found is None, f"{found[0]!r} in {text[max(0, found.start() - 40) : found.end() + 20]!r}"
    assert not any(unicodedata.category(letter) == "Cf" for letter in text)


def test_hostile_strings_are_harmless_in_everything_headless(tmp_path: Path) -> None:
    """Each kind, in every string of an answer and of an error: table, JSON, CSV, talk and log stay clean and whole."""
    log = tmp_path / "log.txt"
    homes = (tmp_path / f"home-{n}" for n in count())  # one each: who shares a quota waits for it
    with service(tmp_path, "--fault", "limit:100") as url:
        for kind in KINDS:
            faults(url, "limit:100", *kind)
            for form in ("table", "json", "csv") if len(kind) == 1 else ("table",):
                done = run(url, next(homes), "get", "live", "--format", form, "--log", str(log))
                out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
                harmless(out)
                harmless(err)
                assert "Traceback" not in err
                assert done.returncode in {0, 4, 6}
                assert max(map(len, out.splitlines()), default=0) < (1_000_000 if form == "json" else 2000)
                assert max(map(len, err.splitlines()), default=0) < 5000
                check_form(form, out, done.returncode)
    harmless(log.read_text(encoding="utf-8"))


def check_form(form: str, out: str, code: int) -> None:
    """JSON is JSON; every line of CSV has every column, and none starts a formula."""
    if code == 0 and form == "json":
        assert json.loads(out)["series"]
    if code == 0 and form == "csv":
        rows = list(csv.reader(io.StringIO(out)))
        assert {len(row) for row in rows} == {11}
        assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)


@pytest.mark.parametrize("kind", KINDS, ids=" ".join)
async def test_hostile_strings_are_harmless_on_the_screen(kind: tuple[str, ...]) -> None:
    """Each kind on Live: every line has its width, nothing harmful reaches a cell, and the keys still work."""
    scene = Scene("calm", faults=kind, size=SCENES["live"].size)
    program = app(scene)
    with resting():
        async with program.run_test(size=scene.size) as pilot:
            await settled(scene)(pilot)
            await pilot.press("i", "comma", "n", "w")
            await pilot.pause()
            rows = [strip.text for strip in program.main._compositor.render_strips()]
            for row in rows:
                harmless(row)
                assert cell_len(row) == scene.size[0]
