"""`get distribution`, against the contract: slices of the last hour, watched or not, and of days gone by."""

import asyncio
import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import nan
from pathlib import Path
from random import Random
from typing import Any, cast

import pytest

from rtc_tui import report
from rtc_tui.archive.absent import NoArchive
from rtc_tui.config import Config
from rtc_tui.core.account import Target
from rtc_tui.core.actions import REALTIME_DISTRIBUTION
from rtc_tui.core.indicators import QUALITY
from rtc_tui.core.model import (
    BUCKET,
    FIVE_MINUTES,
    WHOLE_APP,
    Batch,
    Dimension,
    Dropped,
    Feature,
    Product,
    Query,
    Series,
    SeriesKey,
    Window,
)  # fmt: skip
from rtc_tui.core.request import Format, LiveRequest
from rtc_tui.core.snapshot import Quota
from rtc_tui.errors import BadRequest, ExitCode, NotPermitted, RtcTuiError, UnknownAction, Unreachable, UsageError
from rtc_tui.feed.live import LiveSource
from rtc_tui.feed.shared import SharedSource
from rtc_tui.report.past import joined
from rtc_tui.text import use
from tests.feed.recorder import PlainArchive, at_once
from tests.feed.virtual import BOUNDARY, NOW, OwnClock, Service, passed, virtual
from tests.test_report import HOSTILE, config, golden, objects, run

AT = int(BOUNDARY)
NEWEST = AT - 90
STALL = "80ms_audio_stall_rate"
DAY = 86_400
PLACES = {"android": 4.0, "ios": 1.0, "": 6.0}
Values = Callable[[str, int], float | None]


@dataclass
class Slices(Service):
    """A service with a series for each slice; of days gone by a point every five minutes."""

    slices: dict[str, float] = field(default_factory=lambda: dict(PLACES))
    of: Values | None = None
    limit: Quota = Quota()
    past: list[tuple[Window, str, Dimension]] = field(default_factory=list)

    def quota(self, actions: Any = ()) -> Quota:
        return self.limit if tuple(actions) == (REALTIME_DISTRIBUTION,) else super().quota()

    async def _answer(self, query: Query, window: Window, deadline: float, names: tuple[str, ...]) -> Batch:
        found = await super()._answer(query, window, deadline, (f"80ms_audio_{query.indicator}",))
        return replace(found, series=tuple(self._slices(found.query, found.series[0].points())))

    async def distribution(
        self, window: Window, indicator: str, dimension: Dimension, *, product: Product | None = None,
        deadline: float = 40.0,
    ) -> Batch:  # fmt: skip
        assert window.seconds <= 7 * DAY
        assert deadline == 40.0
        self.past.append((window, indicator, dimension))
        await asyncio.sleep(self.latency)
        query = Query(Feature.DISTRIBUTION, product or Product.NATIVE, WHOLE_APP, dimension, indicator, FIVE_MINUTES)
        if (error := self.error(query, passed())) is not None:
            raise error
        series = tuple(self._slices(query, [(at, 1.0) for at in range(window.start, window.end, FIVE_MINUTES)]))
        return Batch(query, window, series, NOW, self.dropped)

    def _slices(self, query: Query, points: Any) -> list[Series]:
        held = list(points)
        return [
            Series.of(
                SeriesKey(f"80ms_audio_{query.indicator}", query.product, dimension=query.dimension, slice=name),
                {at: nan if (value := self._value(name, at)) is None else value for at, _ in held},
                "%",
                query.step,
                query.provenance,
            )
            for name in self.slices
        ]

    def _value(self, name: str, at: int) -> float | None:
        return self.of(name, at) if self.of else self.slices[name]


def looked(
    service: Service | None = None, known: Config | None = None, dimensions: Any = (Dimension.OS,), **request: Any
) -> dict[str, Any]:
    out, _ = run(LiveRequest(Format.JSON, dimensions=dimensions, **request), service or Slices(OwnClock()), known)
    return cast("dict[str, Any]", json.loads(out.getvalue()))


def stall(kind: Format, service: Service | None = None, **request: Any) -> str:
    more: dict[str, Any] = {"indicators": ("stall_rate",), "dimensions": (Dimension.OS,)} | request
    return run(LiveRequest(kind, **more), service or Slices(OwnClock()))[0].getvalue()


# ------------------------------------------------------------------ the last hour
def test_json_has_the_dimension_and_each_series_its_slice() -> None:
    """Names, order, types and meaning of every key."""
    golden("distribution.json", json.dumps(json.loads(stall(Format.JSON, start=NEWEST)), indent=1) + "\n")


def test_csv_fills_dimension_and_slice() -> None:
    """One line per bucket and slice."""
    golden("distribution.csv", stall(Format.CSV, start=NEWEST - 30))


def test_the_table_has_the_worst_slice_first() -> None:
    """Of each series; what has no value of late comes last, and the glyph is the state's."""

    def of(name: str, at: int) -> float | None:
        worse = 3.0 if name == "android" and at > NEWEST - 120 else 0.0
        return None if name == "" and at > AT - 3400 else PLACES[name] + worse

    golden("distribution.txt", stall(Format.TABLE, Slices(OwnClock(), of=of)))
    use("zh")
    golden("distribution-zh.txt", stall(Format.TABLE, Slices(OwnClock(), of=of)))


def test_the_table_calls_slices_as_people_do_and_scripts_get_the_services_word() -> None:
    """In the language in use; of two spellings of one place the service's word stands beside each."""
    service = Slices(OwnClock(), slices={"广东": 4.0, "Guangdong": 3.0, "北京": 1.0, "Atlantis": 0.5})
    request: dict[str, Any] = {"dimensions": (Dimension.PROVINCE,)}
    names = [line[:24].strip() for line in stall(Format.TABLE, service, **request).splitlines()[2:]]
    assert [name.split("  ")[0] for name in names] == [
        "Guangdong (广东)",
        "Guangdong (Guangdong)",
        "Beijing",
        "Atlantis",
    ]
    use("zh")
    table, told = stall(Format.TABLE, service, **request), stall(Format.JSON, service, **request)
    assert "按省份" in table
    assert not {"Province", "live", "crit", "warn"} & {*re.findall(r"[A-Za-z]+", table)}
    assert {each["slice"] for each in json.loads(told)["series"]} == set(service.slices)
    assert json.loads(told)["dimension"] == "Province"
    assert json.loads(told)["health"]["state"] == "live"
    assert {row["severity"] for row in csv.DictReader(io.StringIO(stall(Format.CSV, service, **request)))} == {
        "ok",
        "warn",
    }


def test_a_rate_that_should_be_high_has_its_lowest_first() -> None:
    """Worst is not the largest."""
    text = stall(Format.TABLE, indicators=("join_room_success_rate",))
    assert [line.split()[0] for line in text.splitlines()[2:]] == ["iOS", "Android", "(no"]


def test_all_five_indicators_are_asked_by_one_dimension() -> None:
    """Unless told otherwise: one request each, nothing else."""
    service = Slices(OwnClock())
    looked(service)
    assert {query for _, query, _ in service.asked} == {
        Query(Feature.DISTRIBUTION, dimension=Dimension.OS, indicator=name) for name in QUALITY
    }


def test_several_dimensions_are_told_per_series_and_in_the_table_per_line() -> None:
    """The object has no dimension of its own then."""
    both = (Dimension.OS, Dimension.ACCESS)
    found = looked(dimensions=both, indicators=("stall_rate",))
    assert "dimension" not in found
    assert {each["dimension"] for each in found["series"]} == {"OS", "Access"}
    assert len(found["series"]) == 6
    heads = [line.split()[0] for line in stall(Format.TABLE, dimensions=both).splitlines()[2:]]
    assert heads == ["OS"] * 3 + ["access"] * 3


def test_an_indicator_by_the_name_of_its_series_chooses_it() -> None:
    """`80ms_audio_stall_rate` asks for stall_rate."""
    service = Slices(OwnClock())
    found = looked(service, indicators=(STALL,))
    assert {query.indicator for _, query, _ in service.asked} == {"stall_rate"}
    assert {each["name"] for each in found["series"]} == {STALL}


def test_health_is_the_distribution_s() -> None:
    """State and age are those of what was asked; a refusal is raised, and says of what."""
    found = looked(indicators=("stall_rate",))["health"]
    assert found == {"state": "live", "age_s": int(NOW + 0.2 - NEWEST), "errors": []}
    with pytest.raises(UnknownAction):
        looked(Slices(OwnClock(), error=lambda *_: UnknownAction("no web")))


def test_one_combination_that_fails_leaves_the_others() -> None:
    """They are printed, and the exit code is that of the failure."""
    service = Slices(OwnClock(), error=lambda q, _: BadRequest("no") if q.indicator == "stall_rate" else None)
    with pytest.raises(BadRequest):
        looked(service)
    assert len(service.asked) == 5


def test_an_empty_answer_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    """An app without web has no web slices."""
    found = looked(Slices(OwnClock(), slices={}))
    assert found["series"] == []
    assert "no distribution" in found["health"]["notes"][0]
    assert capsys.readouterr().err.count("no distribution") == 1


WEB = config(target=Target("661e0543cf", product=Product.WEB))


@pytest.mark.parametrize("times", [{}, {"start": "-10h", "end": "-9h"}])
def test_what_web_data_are_not_told_by_says_what_is_possible(times: dict[str, str]) -> None:
    """Neither the app ID nor a product that nobody asked for is to blame."""
    found = looked(Slices(OwnClock(), slices={}), WEB, (Dimension.OS, Dimension.ACCESS), **times)
    (note,) = found["health"]["notes"]
    assert "The web product has no data by OS, Access" in note
    assert "--dimension Province" in note
    assert "--product native" in note


def test_web_data_by_place_are_empty_as_others_are() -> None:
    """And what comes although the documents say otherwise is shown without a word."""
    (note,) = looked(Slices(OwnClock(), slices={}), WEB, (Dimension.PROVINCE,))["health"]["notes"]
    assert "check the app ID" in note
    assert "notes" not in looked(Slices(OwnClock()), WEB)["health"]


def test_hostile_slices_are_harmless_in_every_format() -> None:
    """A name of a place is foreign text like any other."""
    for kind in Format:
        text = stall(kind, Slices(OwnClock(), slices={HOSTILE: 1.0}), start=NEWEST)
        assert not any(letter in text for letter in "\x1b\u202e\ud800\r")
        assert len(text.splitlines()) == {Format.JSON: 1, Format.CSV: 2, Format.TABLE: 3}[kind]
    row = next(iter(csv.DictReader(io.StringIO(stall(Format.CSV, Slices(OwnClock(), slices={HOSTILE: 1.0}))))))
    assert row["slice"].startswith("'=")


# ------------------------------------------------------------------ watched
def test_watched_it_prints_what_is_new() -> None:
    """The first answer whole, then each slice's newest bucket."""
    out, _ = run(
        LiveRequest(Format.JSON, dimensions=(Dimension.OS,), indicators=("stall_rate",), watch=30),
        Slices(OwnClock()),
        seconds=70,
    )
    first, *later = objects(out)
    assert len(first["series"][0]["points"]) == 116
    assert [[len(each["points"]) for each in one["series"]] for one in later] == [[1, 1, 1]] * 2


def test_watched_under_a_daily_cap_it_asks_as_seldom_as_the_day_needs(capsys: pytest.CaptureFixture[str]) -> None:
    """Five questions a look and 1440 a day: said on stderr, and no bucket is missing from the output."""
    service = Slices(OwnClock(), limit=Quota(0, 10, 0, 1440))
    out, _ = run(LiveRequest(Format.JSON, dimensions=(Dimension.OS,), watch=30), service, seconds=3600)
    assert 80 < len(service.asked) < 140
    assert "Daily quota" in capsys.readouterr().err
    times = [p["time"] for one in objects(out) for each in one["series"][:1] for p in each["points"]]
    assert len(set(times)) > 116 + 100


# ------------------------------------------------------------------ days gone by
def test_days_gone_by_come_from_the_offline_data_in_pieces_of_a_week() -> None:
    """Cut and joined, on a grid of five minutes, and marked as what they are."""
    service = Slices(OwnClock())
    found = looked(service, start="-10d", end="-9h", indicators=("stall_rate",))
    assert [window.seconds <= 7 * DAY for window, *_ in service.past] == [True, True]
    assert service.past[0][0].end == service.past[1][0].start
    assert not service.asked
    series = found["series"][0]
    whole = service.past[1][0].end - service.past[0][0].start
    assert len(series["points"]) == whole // FIVE_MINUTES
    assert {each["provenance"] for each in series["points"]} == {"offline"}
    assert found["from"] == "2026-11-10T10:30:00+08:00"
    assert found["health"] == {"state": "live", "errors": []}


def test_the_table_of_days_gone_by_has_dates() -> None:
    """A time alone would be today's."""
    text = stall(Format.TABLE, start="-10h", end="-9h")
    assert "offline data" in text.splitlines()[0]
    assert "2026-11-20 01:30" in text.splitlines()[2]


def test_a_piece_that_fails_is_raised_after_the_rest_was_printed() -> None:
    """And what was left out is counted."""
    errors: list[RtcTuiError | None] = [None, NotPermitted("no")]
    service = Slices(OwnClock(), error=lambda *_: errors.pop(0), dropped=Dropped(bad_time=2))
    with pytest.raises(NotPermitted):
        looked(service, start="-10d", end="-9h", indicators=("stall_rate",))
    ok = looked(Slices(OwnClock(), dropped=Dropped(bad_time=2)), start="-1d", end="-9h", indicators=("stall_rate",))
    assert ok["health"]["dropped_points"] == 2
    with pytest.raises(Unreachable):
        looked(Slices(OwnClock(), error=lambda *_: Unreachable("gone")), start="-1d", end="-9h")


class Forgetful(Slices):
    """As the service: what begins more than 30 days ago by its own clock, `ahead` seconds off ours, is refused."""

    ahead = 0

    async def distribution(self, window: Window, *rest: Any, **more: Any) -> Batch:
        begun = passed()
        found = await super().distribution(window, *rest, **more)
        self.skew_s = self.ahead or None
        if window.start < NOW + begun + self.latency + self.ahead - 30 * DAY:
            raise BadRequest("OutofTimeRange")
        return found


@pytest.mark.parametrize(("end", "pieces"), [("-29d", 1), ("-20d", 2)])
def test_what_the_service_no_longer_keeps_when_it_is_asked_is_left_out_and_told(end: str, pieces: int) -> None:
    """Thirty days ago is too old by the time the question arrives: the rest is there, its beginning is said."""
    service = Forgetful(OwnClock(), latency=35.0)
    found = looked(service, start="-30d", end=end, indicators=("stall_rate",))
    assert len(service.past) == pieces
    assert found["health"]["notes"] == ["What is older than 30 days is not part of this: the service no longer has it."]
    first = found["series"][0]["points"][0]["time"]
    assert found["from"] == first
    assert datetime.fromisoformat(first).timestamp() - (NOW - 30 * DAY) < 2 * FIVE_MINUTES


def test_a_clock_that_is_wrong_does_not_lose_the_oldest_piece() -> None:
    """The refusal tells the time: what was refused is asked once more."""
    service = Forgetful(OwnClock())
    service.ahead = 600
    found = looked(service, start="-30d", end="-29d", indicators=("stall_rate",))
    assert found["series"][0]["points"]


def test_a_time_that_has_passed_out_of_reach_altogether_is_a_usage_error() -> None:
    """Two minutes of it are too little to ask for."""
    service = Forgetful(OwnClock())
    with pytest.raises(UsageError):
        looked(service, start=int(NOW - 30 * DAY) - 60, end=int(NOW - 30 * DAY) + 30, indicators=("stall_rate",))
    assert not service.past


# ------------------------------------------------------------------ names that are not known
class Renaming(Slices):
    """A service that calls its series by other names."""

    names: Any = staticmethod("{}_v2".format)

    def _slices(self, query: Query, points: Any) -> list[Series]:
        found = super()._slices(query, points)
        return [replace(each, key=each.key._replace(name=self.names(each.key.name))) for each in found]


@pytest.mark.parametrize("past", [{}, {"start": "-10h", "end": "-9h"}])
@pytest.mark.parametrize("asked", ["stall_rate", STALL])
@pytest.mark.parametrize("named", ["{}_v2", "quality.17"])
def test_what_is_answered_to_an_indicator_is_shown_whatever_it_is_called(
    named: str, asked: str, past: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """Under its own name, which is told; nobody says that there is nothing."""
    service = Renaming(OwnClock())
    service.names = named.format
    found = looked(service, indicators=(asked,), **past)
    assert {each["name"] for each in found["series"]} == {named.format(STALL)}
    assert all(each["points"] for each in found["series"])
    said = capsys.readouterr().err
    assert f"in answer to what was asked for: {named.format(STALL)}." in said
    assert "nothing" not in said


def test_of_names_that_are_not_known_those_that_hold_the_one_asked_for_are_shown() -> None:
    """Who asks for sound gets no pictures, where the names tell."""
    turn = iter([f"{STALL}_v2", "500ms_video_stall_rate_v2"] * 100)
    service = Renaming(OwnClock(), slices={"android": 4.0, "ios": 1.0})
    service.names = lambda _: next(turn)
    assert {each["name"] for each in looked(service, indicators=(STALL,))["series"]} == {f"{STALL}_v2"}
    found = looked(service, indicators=("stall_rate",))["series"]
    assert {each["name"] for each in found} == {f"{STALL}_v2", "500ms_video_stall_rate_v2"}


def test_names_that_are_not_known_beside_the_one_asked_for_do_not_come_along() -> None:
    """Who asks for one series by its name gets that one, while it is there."""

    def both(name: str) -> str:
        return name if next(turn) else f"{name}_v2"

    turn = iter([True, False] * 100)
    service = Renaming(OwnClock(), slices={"android": 4.0, "ios": 1.0})
    service.names = both
    found = looked(service, indicators=(STALL,))
    assert {each["name"] for each in found["series"]} == {STALL}


# ------------------------------------------------------------------ what was recorded
HOUR = 3600
SPREAD = Query(Feature.DISTRIBUTION, Product.NATIVE, WHOLE_APP, Dimension.OS, "stall_rate")


def remembered(
    service: Service, start: str | None, end: str | None, folder: Path | None = None, kind: Format = Format.JSON
) -> str:
    """What is told of a time, with recordings of the last ten hours, except the third one back, in a folder."""
    out = io.StringIO()

    def source() -> SharedSource:
        live = LiveSource(service, service.clock, Random(1))
        archive = PlainArchive(folder, live.now) if folder else NoArchive()
        return SharedSource(live, archive, service.clock, records=False, beside=at_once)

    async def main() -> None:
        if folder:
            archive = PlainArchive(folder, service.clock.now)
            assert await archive.take()
            first, hole = AT - 10 * HOUR, range(AT - 3 * HOUR, AT - 2 * HOUR)
            points = {at: 2.25 for at in range(first, AT, BUCKET) if at not in hole}
            key = SeriesKey(STALL, Product.NATIVE, dimension=Dimension.OS, slice="ios")
            await archive.write([Batch(SPREAD, Window(first, AT), (Series.of(key, points, "%"),), NOW)])
            await archive.close()
        request = LiveRequest(kind, start, end, indicators=("stall_rate",), dimensions=(Dimension.OS,))
        await report.live(request, config(), source, out)

    virtual(main())
    return out.getvalue()


@pytest.mark.parametrize(
    ("start", "end", "parts"),
    [
        ("-4h", "-1h", []),
        ("-9h", "-7h", ["--from 2026-11-20T01:32:30+08:00 --to 2026-11-20T02:30:00+08:00"]),
        ("-3h", None, ["--from -60m"]),
        ("-9h", None, ["--to 2026-11-20T02:30:00+08:00", " or --from -60m"]),
    ],
)
def test_a_time_that_no_api_covers_is_told_as_recorded(
    start: str, end: str | None, parts: list[str], tmp_path: Path
) -> None:
    """Each bucket has its value exactly and its provenance, holes stay holes, and the service is asked nothing.

    What of it the service has is said, and how that is asked for.
    """
    service = Slices(OwnClock())
    found = json.loads(remembered(service, start, end, tmp_path))
    (series,) = found["series"]
    hole = range(AT - 3 * HOUR, AT - 2 * HOUR)
    for point in series["points"]:
        at = datetime.fromisoformat(point["time"]).timestamp()
        known = (None, "missing") if at in hole else (2.25, "recorded")
        assert (point["value"], point["provenance"]) == known
    assert series["slice"] == "ios"
    notes = found["health"].get("notes", [])
    assert len(notes) == bool(parts)
    assert all(part in notes[0] for part in parts)
    assert not service.asked
    assert not service.past


def test_the_table_of_recordings_says_so_and_has_dates(tmp_path: Path) -> None:
    """Whoever reads it later knows where it is from."""
    text = remembered(Slices(OwnClock()), "-4h", "-3h", tmp_path, Format.TABLE)
    assert "as recorded" in text.splitlines()[0]
    assert "2026-11-20 0" in text.splitlines()[2]


@pytest.mark.parametrize(("start", "end"), [("-3h", None), ("-3h", "-2h"), ("-9h", "-2h")])
def test_a_time_that_no_api_covers_and_nobody_recorded_is_a_usage_error(start: str, end: str | None) -> None:
    """Nothing is asked of the service, and the sentence says that a recorder would have it."""
    service = Slices(OwnClock())
    with pytest.raises(UsageError) as caught:
        remembered(service, start, end)
    assert "rtc-tui record" in caught.value.hint
    assert not service.asked
    assert not service.past


@pytest.mark.parametrize(("start", "end"), [("-40d", "-9h"), (None, "-9h")])
def test_a_time_that_nothing_can_cover_is_a_usage_error(start: str | None, end: str | None) -> None:
    """Nothing is asked, and the way is closed behind it."""
    service = Slices(OwnClock())
    with pytest.raises(UsageError):
        looked(service, start=start, end=end)
    assert not service.asked
    assert not service.past


def test_pieces_on_different_grids_are_joined_on_the_finest() -> None:
    """A piece with two points an hour apart says nothing of the step."""
    key, query = SeriesKey(STALL, dimension=Dimension.OS, slice="ios"), Query(Feature.DISTRIBUTION)
    parts = [Series.of(key, {0: 1.0, 3600: 2.0}, "", 3600), Series.of(key, {7500: 3.0, 7800: 4.0}, "%", 300)]
    series = joined(Batch(query, Window(0, 1), (part,), NOW) for part in parts)[key]
    assert dict(series.points()) == {0: 1.0, 3600: 2.0, 7500: 3.0, 7800: 4.0}
    assert (series.step, series.unit) == (300, "%")
    assert dict(joined([Batch(query, Window(0, 1), (Series.of(key, {}),), NOW)] * 2)[key].points()) == {}


def test_exit_code_is_done_when_all_was_answered() -> None:
    """For scripts."""
    assert run(LiveRequest(dimensions=(Dimension.OS,), start=NEWEST - BUCKET), Slices(OwnClock()))[1] is ExitCode.DONE
