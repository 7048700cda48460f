"""Configuration: precedence, origins, complaints, and the chain of credentials."""

import os
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rtc_tui import text
from rtc_tui.config import Config, Paths, find_paths, load, usable_state_dir
from rtc_tui.config.lines import line_of
from rtc_tui.config.readers import THEMES
from rtc_tui.config.terminal import needs_ascii
from rtc_tui.config.zone import SystemZone
from rtc_tui.core.account import RateLimit
from rtc_tui.core.rules import Rules
from rtc_tui.core.thresholds import Override
from rtc_tui.errors import ConfigError, CredentialsMissing, UsageError

SECRET = "c2VjcmV0LWV4YW1wbGU="
UTF8 = {"LANG": "en_US.UTF-8", "TERM": "xterm-256color"}
PROFILE = """
profile = "prod"
[profiles.prod]
app = "app1"
region = "cn-north-1"
[profiles.test]
app = "app2"
"""


def loaded(
    tmp_path: Path,
    toml: str = "",
    flags: Mapping[str, str] | None = None,
    environment: Mapping[str, str] | None = None,
    mode: int = 0o600,
) -> Config:
    path = tmp_path / "config.toml"
    if toml:
        path.write_text(toml, encoding="utf-8")
        path.chmod(mode)
    return load(flags or {}, UTF8 | dict(environment or {}), Paths(config=path, home=tmp_path))


def refused(tmp_path: Path, toml: str, **rest: Mapping[str, str]) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        loaded(tmp_path, toml, **rest)  # type: ignore[arg-type]
    return caught.value


class TestPrecedence:
    def test_flag_over_environment_over_file_over_default(self, tmp_path: Path) -> None:
        environment = {"RTC_TUI_APP": "app3"}
        assert loaded(tmp_path).target.app == ""
        assert loaded(tmp_path, PROFILE).target.app == "app1"
        assert loaded(tmp_path, PROFILE, environment=environment).target.app == "app3"
        assert loaded(tmp_path, PROFILE, {"app": "app4"}, environment).target.app == "app4"

    def test_each_value_knows_where_it_came_from(self, tmp_path: Path) -> None:
        config = loaded(tmp_path, PROFILE, {"tz": "UTC"}, {"RTC_TUI_PRODUCT": "web"})
        origins = {key: str(origin) for key, origin in config.origins.items()}
        assert origins["app"] == f"{tmp_path}/config.toml:4"
        assert origins["ui.tz"] == "--tz"
        assert origins["product"] == "RTC_TUI_PRODUCT"
        assert origins["endpoint"] == "default"

    def test_the_vendors_region_variable_counts_after_ours(self, tmp_path: Path) -> None:
        vendor = {"VOLCENGINE_REGION": "ap-singapore-1"}
        assert loaded(tmp_path, PROFILE, environment=vendor).target.region == "ap-singapore-1"
        both = vendor | {"RTC_TUI_REGION": "cn-east-2"}
        assert loaded(tmp_path, PROFILE, environment=both).target.region == "cn-east-2"

    def test_an_empty_variable_is_no_variable(self, tmp_path: Path) -> None:
        assert loaded(tmp_path, PROFILE, environment={"RTC_TUI_APP": ""}).target.app == "app1"

    def test_tables_reach_the_config(self, tmp_path: Path) -> None:
        config = loaded(
            tmp_path,
            """
            [ui]
            tz = "Asia/Shanghai"
            lang = "zh"
            bell = false
            [limits]
            ListRealTimeQuality = { per_minute = 10 }
            [thresholds]
            profile = "strict"
            [thresholds.stall_rate]
            warn = 4
            crit = 6.5
            [keys]
            refresh = "r,f5"
            [archive]
            keep_days = 7
            keep_means_days = 90
            [rooms]
            watch = ["room-4711", "room-1", "room-4711"]
            """,
        )
        assert config.ui.zone.utcoffset(datetime(2026, 1, 1, tzinfo=config.ui.zone)) == timedelta(hours=8)
        assert (config.ui.lang, config.ui.bell) == ("zh", False)
        assert config.limits == {"ListRealTimeQuality": RateLimit(per_minute=10)}
        assert config.thresholds.profile == "strict"
        assert config.thresholds.overrides == {"stall_rate": Override(4, 6.5)}
        assert config.keys == {"refresh": "r,f5"}
        assert (config.archive.keep_days, config.archive.keep_means_days) == (7, 90)
        assert config.watch == ("room-4711", "room-1")

    def test_rooms_to_watch_in_a_variable(self, tmp_path: Path) -> None:
        """Parted by commas; none is fine."""
        assert loaded(tmp_path).watch == ()
        config = loaded(tmp_path, environment={"RTC_TUI_WATCH": "room-1, room-2,"})
        assert config.watch == ("room-1", "room-2")
        assert str(config.origins["rooms.watch"]) == "RTC_TUI_WATCH"

    def test_the_rules_of_the_diagnosis_reach_the_config(self, tmp_path: Path) -> None:
        """One by one: what is not named keeps its default; a misspelt one is told."""
        assert loaded(tmp_path).rules == Rules()
        config = loaded(tmp_path, "[rules]\nloss = 8\ndownlink_loss_is_end_to_end = true\n")
        assert config.rules == Rules(loss=8, downlink_loss_is_end_to_end=True)
        assert str(config.origins["rules.loss"]).endswith("config.toml:2")
        assert "audio_stall" in str(refused(tmp_path, "[rules]\naudio_stal = 3\n").hint)


class TestProfiles:
    def test_by_flag(self, tmp_path: Path) -> None:
        assert loaded(tmp_path, PROFILE, {"profile": "test"}).target.app == "app2"

    def test_one_that_does_not_exist_lists_those_that_do(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError) as caught:
            loaded(tmp_path, PROFILE, {"profile": "pord"})
        assert "pord" in caught.value.message
        assert "Did you mean prod?" in caught.value.hint
        assert "prod, test" in caught.value.hint

    def test_the_only_one_needs_no_choosing(self, tmp_path: Path) -> None:
        assert loaded(tmp_path, '[profiles.one]\napp = "a"').target.profile == "one"

    def test_several_without_a_choice(self, tmp_path: Path) -> None:
        error = refused(tmp_path, "[profiles.a]\n[profiles.b]")
        assert "a, b" in error.hint

    def test_no_app_says_how_to_set_one(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError) as caught:
            loaded(tmp_path).require_app()
        assert "--app" in caught.value.hint


class TestComplaints:
    @pytest.mark.parametrize(
        ("toml", "line", "says", "hint"),
        [
            ("[ui]\ntzz = 'UTC'", 2, "ui.tzz", "Did you mean tz?"),
            ("[profile.x]\n", 1, "profile", "[profiles.…]"),
            ("[profiles.p]\nprodukt = 'web'", 2, "profiles.p.produkt", "Did you mean product?"),
            ("[profiles.p]\nproduct = 'wep'", 2, "wep", "Did you mean web?"),
            ("[ui]\n\nbell = 'loud'", 3, "ui.bell", "true, false"),
            ("[ui]\ntz = 'Beijing'", 2, "Beijing", "Asia/Shanghai"),
            ("[ui]\ntz = 'Mars/Olympus'", 2, "Mars/Olympus", "UTC"),
            ("[ui]\ntz = '../../etc/passwd'", 2, "passwd", "UTC"),
            ("[ui]\ntz = 'shanghai'", 2, "shanghai", "Did you mean Asia/Shanghai?"),
            ("[limits]\nListRealtimeQuality = { per_second = 2 }", 2, "ListRealtimeQuality", "ListRealTimeQuality?"),
            ("[limits]\nListQuality = { per_second = 0 }", 2, "per_second", "0.01"),
            ("[limits]\nListQuality = { per_day = 1.5 }", 2, "whole", "0 to"),
            ("[limits]\nListQuality = 2", 2, "table", ""),
            ("[thresholds.stal_rate]\nwarn = 1", 1, "stal_rate", "Did you mean stall_rate?"),
            ("[thresholds.stall_rate]\nwarn = 5\ncrit = 3", 3, "crit", ""),
            ("[thresholds.5s_join_room_success_rate]\nwarn = 95\ncrit = 97", 3, "crit", ""),
            ("[archive]\nkeep_days = true", 2, "whole", "1 to"),
            ("[rooms]\nwatch = 4711", 2, "list of room IDs", ""),
            ("[rooms]\nwatch = [4711]", 2, "line of text", ""),
            ('[rooms]\nwatch = ["a,b"]', 2, "a,b", "128"),
            ("[keys]\nrefresh = 5", 2, "text", ""),
            ('[profiles.p]\napp = "a\\u0007b"', 2, "cannot be shown", ""),
            ("x = 1\ny = ", 2, "TOML", "quotes"),
            ("[ui\n", 1, "TOML", ""),
        ],
    )  # fmt: skip
    def test_names_file_line_key_and_what_is_allowed(
        self, tmp_path: Path, toml: str, line: int, says: str, hint: str
    ) -> None:
        error = refused(tmp_path, toml)
        assert f"{tmp_path}/config.toml:{line}" in error.message
        assert says in error.message
        assert hint in error.hint

    def test_a_bad_flag_is_usage_and_a_bad_variable_is_configuration(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="--product"):
            loaded(tmp_path, flags={"product": "tv"})
        with pytest.raises(ConfigError, match="RTC_TUI_PRODUCT"):
            loaded(tmp_path, environment={"RTC_TUI_PRODUCT": "tv"})

    def test_not_utf8(self, tmp_path: Path) -> None:
        (tmp_path / "config.toml").write_bytes(b"a = 1\nb = '\xff'\n")
        with pytest.raises(ConfigError, match=r"config\.toml:2: not UTF-8"):
            loaded(tmp_path)

    def test_a_file_that_was_named_must_exist(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="There is no configuration file"):
            load({}, UTF8, Paths(config=tmp_path / "no.toml", chosen=True))

    def test_a_folder_is_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="cannot be read"):
            load({}, UTF8, Paths(config=tmp_path))

    def test_a_byte_order_mark_is_fine(self, tmp_path: Path) -> None:
        assert loaded(tmp_path, "\ufeff" + PROFILE).target.app == "app1"

    def test_escape_sequences_do_not_reach_the_terminal(self, tmp_path: Path) -> None:
        error = refused(tmp_path, '"\\u001b[31mred" = 1')
        assert "\x1b" not in error.message + error.hint

    def test_a_secret_in_the_wrong_place_is_not_repeated(self, tmp_path: Path) -> None:
        for toml in (
            f"[profiles.p]\nsecret_key = ['{SECRET}']",
            f"[profiles.p]\nsecret_key = '{SECRET} x'",
            f"[profiles.p]\nsecretkey = '{SECRET}'",
            f"[profiles.p]\nendpoint = 'https://me:{SECRET}@rtc.volcengineapi.com'",
        ):
            error = refused(tmp_path, toml)
            assert SECRET not in error.message + error.hint + repr(error)


class TestEndpoint:
    @pytest.mark.parametrize(
        ("given", "used"),
        [
            ("https://rtc.volcengineapi.com/", "https://rtc.volcengineapi.com"),
            ("https://open.example.com:8443", "https://open.example.com:8443"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://[::1]:8080", "http://[::1]:8080"),
            ("http://localhost:1", "http://localhost:1"),
        ],
    )
    def test_good(self, tmp_path: Path, given: str, used: str) -> None:
        assert loaded(tmp_path, flags={"endpoint": given}).target.endpoint == used

    @pytest.mark.parametrize(
        "given",
        [
            "rtc.volcengineapi.com", "http://rtc.volcengineapi.com", "ftp://a", "https://", "https://a/b",
            "https://a?b", "https://a:99999", "https://a:0", "http://127.0.0.1.evil.com", "https://u:p@a", "https://[::",
            "http://localhost.evil.com",
        ],
    )  # fmt: skip
    def test_bad(self, tmp_path: Path, given: str) -> None:
        with pytest.raises(UsageError) as caught:
            loaded(tmp_path, flags={"endpoint": given})
        assert "https://rtc.volcengineapi.com" in caught.value.hint


class TestScreen:
    def test_no_color_means_a_theme_without_colour_codes(self, tmp_path: Path) -> None:
        assert loaded(tmp_path, environment={"NO_COLOR": "1"}).ui.theme == "ansi-dark"
        light = {"NO_COLOR": "1", "COLORFGBG": "0;15"}
        assert loaded(tmp_path, environment=light).ui.theme == "ansi-light"
        assert str(loaded(tmp_path, environment=light).origins["ui.no_color"]) == "NO_COLOR"

    def test_the_user_may_have_colours_in_spite_of_no_color(self, tmp_path: Path) -> None:
        environment = {"NO_COLOR": "1", "RTC_TUI_NO_COLOR": "false"}
        assert not loaded(tmp_path, environment=environment).ui.no_color

    def test_theme_follows_the_background(self, tmp_path: Path) -> None:
        assert loaded(tmp_path).ui.theme == "ansi-dark"
        assert loaded(tmp_path, environment={"COLORFGBG": "0;15"}).ui.theme == "ansi-light"
        assert loaded(tmp_path, "[ui]\ntheme = 'dark'").ui.theme == "textual-dark"
        assert loaded(tmp_path, "[ui]\ntheme = 'nord'").ui.theme == "nord"

    def test_themes_are_those_of_textual(self) -> None:
        from textual.theme import BUILTIN_THEMES

        assert set(THEMES) - {"auto", "dark", "light"} == set(BUILTIN_THEMES)

    def test_mouse_is_off_over_ssh_unless_chosen(self, tmp_path: Path) -> None:
        ssh = {"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}
        assert loaded(tmp_path).ui.mouse
        assert not loaded(tmp_path, environment=ssh).ui.mouse
        assert loaded(tmp_path, "[ui]\nmouse = true", environment=ssh).ui.mouse

    @pytest.mark.parametrize(
        ("environment", "plain"),
        [
            ({"LANG": "en_US.UTF-8", "TERM": "xterm"}, False),
            ({"LANG": "zh_CN.utf8", "TERM": "screen-256color"}, False),
            ({"LANG": "C.UTF-8", "LC_CTYPE": "C.UTF-8"}, False),
            ({"LANG": "C", "TERM": "xterm"}, True),
            ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, True),  # set by Python itself (PEP 538)
            ({"LC_ALL": "POSIX", "LANG": "en_US.UTF-8"}, True),
            ({"LANG": "de_DE@euro"}, True),
            ({"LANG": "en_US.UTF-8", "TERM": "linux"}, True),
            ({"LANG": "en_US.UTF-8", "TERM": "dumb"}, True),
            ({}, True),
        ],
    )
    def test_ascii_where_nothing_else_would_show(self, environment: dict[str, str], plain: bool) -> None:
        assert needs_ascii(environment) is plain

    def test_ascii_can_be_chosen(self, tmp_path: Path) -> None:
        assert loaded(tmp_path, flags={"ascii": "true"}).ui.ascii
        assert not loaded(tmp_path, "[ui]\nascii = false", environment={"LANG": "C"}).ui.ascii


class TestSystemZone:
    @pytest.fixture(autouse=True)
    def _berlin(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        import time

        monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
        time.tzset()
        yield
        monkeypatch.undo()
        time.tzset()

    def test_follows_summer_and_winter(self) -> None:
        zone = SystemZone()
        assert datetime(2026, 1, 1, 12, tzinfo=UTC).astimezone(zone).isoformat() == "2026-01-01T13:00:00+01:00"
        assert datetime(2026, 7, 1, 12, tzinfo=UTC).astimezone(zone).isoformat() == "2026-07-01T14:00:00+02:00"

    def test_every_instant_survives_the_hour_that_occurs_twice(self) -> None:
        zone = SystemZone()
        start = datetime(2026, 10, 24, 23, tzinfo=UTC)
        for minutes in range(0, 240, 15):
            instant = start + timedelta(minutes=minutes)
            assert instant.astimezone(zone).timestamp() == instant.timestamp()


class TestCredentials:
    OURS = f"""
    [profiles.prod]
    access_key = "AKLTprofile1234"
    secret_key = "{SECRET}"
    """

    def test_order_of_the_chain(self, tmp_path: Path) -> None:
        volc = tmp_path / ".volc"
        volc.mkdir()
        (tmp_path / ".volcengine").mkdir()
        cli = '{"current":"p","profiles":{"p":{"mode":"ak","access-key":"AKcli","secret-key":"s","session-token":"t"}}}'
        (tmp_path / ".volcengine/config.json").write_text(cli)
        found = loaded(tmp_path).credentials()
        assert (found.access_key, found.session_token) == ("AKcli", "t")
        (volc / "config").write_text('{"ak": "AKjson", "sk": "s"}')
        assert loaded(tmp_path).credentials().access_key == "AKjson"
        (volc / "credentials").write_text("[default]\naccess_key_id = AKini\nsecret_access_key = s%s\n")
        assert loaded(tmp_path).credentials().access_key == "AKini"
        assert loaded(tmp_path, self.OURS).credentials().access_key == "AKLTprofile1234"
        older = {"VOLC_ACCESSKEY": "AKolder", "VOLC_SECRETKEY": "s"}
        assert loaded(tmp_path, self.OURS, environment=older).credentials().access_key == "AKolder"
        newer = older | {"VOLCENGINE_ACCESS_KEY": "AKnewer", "VOLCENGINE_SECRET_KEY": " s\n"}
        found = loaded(tmp_path, self.OURS, environment=newer).credentials()
        assert (found.access_key, found.secret_key) == ("AKnewer", "s")
        assert "VOLCENGINE_ACCESS_KEY" in found.origin

    def test_none_says_what_to_do(self, tmp_path: Path) -> None:
        with pytest.raises(CredentialsMissing) as caught:
            loaded(tmp_path).credentials()
        assert "VOLCENGINE_ACCESS_KEY" in caught.value.hint
        assert "rtc-tui demo" in caught.value.hint

    @pytest.mark.parametrize(
        ("environment", "says"),
        [
            ({"VOLCENGINE_ACCESS_KEY": "AK1"}, "no secret key"),
            ({"VOLCENGINE_SECRET_KEY": SECRET}, "no access key"),
            ({"VOLC_ACCESSKEY": "AK1", "VOLCENGINE_SECRET_KEY": SECRET}, "VOLC_ACCESSKEY"),
        ],
    )
    def test_halves_are_named_and_never_joined(self, tmp_path: Path, environment: dict[str, str], says: str) -> None:
        with pytest.raises(CredentialsMissing) as caught:
            loaded(tmp_path, environment=environment).credentials()
        assert says in caught.value.message
        assert SECRET not in caught.value.message

    def test_a_half_pair_is_skipped_for_a_whole_one(self, tmp_path: Path) -> None:
        environment = {"VOLCENGINE_ACCESS_KEY": "AK1"}
        assert loaded(tmp_path, self.OURS, environment=environment).credentials().access_key == "AKLTprofile1234"

    def test_the_flag_takes_a_secret_from_below_but_not_another_keys(self, tmp_path: Path) -> None:
        flags = {"access-key": "AKflag"}
        found = loaded(tmp_path, flags=flags, environment={"VOLCENGINE_SECRET_KEY": "s"}).credentials()
        assert (found.access_key, found.secret_key) == ("AKflag", "s")
        with pytest.raises(CredentialsMissing) as caught:
            loaded(tmp_path, self.OURS, flags).credentials()
        assert "another access key" in caught.value.message
        assert loaded(tmp_path, self.OURS, {"access-key": "AKLTprofile1234"}).credentials().secret_key == SECRET

    @pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
    def test_a_file_that_others_can_read_is_refused(self, tmp_path: Path, mode: int) -> None:
        with pytest.raises(ConfigError) as caught:
            loaded(tmp_path, self.OURS, mode=mode).credentials()
        assert "others" in caught.value.message
        assert f"chmod 600 {tmp_path}/config.toml" in caught.value.hint

    def test_it_is_not_refused_for_what_is_not_used(self, tmp_path: Path) -> None:
        environment = {"VOLCENGINE_ACCESS_KEY": "AK", "VOLCENGINE_SECRET_KEY": "s"}
        assert loaded(tmp_path, self.OURS, environment=environment, mode=0o644).credentials().access_key == "AK"

    def test_a_mended_file_counts_without_a_restart(self, tmp_path: Path) -> None:
        config = loaded(tmp_path, self.OURS)
        (tmp_path / "config.toml").write_text(self.OURS.replace(SECRET, "other"))
        assert config.credentials().secret_key == "other"

    def test_no_secret_in_any_repr(self, tmp_path: Path) -> None:
        config = loaded(tmp_path, self.OURS, environment={"VOLC_SECRETKEY": SECRET})
        assert SECRET not in repr(config) + repr(config.credentials())

    def test_a_broken_file_of_the_vendors_is_skipped_and_told(self, tmp_path: Path) -> None:
        (tmp_path / ".volc").mkdir()
        (tmp_path / ".volc/credentials").write_text("nonsense")
        (tmp_path / ".volc/config").write_text("[1]")
        with pytest.raises(CredentialsMissing) as caught:
            loaded(tmp_path).credentials()
        assert caught.value.message.count("skipped") == 2

    def test_profiles_of_the_vendors_command_line(self, tmp_path: Path) -> None:
        path = tmp_path / "cli.json"
        profiles = {
            "default": '{"mode":"ak","access-key":"AKdefault","secret-key":"s"}',
            "work": '{"access-key":"AKwork","secret-key":"s"}',
            "sso": '{"mode":"sso","access-key":"AKsso","secret-key":"s"}',
        }
        rows = ",".join(f'"{name}":{row}' for name, row in profiles.items())
        environment = {"VOLCENGINE_CLI_CONFIG_FILE": str(path)}
        path.write_text(f'{{"profiles":{{{rows}}}}}')
        assert loaded(tmp_path, environment=environment).credentials().access_key == "AKdefault"
        path.write_text(f'{{"current":"work","profiles":{{{rows}}}}}')
        assert loaded(tmp_path, environment=environment).credentials().access_key == "AKwork"
        with pytest.raises(CredentialsMissing, match="skipped"):
            loaded(tmp_path, environment=environment | {"VOLCENGINE_PROFILE": "sso"}).credentials()


class TestSecretCommand:
    def command(self, tmp_path: Path, words: str, mode: int = 0o600) -> Config:
        return loaded(tmp_path, f"[profiles.p]\naccess_key = 'AK'\nsecret_command = '''{words}'''\n", mode=mode)

    def test_first_line_is_the_secret(self, tmp_path: Path) -> None:
        config = self.command(tmp_path, r"printf 'hidden\nurl: x\n'")
        assert config.credentials().secret_key == "hidden"

    def test_no_shell_is_involved(self, tmp_path: Path) -> None:
        assert self.command(tmp_path, "echo $HOME;id").credentials().secret_key == "$HOME;id"

    @pytest.mark.parametrize("words", ["false", "true", "no-such-program-here", "echo 'x", "", "echo a\u00e9"])
    def test_what_fails_says_so_without_its_output(self, tmp_path: Path, words: str) -> None:
        with pytest.raises(ConfigError) as caught:
            self.command(tmp_path, words).credentials()
        assert "profile p" in caught.value.message or isinstance(caught.value, CredentialsMissing)

    def test_output_of_a_failure_is_never_shown(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError) as caught:
            self.command(tmp_path, f"sh -c 'echo {SECRET}; echo {SECRET} >&2; exit 3'").credentials()
        assert SECRET not in caught.value.message + caught.value.hint
        assert "exit 3" in caught.value.message

    def test_a_slow_one_is_given_up(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("rtc_tui.config.credentials._PATIENCE", 0.1)
        with pytest.raises(ConfigError, match="no answer"):
            self.command(tmp_path, "sleep 5").credentials()

    def test_a_file_that_others_can_change_runs_nothing(self, tmp_path: Path) -> None:
        marker = tmp_path / "ran"
        with pytest.raises(ConfigError, match="others than you can change"):
            self.command(tmp_path, f"touch {marker}", mode=0o622).credentials()
        assert not marker.exists()


class TestPaths:
    def test_by_flag_and_variable(self, tmp_path: Path) -> None:
        environment = {"RTC_TUI_CONFIG": str(tmp_path / "a.toml"), "HOME": str(tmp_path)}
        assert find_paths({}, environment).config == tmp_path / "a.toml"
        assert find_paths({"config": str(tmp_path / "b.toml")}, environment).config == tmp_path / "b.toml"

    def test_no_home_directory(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HOME", "")
        for name in ("CONFIG", "STATE", "DATA"):
            monkeypatch.delenv(f"XDG_{name}_HOME", raising=False)
        paths = find_paths({}, os.environ)
        assert (paths.config, paths.state, paths.data, paths.home) == (None, None, None, None)
        config = load({}, UTF8, paths)
        assert "no home directory" in config.notes[0]

    def test_a_state_folder_that_cannot_be_made_has_a_stand_in(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "file").touch()
        (tmp_path / "tmp").mkdir()
        monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "tmp"))
        folder, note = usable_state_dir(Paths(state=tmp_path / "file" / "state"))
        assert folder == tmp_path / "tmp" / f"rtc-tui-{os.getuid()}"
        assert folder.stat().st_mode & 0o777 == 0o700
        assert str(folder) in note

    def test_a_stand_in_that_somebody_else_could_have_laid_is_not_used(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "trap").mkdir(mode=0o777)
        (tmp_path / f"rtc-tui-{os.getuid()}").symlink_to(tmp_path / "trap")
        monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
        folder, note = usable_state_dir(Paths())
        assert folder is None
        assert "this process alone" in note

    def test_nowhere_to_write_at_all(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "file").touch()
        monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "file"))
        assert usable_state_dir(Paths(state=tmp_path / "file" / "x"))[0] is None


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_template_parses_and_loads(tmp_path: Path, language: text.Language) -> None:
    from rtc_tui.cli.configure import template

    text.use(language)
    try:
        toml = template({"app": "myapp"})
    finally:
        text.use("en")
    table = tomllib.loads(toml)
    assert table["profiles"]["prod"]["app"] == "myapp"
    assert table["limits"] == {"ListRealTimeQualityDistribution": {"per_second": 2}}
    assert table["thresholds"]["80ms_audio_stall_rate"] == {"warn": 3.0, "crit": 5.0, "better": "lower"}
    assert loaded(tmp_path, toml).target.app == "myapp"


def test_lines_are_found_in_the_usual_ways_of_writing() -> None:
    toml = 'a.b = 1\n[t]\nx = 1 # y = 2\n"q.r" = 3\n[t . "u v"]\nz = { k = 1 }\n[[n]]\nm=1\n'
    assert line_of(toml, ("a", "b")) == 1
    assert line_of(toml, ("t", "x")) == 3
    assert line_of(toml, ("t", "q.r")) == 4
    assert line_of(toml, ("t", "u v", "z", "k")) == 6
    assert line_of(toml, ("n", "m")) == 8
    assert line_of(toml, ("other",)) == 0
