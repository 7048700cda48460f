"""The contract with scripts: exit codes, what goes to stdout and stderr, and what is never printed."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import ACCESS_KEY, KEYS, ROOT, SECRET_KEY, Program


class TestExitCodes:
    @pytest.mark.parametrize(
        ("words", "code", "says"),
        [
            (["--version"], 0, ""),
            (["--help"], 0, ""),
            (["confg"], 2, "Did you mean config?"),
            (["get"], 2, "There are: live"),
            (["config"], 2, "There are: init, show, path"),
            (["config", "--app", "x"], 2, "There are: init"),
            (["get", "liv"], 2, "Did you mean live?"),
            (["--ap", "x"], 2, "Did you mean --app?"),
            (["--app"], 2, "--app"),
            (["raw"], 2, "ACTION is missing"),
            (["simulate", "--port", "http"], 2, "--port"),
            (["simulate", "--scenario", "calmm"], 2, "Did you mean calm?"),
            (["simulate", "--fault", "nonsense"], 2, "nonsense"),
            (["demo"], 2, "rtc-tui get"),
            (["demo", "--scenario", "province-los"], 2, "Did you mean province-loss?"),
            (["demo", "--seed", "x"], 2, "whole number"),
            (["demo", "--endpoint", "https://a"], 2, "--endpoint"),
            (["--tz", "Mars", "config", "show"], 2, "--tz"),
            (["config", "show", "--profile", "x"], 2, "no profile x"),
            (["config", "show", "--config", "/no/such/file"], 3, "There is no configuration file"),
            ([], 3, "rtc-tui demo"),
            (["get", "live", "--app", "x"], 3, "VOLCENGINE_ACCESS_KEY"),
            (["raw", "ListRealTimeQuality"], 3, "VOLCENGINE_ACCESS_KEY"),
            (["raw", "List Rooms"], 2, "List Rooms"),
            (["raw", "ListRealTimeQuality", "novalue"], 2, "NAME:=JSON"),
            (["raw", "ListRealTimeQuality", "a:=[1"], 2, "not JSON"),
            (["get", "live", "--user", "u"], 2, "--room"),
            (["get", "live", "--room", "r", "--user", "a,b"], 2, "comma"),
            (["get", "live", "--room", "r 1"], 2, "valid ID"),
            (["get", "live", "--room", "r", *(w for i in range(21) for w in ("--user", f"u{i}"))], 2, "20 at most"),
            (["get", "live", "--room", "r", "--each-user"], 2, "--user"),
            (["get", "live", "--indicator", "stal_rate"], 2, "Did you mean stall_rate?"),
            (["get", "live", "--from", "soon"], 2, "-15m"),
            (["get", "live", "--from", "-2h"], 2, "60 minutes"),
            (["get", "live", "--from", "-5m", "--to", "-10m"], 2, "before"),
            (["get", "live", "--watch", "0"], 2, "--watch"),
            (["get", "live", "--watch", "-5"], 2, "1 to 86400"),
            (["get", "live", "--room", ""], 2, "--room"),
            (["get", "live", "--room", "r", "--user", ""], 2, "--user"),
            (["get", "live", "--from", ""], 2, "-15m"),
            (["get", "live", "--to", ""], 2, "-15m"),
            (["get", "live", "--format", "xml"], 2, "table, json, csv"),
        ],
    )  # fmt: skip
    def test_without_credentials(self, rtc_tui: Program, words: list[str], code: int, says: str) -> None:
        done = rtc_tui(*words)
        assert done.returncode == code, done.stderr
        assert says in done.stderr
        if code:
            assert done.stderr.startswith("error: ")
            assert "hint: " in done.stderr
            assert "Traceback" not in done.stderr

    def test_keys_without_an_app(self, rtc_tui: Program) -> None:
        done = rtc_tui(env=KEYS)
        assert done.returncode == 3
        assert "--app" in done.stderr

    def test_no_terminal(self, rtc_tui: Program) -> None:
        done = rtc_tui("--app", "x", env=KEYS)
        assert done.returncode == 2
        assert "rtc-tui get" in done.stderr

    def test_a_bug_is_one_sentence_and_a_file(self, rtc_tui: Program) -> None:
        done = subprocess.run(
            [sys.executable, "-c", "import rtc_tui.cli.fast as f; f.parse = lambda w: 1 / 0\n"
             "from rtc_tui.__main__ import main; main()"],
            check=False, capture_output=True, text=True, cwd=ROOT, env=rtc_tui.environment,
        )  # fmt: skip
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert "ZeroDivisionError" in done.stderr
        report = rtc_tui.home / ".local/state/rtc-tui/crash.log"
        assert str(report) in done.stderr
        assert "ZeroDivisionError" in report.read_text()
        assert report.stat().st_mode & 0o777 == 0o600

    def test_a_reader_that_leaves_is_no_failure(self, rtc_tui: Program) -> None:
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", f"{sys.executable} -m rtc_tui config show | true"],
            check=False, capture_output=True, text=True, cwd=ROOT, env=rtc_tui.environment,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")

    @pytest.mark.parametrize("words", [["config", "show"], ["get", "live", "--format", "json"]])
    def test_a_full_disk_is_no_bug(self, rtc_tui: Program, service: dict[str, str], words: list[str]) -> None:
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                [sys.executable, "-m", "rtc_tui", *words],
                check=False, stdout=full, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=rtc_tui.environment | service,
            )  # fmt: skip
        assert done.returncode == 5
        assert done.stderr.startswith("error: The output could not be written: No space left")
        assert "bug" not in done.stderr

    @pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
    def test_closed_streams_are_no_crash(self, rtc_tui: Program, closed: str) -> None:
        for words, code in (("config path", 0), ("demo", 2), ("", 3)):
            done = subprocess.run(
                ["bash", "-c", f"{sys.executable} -m rtc_tui {words} {closed}"],
                check=False, capture_output=True, text=True, cwd=ROOT, env=rtc_tui.environment,
            )  # fmt: skip
            assert done.returncode == code, (words, done.stderr)


class TestOptions:
    def test_before_and_after_the_command_and_the_last_wins(self, rtc_tui: Program) -> None:
        for words in (
            ["--app", "one", "config", "show"],
            ["config", "--app", "one", "show"],
            ["config", "show", "--app=one"],
            ["--app", "zero", "config", "show", "--app", "one"],
        ):
            assert app(rtc_tui(*words, "--format", "json").stdout) == ("one", "--app")

    def test_from_the_environment(self, rtc_tui: Program) -> None:
        done = rtc_tui("config", "show", "--format", "json", env={"RTC_TUI_APP": "two"})
        assert app(done.stdout) == ("two", "RTC_TUI_APP")


def app(stdout: str) -> tuple[str, str]:
    row = next(row for row in json.loads(stdout)["values"] if row["key"] == "app")
    return row["value"], row["origin"]


class TestConfigCommands:
    def test_init_show_path(self, rtc_tui: Program) -> None:
        where = rtc_tui.home / ".config/rtc-tui/config.toml"
        assert rtc_tui("config", "path").stdout == f"{where}\n"
        done = rtc_tui("config", "init", "--app", "mine")
        assert (done.returncode, done.stdout) == (0, "")
        assert str(where) in done.stderr
        assert where.stat().st_mode & 0o777 == 0o600
        assert app(rtc_tui("config", "show", "--format", "json").stdout) == ("mine", f"{where}:8")

    def test_init_overwrites_only_when_told(self, rtc_tui: Program, tmp_path: Path) -> None:
        where = tmp_path / "mine.toml"
        where.write_text("precious")
        where.chmod(0o644)
        assert rtc_tui("config", "init", "--config", str(where)).returncode == 2
        assert where.read_text() == "precious"
        assert rtc_tui("config", "init", "--force", "--config", str(where)).returncode == 0
        assert where.stat().st_mode & 0o777 == 0o600
        assert [path.name for path in tmp_path.iterdir()] == ["mine.toml"]

    def test_init_where_nothing_can_be_written(self, rtc_tui: Program, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        done = rtc_tui("config", "init", "--config", str(tmp_path / "file" / "c.toml"))
        assert done.returncode == 3
        assert "cannot be written" in done.stderr

    def test_path_works_with_a_broken_file(self, rtc_tui: Program, tmp_path: Path) -> None:
        (tmp_path / "c.toml").write_text("x = ")
        assert rtc_tui("config", "path", "--config", str(tmp_path / "c.toml")).returncode == 0
        assert rtc_tui("config", "show", "--config", str(tmp_path / "c.toml")).returncode == 3

    def test_show_in_chinese_lines_up(self, rtc_tui: Program) -> None:
        done = rtc_tui("config", "show", "--lang", "zh", env=KEYS)
        assert "已设置，不显示" in done.stdout

    def test_no_home_directory(self, rtc_tui: Program) -> None:
        done = rtc_tui("config", "show", env={"HOME": ""})
        assert done.returncode == 0
        assert "no home directory" in done.stderr
        assert rtc_tui("config", "init", env={"HOME": ""}).returncode == 3


class TestSecrets:
    def test_never_printed(self, rtc_tui: Program, service: dict[str, str], tmp_path: Path) -> None:
        endpoint = ("--endpoint", service["RTC_TUI_ENDPOINT"])
        log = tmp_path / "log"
        toml = tmp_path / "c.toml"
        toml.write_text(f"[profiles.p]\napp='a'\naccess_key = '{ACCESS_KEY}'\nsecret_key = '{SECRET_KEY}'\n")
        token = KEYS | {"VOLCENGINE_SESSION_TOKEN": "dG9rZW4tbmV2ZXI="}
        for mode, env in ((0o600, {}), (0o644, {}), (0o600, token)):
            toml.chmod(mode)
            for words in (
                ["config", "show"],
                ["config", "show", "--format", "json"],
                ["check", *endpoint],
                ["raw", "ListUsages", *endpoint],
                ["--app", "a"],
            ):
                done = rtc_tui(*words, "--config", str(toml), "--log", str(log), env=env)
                printed = done.stdout + done.stderr
                assert SECRET_KEY not in printed
                assert ACCESS_KEY not in printed
                assert "dG9rZW4tbmV2ZXI=" not in printed
        assert SECRET_KEY not in log.read_text()
        assert log.stat().st_mode & 0o777 == 0o600

    def test_a_crash_report_blacks_them_out(self, rtc_tui: Program, tmp_path: Path) -> None:
        code = (
            "import os, rtc_tui.cli.fast as f\n"
            "def parse(w): raise ValueError(os.environ['VOLCENGINE_SECRET_KEY'])\n"
            "f.parse = parse\n"
            "from rtc_tui.__main__ import main; main()"
        )
        subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT, env=rtc_tui.environment | KEYS)
        report = (rtc_tui.home / ".local/state/rtc-tui/crash.log").read_text()
        assert "ValueError" in report
        assert SECRET_KEY not in report


class TestLanguage:
    @pytest.mark.parametrize(
        "how", [["--lang", "zh"], ["--lang=zh"], {"RTC_TUI_LANG": "zh"}, {"LANG": "zh_CN.UTF-8"}, "file"]
    )
    def test_of_help_and_complaints(self, rtc_tui: Program, tmp_path: Path, how: object) -> None:
        words = how if isinstance(how, list) else []
        env = how if isinstance(how, dict) else {}
        if how == "file":
            (tmp_path / "c.toml").write_text("[ui]\nlang = 'zh'\n")
            words = ["--config", str(tmp_path / "c.toml")]
        assert "用法：" in rtc_tui(*words, "--help", env=env).stdout
        assert rtc_tui(*words, "nonsense", env=env).stderr.startswith("错误：")

    def test_a_locale_that_cannot_show_it_is_no_crash(self, rtc_tui: Program) -> None:
        done = rtc_tui("--lang", "zh", "config", "show", env=KEYS | {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"})
        assert done.returncode == 0
        assert "\\u" in done.stdout


class TestImports:
    @pytest.mark.parametrize(
        ("words", "unwanted"),
        [
            (["--help"], ("textual", "httpx", "uvicorn", "asyncio")),
            (["config", "show"], ("textual", "httpx", "uvicorn", "asyncio")),
            (["get", "live"], ("textual", "plotext", "uvicorn")),
            (["raw", "ListUsages"], ("textual", "plotext", "uvicorn")),
            (["check"], ("textual", "plotext", "uvicorn")),
            (["simulate", "--fault", "none-such"], ("textual", "plotext", "httpx", "rtc_tui.client")),
            (["--app", "a"], ("click", "httpx", "msgspec", "sqlite3", "textual")),
            (["demo"], ("click", "httpx", "msgspec", "rtc_tui.simulator", "sqlite3", "textual")),
        ],
    )
    def test_headless_commands_load_no_screen_and_screens_no_click(
        self, rtc_tui: Program, service: dict[str, str], words: list[str], unwanted: tuple[str, ...]
    ) -> None:
        done = rtc_tui(*words, env=service, python=("-X", "importtime"))
        loaded = {
            line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time")
        }
        assert "rtc_tui.cli" in loaded
        assert not loaded & set(unwanted)


class TestAgainstTheSimulator:
    WINDOW = ("StartTime=2026-11-20T10:00:00+08:00", "EndTime=2026-11-20T10:05:00+08:00")

    def test_check_is_all_well(self, rtc_tui: Program, service: dict[str, str]) -> None:
        done = rtc_tui("check", "--format", "json", env=service)
        checks = json.loads(done.stdout)["checks"]
        assert done.returncode == 0, done.stdout
        assert {"reach", "clock", "quota", "rights:ListRealTimeQuality"} <= {row["name"] for row in checks}
        assert "FAIL" not in rtc_tui("check", env=service).stdout

    @pytest.mark.parametrize(
        ("env", "words", "code", "says"),
        [
            ({"VOLCENGINE_SECRET_KEY": "wrong"}, [], 4, "SignatureDoesNotMatch"),
            ({}, ["--app", "other"], 4, "App other"),
            ({}, ["--endpoint", "http://127.0.0.1:9"], 5, "127.0.0.1:9"),
            ({"VOLCENGINE_SECRET_KEY": ""}, [], 3, "no secret key"),
            ({"HTTPS_PROXY": "http://me:pa55@proxy:1"}, [], 0, "http://***@proxy:1"),
            ({"LANG": "C"}, [], 0, "ASCII"),
        ],
    )
    def test_check_says_what_does_not_work(
        self, rtc_tui: Program, service: dict[str, str], env: dict[str, str], words: list[str], code: int, says: str
    ) -> None:
        done = rtc_tui("check", *words, env=service | env)
        assert done.returncode == code, done.stdout
        assert says in done.stdout
        assert ("FAIL" in done.stdout) is bool(code)
        assert "pa55" not in done.stdout

    def test_raw_prints_the_answer_as_it_came(self, rtc_tui: Program, service: dict[str, str]) -> None:
        done = rtc_tui("raw", "ListNothing", "Indicator:=1", *self.WINDOW, env=service)
        error = json.loads(done.stdout)["ResponseMetadata"]["Error"]
        assert error["Code"]
        assert done.returncode == 4
        assert "HTTP" in done.stderr
        assert "request id: " in done.stderr

    def test_record_http_keeps_no_secret(self, rtc_tui: Program, service: dict[str, str], tmp_path: Path) -> None:
        folder, log = tmp_path / "http", tmp_path / "log"
        rtc_tui("check", "--record-http", str(folder), "--log", str(log), env=service)
        kept = [path.read_text() for path in folder.iterdir()]
        assert len(kept) >= 3
        everything = "".join(kept) + log.read_text()
        assert SECRET_KEY not in everything
        assert ACCESS_KEY not in everything
        assert "Signature=" not in everything

    def test_a_state_folder_that_cannot_be_written(
        self, rtc_tui: Program, service: dict[str, str], tmp_path: Path
    ) -> None:
        (tmp_path / "file").touch()
        done = rtc_tui("check", env=service | {"XDG_STATE_HOME": str(tmp_path / "file"), "TMPDIR": str(tmp_path)})
        assert done.returncode == 0
        assert "warn  state folder" in done.stdout


class TestEnding:
    def test_ctrl_c_is_130_and_says_nothing(self, rtc_tui: Program, service: dict[str, str]) -> None:
        words = [sys.executable, "-m", "rtc_tui", "get", "live", "--watch", "60", "--format", "json"]
        environment = rtc_tui.environment | service
        with subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=environment
        ) as process:
            assert process.stdout
            assert process.stderr
            assert json.loads(process.stdout.readline())["pane"] == "live"
            process.send_signal(signal.SIGINT)
            assert process.stderr.read() == ""
        assert process.returncode == 130

    def test_a_reader_that_leaves_ends_a_watch_quietly(self, rtc_tui: Program, service: dict[str, str]) -> None:
        command = f"{sys.executable} -m rtc_tui get live --watch 1 --format csv | head -n 1"
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", command],
            check=False, capture_output=True, text=True, cwd=ROOT, env=rtc_tui.environment | service, timeout=30,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("time,")
