"""`get reference`: needs neither keys nor configuration nor network, and has the same for scripts as for people."""

import csv
import io
import json
from typing import Any

import pytest
from rich.cells import cell_len

from tests.cli.conftest import Program

SECTIONS = [
    "indicators", "operation", "metrics", "thresholds", "dimensions", "tiles", "limits", "errors", "storage",
]  # fmt: skip


def entries(program: Program, *words: str) -> list[dict[str, Any]]:
    """What `--format json` prints."""
    done = program("get", "reference", *words, "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert found["pane"] == "reference"
    return list(found["entries"])


def test_json_holds_every_entry_in_both_languages(rtc_tui: Program) -> None:
    """Sections in their order, ids once, and each title in English and Chinese."""
    found = entries(rtc_tui)
    assert list(dict.fromkeys(entry["section"] for entry in found)) == SECTIONS
    assert len({entry["id"] for entry in found}) == len(found)
    assert all(entry["title"]["en"] and entry["title"]["zh"] and entry["facts"] for entry in found)


def test_the_27_metrics_and_the_77_regions_are_there(rtc_tui: Program) -> None:
    """By section; what is not supported is false, not a word."""
    assert len(entries(rtc_tui, "--section", "metrics")) == 27
    regions = entries(rtc_tui, "--section", "storage")
    assert len(regions) == 77
    refused = [entry["id"] for entry in regions if entry["facts"]["supported"] is False]
    assert refused == ["storage.s3.7", "storage.s3.9", "storage.s3.17", "storage.s3.23", "storage.oss.16"]


def test_words_narrow_it_in_either_language(rtc_tui: Program) -> None:
    """All of them, in any order; a whole id finds one."""
    assert [entry["id"] for entry in entries(rtc_tui, "法兰克福", "s3")] == ["storage.s3.7"]
    assert [entry["id"] for entry in entries(rtc_tui, "storage.s3.1")] == ["storage.s3.1"]
    (entry,) = entries(rtc_tui, "error.SignatureDoesNotMatch")
    assert entry["facts"]["number"] == 100010
    assert entry["facts"]["exit"] == 4
    assert "secret key" in entry["facts"]["remedy"]["en"]


def test_csv_has_a_line_per_fact(rtc_tui: Program) -> None:
    """The same ids, and plain values in a column of their own."""
    done = rtc_tui("get", "reference", "--section", "limits", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert list(rows[0]) == ["id", "section", "name", "title_en", "title_zh", "fact", "value", "en", "zh"]
    (rate,) = [row for row in rows if row["id"] == "limit.ListRoomInfo" and row["fact"] == "rate"]
    assert (rate["value"], rate["en"], rate["zh"]) == ("10.0", "10 per second", "每秒 10 次")


def test_table_is_a_line_per_entry_and_one_entry_in_full(rtc_tui: Program) -> None:
    """The language in use first, the other one beside it."""
    lines = rtc_tui("get", "reference", "--section", "tiles").stdout.splitlines()
    assert len(lines) == 1 + 34
    assert lines[0].split("  ")[0] == "id"
    assert cell_len(lines[0].partition("in short")[0]) == cell_len(lines[29].partition("row")[0])
    assert lines[29].split() == ["tile.GD", "Guangdong", "广东", "row", "8,", "column", "6"]
    full = rtc_tui("get", "reference", "tile.GD", "--lang", "zh").stdout
    assert full.splitlines()[:2] == ["tile.GD", "粤 GD: 广东 / Guangdong"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--section", "thresholds"], "warn ≥ 3 %, crit ≥ 5 %"),
        (["--section", "limits", "ListQuality"], "2 per second, reaches back 30 d, delay 8 h"),
        (["--section", "limits", "--lang", "zh", "ListQuality"], "每秒 2 次, 可回溯 30 天, 数据延迟 8 小时"),
    ],
)
def test_what_a_number_in_the_table_means_stands_before_it(rtc_tui: Program, words: list[str], told: str) -> None:
    """Two bounds or two spans of time would not be told apart."""
    lines = rtc_tui("get", "reference", *words).stdout.splitlines()
    assert any(line.endswith(f"  {told}") for line in lines), lines


@pytest.mark.parametrize("words", [["zzz"], ["[/]"], [".*"], ["("]])
def test_nothing_found_is_said_and_no_failure(rtc_tui: Program, words: list[str]) -> None:
    """stdout stays what the format promises."""
    done = rtc_tui("get", "reference", "--section", "tiles", *words, "--format", "json")
    assert (done.returncode, json.loads(done.stdout)["entries"]) == (0, [])
    assert "Nothing" in done.stderr


def test_a_section_that_is_not_there_is_a_usage_error(rtc_tui: Program) -> None:
    """Which names those that are."""
    done = rtc_tui("get", "reference", "--section", "nonsense")
    assert done.returncode == 2
    assert "storage" in done.stderr


def test_bounds_are_those_of_the_configuration(rtc_tui: Program) -> None:
    """With their origin, where there is a configuration."""
    file = rtc_tui.home / "c.toml"
    file.write_text('[thresholds."80ms_audio_stall_rate"]\nwarn = 1.5\ncrit = 9\n')
    (entry,) = entries(rtc_tui, "threshold.80ms_audio_stall_rate", "--config", str(file))
    assert (entry["facts"]["warn"], entry["facts"]["crit"], entry["facts"]["origin"]) == (1.5, 9, "config")


def test_neither_screen_nor_network_is_loaded(rtc_tui: Program) -> None:
    """It reads tables, and nothing else."""
    done = rtc_tui("get", "reference", "stall", python=("-X", "importtime"))
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time")}
    assert "rtc_tui.views.entries" in loaded
    assert not loaded & {"textual", "plotext", "httpx", "uvicorn", "rtc_tui.client", "rtc_tui.simulator"}
