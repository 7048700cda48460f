"""Headless output, against the contract: table, JSON, CSV, once and watched."""

import asyncio
import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from math import inf
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from rtc_tui import report
from rtc_tui.config import Config
from rtc_tui.config.model import Ui
from rtc_tui.core.account import Target
from rtc_tui.core.model import BUCKET, Dropped, Feature, Product, Query, Scope
from rtc_tui.core.request import Format, LiveRequest
from rtc_tui.core.thresholds import Thresholds
from rtc_tui.errors import ExitCode, NotPermitted, RtcTuiError, Unreachable, UsageError
from rtc_tui.report.rows import Printed
from rtc_tui.text import use
from tests.feed.virtual import BOUNDARY, NOW, OPERATION, QUALITY, OwnClock, Service, passed, source_of, virtual

GOLDEN = Path(__file__).parent / "golden"
AT = int(BOUNDARY)
NEWEST = AT - 90
STALL = "80ms_audio_stall_rate"


def config(**more: Any) -> Config:
    ui = Ui("Asia/Shanghai", ZoneInfo("Asia/Shanghai"), "en", "textual-dark", False, True, True, True)
    known: dict[str, Any] = {
        "target": Target("661e0543cf"), "ui": replace(ui, ascii=more.pop("plain", False)), "thresholds": Thresholds(),
        "limits": {}, "keys": {}, "archive": None, "paths": None, "profiles": {}, "record_http": None, "log": None,
        "notes": (), "origins": {}, "chain": None, "watch": (),
    }  # fmt: skip
    return Config(**(known | more))


class Out(io.StringIO):
    """What was printed, and when it was pushed out."""

    def __init__(self) -> None:
        super().__init__()
        self.pushed: list[tuple[float, str]] = []

    def flush(self) -> None:
        before = sum(len(text) for _, text in self.pushed)
        self.pushed.append((passed(), self.getvalue()[before:]))


def run(
    request: LiveRequest, service: Service | None = None, known: Config | None = None, seconds: float = 1e6
) -> tuple[Out, ExitCode | None]:
    """The report over a pretend service in virtual time; stopped, as ctrl+c would, after some seconds."""
    out = Out()

    async def main() -> ExitCode | None:
        used = service or Service(OwnClock())
        try:
            async with asyncio.timeout(seconds):
                return await report.live(request, known or config(), lambda: source_of(used), out)
        except TimeoutError:
            return None
        finally:
            assert used.closed

    return out, virtual(main())


def looked(service: Service | None = None, known: Config | None = None, **request: Any) -> dict[str, Any]:
    out, _ = run(LiveRequest(Format.JSON, **request), service, known)
    return cast("dict[str, Any]", json.loads(out.getvalue()))


def golden(name: str, found: str) -> None:
    """A change of the output is a change of the contract: look at it, then write the file anew."""
    assert found == (GOLDEN / name).read_text("utf-8"), found


def points(found: dict[str, Any], name: str = STALL) -> dict[str, Any]:
    return {
        each["time"][11:19]: each["value"]
        for series in found["series"]
        if series["name"] == name
        for each in series["points"]
    }


# ------------------------------------------------------------------ JSON
def test_json_is_one_object_as_the_contract_has_it() -> None:
    """Names, order, types and meaning of every key."""
    service = Service(
        OwnClock(), names=(STALL, "5s_join_room_success_rate"), value=lambda at, _: 4.12 if at > NEWEST - 90 else None
    )
    out, code = run(LiveRequest(Format.JSON, start=NEWEST - 120), service)
    assert code is ExitCode.DONE
    assert out.getvalue().count("\n") == 1
    found = json.loads(out.getvalue())
    assert list(found) == ["pane", "app", "product", "from", "to", "generated", "series", "health"]
    golden("live.json", json.dumps(found, indent=1, ensure_ascii=False) + "\n")


def test_the_window_is_the_hour_that_can_be_had() -> None:
    """Unless told otherwise; and a bucket without data is null, not left out and not zero."""
    found = looked(Service(OwnClock(), value=lambda at, _: None if at == NEWEST - 300 else 1.0))
    shown = points(found)
    assert len(shown) == (NEWEST - (AT - 3540)) // BUCKET + 1
    assert [time for time, value in shown.items() if value is None] == ["10:26:00"]
    hole = next(each for each in found["series"][0]["points"] if each["value"] is None)
    assert (hole["severity"], hole["provenance"]) == ("none", "missing")
    assert found["from"] == "2026-11-20T09:33:30+08:00"
    assert found["to"] == "2026-11-20T10:32:30+08:00"
    assert found["health"]["state"] == "live"
    assert found["health"]["age_s"] == int(NOW + 0.2 - NEWEST)


@pytest.mark.parametrize(
    ("start", "end", "first", "last"),
    [
        (AT - 900, None, "10:17:30", "10:31:00"),
        (AT - 913, AT - 601, "10:17:30", "10:22:00"),
        (None, AT - 3000, "09:33:30", "09:42:00"),
        (AT - 100_000, AT - 3500, "09:33:30", "09:34:00"),
    ],
)
def test_from_and_to_hold_whole_buckets(start: int | None, end: int | None, first: str, last: str) -> None:
    """Those that start in the window asked for, as far as the service reaches."""
    service = Service(OwnClock())
    shown = list(points(looked(service, start=start, end=end)))
    assert (shown[0], shown[-1]) == (first, last)
    assert all(at % BUCKET == 0 for window in service.windows() for at in window)


def test_a_window_that_has_not_begun_asks_for_the_newest_closed_bucket() -> None:
    """The service wants a window with something in it; the open bucket is never asked for."""
    service = Service(OwnClock())
    assert points(looked(service, start=int(NOW) - 5)) == {}
    assert service.windows() == [(AT - 30, AT)]


def test_a_window_out_of_reach_is_a_usage_error() -> None:
    """Rather than other buckets than those asked for."""
    with pytest.raises(UsageError):
        looked(end=AT - 3580)


def test_states_and_grades() -> None:
    """The series' severity remembers, each point's does not."""
    found = looked(Service(OwnClock(), value=lambda at, _: 6.0 if at in (NEWEST - 300, NEWEST) else 1.0))
    series = found["series"][0]
    assert series["severity"] == "ok"
    assert [each["severity"] for each in series["points"] if each["value"] == 6] == ["crit", "crit"]
    assert series["better"] == "lower"


def test_unknown_names_have_no_keys_that_are_not_known() -> None:
    """An absent key means not known."""
    series = looked(Service(OwnClock(), names=("brand_new",)))["series"][-1]
    assert list(series) == ["name", "unit", "severity", "points"]
    assert series["severity"] == "none"


def test_operation_data_come_along_and_counts_are_whole_numbers() -> None:
    """Of the app; with a room they have to be asked for by name."""
    found = looked(Service(OwnClock(), value=lambda *_: 12431.0))
    users = next(each for each in found["series"] if each["name"] == "online_user_count")
    assert users["points"][-1]["value"] == 12431
    assert isinstance(users["points"][-1]["value"], int)
    room = looked(scopes=(Scope("room-1"),))
    assert "online_user_count" not in {each["name"] for each in room["series"]}


@pytest.mark.parametrize(
    ("indicators", "asked"),
    [((), {QUALITY, OPERATION}), (("stall_rate",), {QUALITY}), (("online_user_count",), {OPERATION}),
     ((STALL, "online_room_count"), {QUALITY, OPERATION})],
)  # fmt: skip
def test_only_what_can_answer_is_asked(indicators: tuple[str, ...], asked: set[Query]) -> None:
    """By the name of the request or of the series."""
    service = Service(OwnClock())
    looked(service, indicators=indicators)
    assert {query for _, query, _ in service.asked} == asked
    assert set(service.deadlines) == {40.0}


def test_indicators_choose_the_series() -> None:
    """`stall_rate` all of them, `80ms_audio_stall_rate` one."""
    service = Service(OwnClock(), names=(STALL, "500ms_video_stall_rate", "5s_join_room_success_rate"))
    names = [[each["name"] for each in looked(service, indicators=(name,))["series"]] for name in ("stall_rate", STALL)]
    assert names == [[STALL, "500ms_video_stall_rate"], [STALL]]


class Rooms(Service):
    """Answers for rooms and users under the scope that was asked."""

    async def _answer(self, query: Query, window: Any, deadline: float, names: tuple[str, ...]) -> Any:
        batch = await super()._answer(query, window, deadline, names)
        series = tuple(replace(each, key=each.key._replace(scope=query.scope)) for each in batch.series)
        return replace(batch, series=series)


def test_rooms_and_users_are_named_and_those_unknown_too() -> None:
    """One series per user with --each-user; `dropped_users` holds all that the service does not know."""
    scopes = tuple(Scope("room-1", (user,)) for user in ("alice", "bob", "carol"))
    found = looked(Rooms(OwnClock(), missing=("alice", "carol")), scopes=scopes)
    assert [(each["room"], each["users"]) for each in found["series"]] == [
        ("room-1", [u]) for u in ("alice", "bob", "carol")
    ]
    assert found["dropped_users"] == ["alice", "carol"]
    assert "dropped_users" not in looked()


def test_health_tells_what_was_left_out_and_what_failed() -> None:
    """Points, notes, and each failure with what to do; keys that are not known are absent."""
    no = NotPermitted("May not.", "Ask.", code="AccessDenied", request_id="r9")
    service = Service(
        OwnClock(),
        dropped=Dropped(bad_time=2),
        notes=("A note.",),
        error=lambda query, _: no if query == OPERATION else None,
    )
    health = looked(service)["health"]
    assert health["state"] == "live"
    assert health["dropped_points"] == 2
    assert [note.partition(" ")[0] for note in health["notes"]] == ["2", "A"]
    assert health["errors"] == [
        {"feature": "operation", "kind": "NotPermitted", "message": "May not.", "hint": "Ask.", "code": "AccessDenied",
         "request_id": "r9"},
    ]  # fmt: skip
    service.error = lambda query, _: Unreachable("Gone.", "Wait.") if query == OPERATION else None
    assert set(looked(service)["health"]["errors"][0]) == {"feature", "kind", "message", "hint"}


def test_an_empty_answer_is_an_answer() -> None:
    """No series, no age, nothing that looks like a failure, and a sentence that says so."""
    found = looked(Service(OwnClock(), value=lambda *_: None))
    assert found["series"] == []
    (note,) = found["health"].pop("notes")
    assert found["health"] == {"state": "live", "errors": []}
    assert "no quality data" in note


def test_machine_output_is_the_same_in_every_language() -> None:
    """Words of states and names of keys are no texts."""
    one = looked()
    use("zh")
    assert looked() == one


HOSTILE = "=cmd|'/c calc'!A0\x1b[31m\n\u202e\ud800,\"x"


def test_hostile_text_is_harmless_in_every_format() -> None:
    """In names, units, users, messages: no control character, one line each, and it can be encoded."""
    no = NotPermitted(HOSTILE, HOSTILE, code=HOSTILE, request_id=HOSTILE)
    for kind in Format:
        service = Service(
            OwnClock(), names=(HOSTILE,), notes=(HOSTILE,), error=lambda q, _: no if q == OPERATION else None
        )
        text = run(LiveRequest(kind, start=NEWEST), service, config(target=Target(HOSTILE)))[0].getvalue()
        assert not any(letter in text for letter in "\x1b\u202e\ud800\r")
        assert text.encode()
        assert len(text.splitlines()) == {Format.JSON: 1, Format.CSV: 2, Format.TABLE: 3}[kind]


def test_a_value_that_is_no_number_is_null() -> None:
    """JSON knows neither NaN nor Infinity."""
    found = looked(Service(OwnClock(), value=lambda at, _: inf if at == NEWEST else 1.0))
    assert points(found)["10:31:00"] is None


# ------------------------------------------------------------------ CSV
def test_csv_is_long_and_has_its_header() -> None:
    """One line per bucket; a hole has an empty value."""
    service = Service(OwnClock(), value=lambda at, _: None if at == NEWEST - 30 else 4.125)
    out, _ = run(LiveRequest(Format.CSV, start=NEWEST - 60), service)
    golden("live.csv", out.getvalue())


def test_csv_tells_rooms_and_users_as_dimensions() -> None:
    """Where a slice of a distribution would stand."""
    for scope, expected in (
        (Scope("room-1"), ["Room", "room-1"]),
        (Scope("room-1", ("a", "b")), ["User", "room-1/a+b"]),
    ):
        out, _ = run(LiveRequest(Format.CSV, start=NEWEST, scopes=(scope,)), Rooms(OwnClock()))
        row = next(iter(csv.DictReader(io.StringIO(out.getvalue()))))
        assert [row["dimension"], row["slice"]] == expected


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "\t=1", "\r=1", "@room"])
def test_csv_is_not_read_as_a_formula(name: str) -> None:
    """A spreadsheet opens what a script wrote."""
    out, _ = run(LiveRequest(Format.CSV, start=NEWEST), Service(OwnClock(), names=(name,)))
    cell = next(iter(csv.DictReader(io.StringIO(out.getvalue()))))["name"]
    assert cell.strip()[0] not in "=+-@＝"


# ------------------------------------------------------------------ table
def test_the_table() -> None:
    """The newest value, its state, its change, and the range of the window."""
    service = Service(
        OwnClock(), names=(STALL, "5s_join_room_success_rate", "新指标"), value=lambda at, _: 4.0 + (at == NEWEST)
    )
    golden("live.txt", run(LiveRequest(), service)[0].getvalue())
    use("zh")
    golden("live-zh.txt", run(LiveRequest(), service)[0].getvalue())


def test_the_table_in_ascii() -> None:
    """For terminals that know no more."""
    out, _ = run(LiveRequest(indicators=("stall_rate",)), known=config(plain=True))
    assert out.getvalue().isascii()


def test_the_table_s_range_is_the_window_s() -> None:
    """Not that of all that is held."""
    service = Service(OwnClock(), value=lambda at, _: 9.0 if at < AT - 600 else 1.0)
    out, _ = run(LiveRequest(start=AT - 300, indicators=("stall_rate",)), service)
    assert out.getvalue().splitlines()[2].split()[-3:-1] == ["1.00", "1.00"]


# ------------------------------------------------------------------ failures
def fails(query: Query, error: RtcTuiError, start: float = 0, end: float = 1e9) -> Callable[..., RtcTuiError | None]:
    return lambda asked, at: error if asked == query and start <= at < end else None


def test_a_failure_of_what_was_asked_for_is_raised_and_nothing_is_printed() -> None:
    """The caller turns it into a sentence and an exit code."""
    error = Unreachable("gone")
    service, out = Service(OwnClock(), error=lambda *_: error), Out()
    with pytest.raises(Unreachable) as caught:
        virtual(report.live(LiveRequest(Format.JSON), config(), lambda: source_of(service), out))
    assert caught.value is error
    assert not out.getvalue()
    assert service.closed


def test_a_refusal_of_quality_leaves_the_rest() -> None:
    """Who may see online counts alone gets them, and the exit code of the refusal."""
    service, out = Service(OwnClock(), error=fails(QUALITY, NotPermitted("no"))), Out()
    with pytest.raises(NotPermitted):
        virtual(report.live(LiveRequest(Format.JSON), config(), lambda: source_of(service), out))
    (found,) = objects(out)
    assert [each["name"] for each in found["series"]] == ["online_user_count"]
    assert found["health"]["errors"][0]["kind"] == "NotPermitted"


def test_an_extra_that_fails_is_told_beside_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    """Users and rooms online come along; that they may not does not spoil the quality."""
    out, code = run(
        LiveRequest(Format.JSON), Service(OwnClock(), error=fails(OPERATION, NotPermitted("May not.", "Ask.")))
    )
    assert code is ExitCode.DONE
    assert json.loads(out.getvalue())["series"]
    assert capsys.readouterr().err == "May not. Ask.\n"


def test_an_extra_asked_for_by_name_is_none() -> None:
    """Then its failure is one, after the rest was printed."""
    service = Service(OwnClock(), error=fails(OPERATION, NotPermitted("no")))
    with pytest.raises(NotPermitted):
        run(LiveRequest(Format.JSON, indicators=("online_user_count",)), service)


def test_one_user_of_several_that_fails_is_raised_after_the_others_were_printed() -> None:
    """A script sees by the exit code that something is missing, and has what there is."""
    scopes = tuple(Scope("room-1", (user,)) for user in ("alice", "bob"))
    service = Rooms(OwnClock(), error=fails(Query(Feature.QUALITY, scope=scopes[0]), Unreachable("gone")))
    printed: list[str] = []

    async def main() -> None:
        out = Out()
        try:
            await report.live(LiveRequest(Format.JSON, scopes=scopes), config(), lambda: source_of(service), out)
        finally:
            printed.append(out.getvalue())

    with pytest.raises(Unreachable):
        virtual(main())
    assert [each["users"] for each in json.loads(printed[0])["series"]] == [["bob"]]


@pytest.mark.parametrize("off", [-7200, -600, 600, 7200])
def test_a_wrong_clock_does_not_spoil_the_window(off: float) -> None:
    """The first answer, or refusal, tells the time: it is asked again for the right hour."""
    found = looked(Service(OwnClock(off)))
    assert (found["from"], found["to"]) == ("2026-11-20T09:33:30+08:00", "2026-11-20T10:32:30+08:00")
    assert found["health"]["age_s"] == int(NOW + 0.4 - NEWEST)
    assert len(points(found)) == 116


@pytest.mark.parametrize(
    ("off", "start", "end"),
    [*((off, "-15m", "-5m") for off in (-7200, -600, 0, 600, 7200)),
     *((off, "10:17:41", "10:27:41") for off in (0, 600, 1800))],
)  # fmt: skip
def test_times_as_typed_are_the_service_s(off: float, start: str, end: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever our own clock says; and that it is wrong is told."""
    found = looked(Service(OwnClock(off)), start=start, end=end)
    assert list(points(found))[0::19] == ["10:18:00", "10:27:30"]
    assert ("clock" in capsys.readouterr().err) is bool(off)
    assert any("clock" in note for note in found["health"].get("notes", ())) is bool(off)


# ------------------------------------------------------------------ left out
SENTENCES = {
    "unknown": ({"missing": ("bob",)}, Scope("room-1", ("alice", "bob")), "Unknown to the service, left out: bob"),
    "dropped": ({"dropped": Dropped(bad_value=3)}, Scope(), " points of the latest answers"),
    "together": ({}, Scope("room-1", ("alice", "bob")), "one set of values"),
    "standing": ({"notes": ("A note.",)}, Scope(), "A note."),
    "skew": ({"clock": OwnClock(90)}, Scope(), "clock is +90 s off"),
    "empty app": ({"value": lambda *_: None}, Scope(), "has no quality data for this app"),
    "empty room": ({"value": lambda *_: None}, Scope("nosuchroom"), "try --product web"),
    "empty users": ({"value": lambda *_: None}, Scope("room-1", ("alice",)), "and the users"),
}


@pytest.mark.parametrize("kind", Format)
@pytest.mark.parametrize("case", SENTENCES)
def test_what_was_left_out_is_said(case: str, kind: Format, capsys: pytest.CaptureFixture[str]) -> None:
    """On stderr for every format, once, and in JSON."""
    more, scope, says = SENTENCES[case]
    service = Rooms(**({"clock": OwnClock()} | cast("dict[str, Any]", more)))
    out, code = run(LiveRequest(kind, scopes=(scope,)), service)
    assert code is ExitCode.DONE
    assert capsys.readouterr().err.count(says) == 1
    if kind is Format.JSON:
        assert any(says in note for note in json.loads(out.getvalue())["health"]["notes"])


def test_an_indicator_that_nothing_came_of_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """The answer has others."""
    run(LiveRequest(indicators=("network_trans_delay",)))
    assert "nothing of the indicators" in capsys.readouterr().err


def test_what_is_not_known_keeps_its_precision() -> None:
    """All of it for machines, six digits for people; what is known is rounded."""
    service = Service(OwnClock(), names=("brand_new", STALL), value=lambda *_: 0.0043217891)
    series = looked(service, start=NEWEST)["series"]
    assert [each["points"][0]["value"] for each in series if each["name"] in {"brand_new", STALL}] == [0, 0.0043217891]
    text = run(LiveRequest(start=NEWEST), service)[0].getvalue()
    assert "0.00432179 %" in text
    assert "0.00 %" in text


def test_a_closed_window_s_last_bucket_counts() -> None:
    """Only the newest two of now may still change."""
    service = Service(OwnClock(), value=lambda at, _: 9.0 if AT - 630 <= at < AT - 570 else 1.0)
    assert looked(service, end=AT - 570)["series"][0]["severity"] == "crit"
    late = Service(OwnClock(), value=lambda at, _: 9.0 if at >= NEWEST - 30 else 1.0)
    assert looked(late)["series"][0]["severity"] == "ok"


# ------------------------------------------------------------------ watch
def objects(out: Out) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_watched_json_prints_all_and_then_what_is_new_or_changed() -> None:
    """A line per look, pushed out at once; the newest bucket that changed comes again."""

    def value(bucket: int, at: float) -> float:
        return 1.0 if NOW + at - bucket < 125 else 2.0

    service = Service(OwnClock(), value=value)
    out, _ = run(LiveRequest(Format.JSON, watch=30), service, seconds=100)
    first, *later = objects(out)
    assert len(points(first)) == 116
    assert [points(each) for each in later] == [
        {"10:31:00": 2.0, "10:31:30": 1.0}, {"10:31:30": 2.0, "10:32:00": 1.0}, {"10:32:00": 2.0, "10:32:30": 1.0},
    ]  # fmt: skip
    assert [round(at) for at, _ in out.pushed] == [0, 30, 61, 91]
    assert [window.seconds for window in service.windows()] == [3540, 150, 150, 150]
    assert all(each["health"]["state"] == "live" for each in later)


@pytest.mark.parametrize("kind", Format)
def test_a_short_watch_asks_only_for_what_can_be_new_and_prints_only_what_is(kind: Format) -> None:
    """Buckets come each 30 s: so do questions and lines, and no line is empty."""
    service = Service(OwnClock())
    out, _ = run(LiveRequest(kind, watch=1, indicators=("stall_rate",)), service, seconds=100)
    assert len(service.times()) == 4
    assert len([text for _, text in out.pushed if text]) == len(out.pushed) == 4
    assert all(out.getvalue().splitlines())


def test_what_failed_is_asked_again_at_the_pace_of_the_watch_and_what_did_not_is_not() -> None:
    """A line when the trouble comes and one when it goes."""
    service = Service(OwnClock(), error=fails(QUALITY, Unreachable("Gone."), 0, 10))
    out, _ = run(LiveRequest(Format.JSON, watch=1), service, seconds=15)
    assert len(service.times()) == pytest.approx(9, abs=1)
    assert len(service.times(OPERATION)) <= 2
    assert [each["health"]["state"] for each in objects(out)][:: len(objects(out)) - 1] == ["offline", "live"]
    assert len(objects(out)) <= 3


def test_what_has_to_be_known_is_said_when_it_changes(capsys: pytest.CaptureFixture[str]) -> None:
    """Not with each look."""
    service = Service(OwnClock(), notes=("A note.",), dropped=Dropped(bad_time=2))
    run(LiveRequest(Format.CSV, watch=30), service, seconds=200)
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2
    assert said[1] == "A note."


def test_a_hole_that_fills_later_is_printed_then() -> None:
    """First null, then its value; it is asked for while it may fill."""
    late = NEWEST - 120
    service = Service(OwnClock(), value=lambda at, now: None if at == late and now < 200 else 1.0)
    out, _ = run(LiveRequest(Format.JSON, watch=30, indicators=("stall_rate",)), service, seconds=300)
    told = [points(each)["10:29:00"] for each in objects(out) if "10:29:00" in points(each)]
    assert told == [None, 1.0]


def test_an_outage_while_watching_is_told_and_then_filled(capsys: pytest.CaptureFixture[str]) -> None:
    """Health says so, stderr as well; afterwards no bucket is missing or printed twice."""
    error = Unreachable("Gone.", "Wait.")
    service = Service(OwnClock(), error=fails(QUALITY, error, 50, 400))
    out, _ = run(LiveRequest(Format.JSON, watch=30, indicators=("stall_rate",)), service, seconds=500)
    states = [each["health"]["state"] for each in objects(out)]
    assert states[0] == states[-1] == "live"
    assert states.count("offline") == 1
    assert capsys.readouterr().err.count("Gone. Wait.\n") == 1
    told = [time for each in objects(out) for time in points(each)]
    assert len(told) == len(set(told)) == 116 + 500 // 30


def test_each_user_is_watched_by_itself() -> None:
    """One that failed at first gets its whole hour later, although the other's is long there."""
    scopes = tuple(Scope("room-1", (user,)) for user in ("alice", "bob"))
    service = Rooms(OwnClock(), error=fails(Query(Feature.QUALITY, scope=scopes[1]), Unreachable("gone"), 0, 40))
    out, _ = run(LiveRequest(Format.JSON, scopes=scopes, watch=30), service, seconds=70)
    lengths = [{each["users"][0]: len(each["points"]) for each in found["series"]} for found in objects(out)]
    assert lengths[0] == {"alice": 116}
    assert lengths[2]["bob"] > 110


def test_a_failure_at_first_does_not_end_the_watch() -> None:
    """The next look may do better; the header of a CSV comes once."""
    service = Service(OwnClock(), error=fails(QUALITY, Unreachable("gone"), 0, 40))
    out, _ = run(LiveRequest(Format.CSV, watch=30, indicators=("stall_rate",)), service, seconds=70)
    lines = out.getvalue().splitlines()
    assert lines[0].startswith("time,name,")
    assert sum(line.startswith("time,") for line in lines) == 1
    assert len(lines) > 110


def test_a_watched_table_has_its_age_and_head_each_time_and_a_line_for_what_changed() -> None:
    """Whoever looks at the last lines knows what they are about and how old; nothing new, nothing printed."""
    out, _ = run(LiveRequest(watch=10, indicators=("stall_rate",)), seconds=65)
    lines = out.getvalue().splitlines()
    assert [line.split()[0] for line in lines] == ["app", "series", "audio"] * 3
    assert all(" s old" in line for line in lines[::3])
    assert len({line.index("value") for line in lines[1::3]}) == 1


def test_a_watched_window_that_passes_ends_the_watch() -> None:
    """Nothing of it can change any more."""
    out, code = run(LiveRequest(Format.JSON, end=AT - 3480, watch=30))
    assert code is ExitCode.DONE
    assert len(objects(out)) == 1


def test_a_long_watch_does_not_grow() -> None:
    """What was printed is forgotten with the window."""
    held: list[int] = []
    remember = Printed.fresh

    def fresh(self: Any, *given: Any) -> Any:
        found = remember(self, *given)
        held.append(max(len(each) for each in self.values.values()))
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Printed, "fresh", fresh)
        run(LiveRequest(Format.CSV, watch=600, indicators=("stall_rate",)), seconds=5 * 3600)
    assert max(held) <= 121


def test_dates_and_product_are_told() -> None:
    """In the zone chosen, with its offset."""
    found = looked(known=config(target=Target("661e0543cf", product=Product.WEB), origins=MappingProxyType({})))
    assert found["product"] == "web"
    assert datetime.fromisoformat(found["generated"]).timestamp() == pytest.approx(NOW, abs=1)
    assert found["generated"].endswith("+08:00")
