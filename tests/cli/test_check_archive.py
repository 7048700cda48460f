"""`rtc-tui check` about an archive on the network."""

import json
from pathlib import Path
from typing import Any

from tests.archive.node import running
from tests.running import run, service


def finding(url: str, home: Path, archive: str, **more: str) -> tuple[dict[str, Any] | None, int, bytes]:
    done = run(url, home, "check", "--format", "json", RTC_TUI_ARCHIVE=archive, **more)
    rows = [row for row in json.loads(done.stdout)["checks"] if row["name"] == "archive"]
    return (rows[0] if rows else None), done.returncode, done.stdout + done.stderr


def test_check_proves_an_archive_on_the_network(tmp_path: Path) -> None:
    """Good flags: ok. The engine's own defaults: what is wrong and what to do. Away: told. In a file: no line."""
    with service(tmp_path) as url:
        with running(tmp_path / "good") as node:
            good, code, _ = finding(url, tmp_path, node.url)
            assert (good or {})["state"] == "ok"
            assert "364 days" in (good or {})["detail"]
            assert code == 0
        with running(tmp_path / "bad", "-loggerLevel=ERROR") as node:
            bad, code, _ = finding(url, tmp_path, node.url)
            assert (bad or {})["state"] == "fail"
            assert "-dedup.minScrapeInterval=1ms" in (bad or {})["hint"]
            assert code == 7
        away, code, said = finding(url, tmp_path, node.url, RTC_TUI_ARCHIVE_TOKEN="t0ken-of-mine")
        assert ((away or {})["state"], code) == ("fail", 7)
        assert b"t0ken-of-mine" not in said
        assert finding(url, tmp_path, "sqlite")[0] is None


def test_a_password_in_the_url_is_refused_and_not_shown(tmp_path: Path) -> None:
    """Neither by check nor by config show."""
    for words in (["check"], ["config", "show"]):
        done = run("http://127.0.0.1:9", tmp_path, *words, RTC_TUI_ARCHIVE="http://me:pa55word@127.0.0.1:1")
        assert done.returncode == 3
        assert b"pa55word" not in done.stdout + done.stderr
        assert b"RTC_TUI_ARCHIVE_PASSWORD" in done.stdout + done.stderr
