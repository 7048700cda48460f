"""No secret in anything that a whole run writes or prints."""

import json
from pathlib import Path

from tests.running import KEY, SECRET, TOKEN, environment, faults, run, service

FAULTS = ("error:SignatureDoesNotMatch", "error:InvalidParameter", "garbage", "html:502", "drop:body", "throttle:qps")


def told(folder: Path) -> bytes:
    """Everything under a folder, names included."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return b"\n".join(str(path).encode() + b"\n" + path.read_bytes() for path in files)


def test_no_secret_in_anything_written_or_printed(tmp_path: Path) -> None:
    """Good and bad answers, every command, log and recordings on: neither secret, token, nor a signature is anywhere."""
    home = tmp_path / "home"
    home.mkdir()
    more = {
        "VOLCENGINE_SESSION_TOKEN": TOKEN,
        "RTC_TUI_LOG": str(home / "log.txt"),
        "RTC_TUI_RECORD_HTTP": str(home / "http"),
    }
    said = []
    with service(home, "--fault", "limit:100", VOLCENGINE_SESSION_TOKEN=TOKEN) as url:
        for words in (
            ["get", "live"],
            ["get", "live", "--format", "json"],
            ["raw", "ListRealTimeQuality", 'Indicator:=["stall_rate"]'],
            ["check"],
            ["config", "show"],
            ["config", "show", "--format", "json"],
            ["--lang", "zh", "get", "live", "--room", "room-4711", "--user", "nobody"],
            ["get", "live", "--form", "x"],
        ):
            done = run(url, home, *words, **more)
            said += [done.stdout, done.stderr]
        for fault in FAULTS:
            faults(url, "limit:100", fault)
            done = run(url, home, "get", "live", **more)
            said += [done.stdout, done.stderr]
            assert done.returncode in {4, 5, 6}
        wrong = run(url, home, "get", "live", **{**more, "VOLCENGINE_SECRET_KEY": "d3Jvbmc" + SECRET})
        said += [wrong.stdout, wrong.stderr]
    everything = b"\n".join(said) + told(home)
    assert (home / "log.txt").stat().st_size > 0
    assert list((home / "http").glob("*"))
    for secret in (SECRET, TOKEN, KEY, "Signature="):
        assert secret.encode() not in everything


def test_recordings_can_be_read_again(tmp_path: Path) -> None:
    """What --record-http wrote is JSON with request and answer, and can be copied into tests/exchanges as it is."""
    with service(tmp_path) as url:
        run(url, tmp_path, "get", "live", RTC_TUI_RECORD_HTTP=str(tmp_path / "http"))
    files = sorted((tmp_path / "http").glob("*.json"))
    assert len(files) == 2
    for path in files:
        assert json.loads(path.read_text(encoding="utf-8"))
    assert environment(tmp_path)["HOME"] == str(tmp_path)
