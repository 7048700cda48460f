"""`get history`, against the contract: JSON, CSV, tables, with where each value comes from; once and watched."""

import asyncio
import csv
import io
import json
from collections.abc import Callable
from datetime import datetime
from math import nan
from pathlib import Path
from random import Random
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from rtc_tui.archive.absent import NoArchive
from rtc_tui.core.history_request import HistoryRequest, Kind
from rtc_tui.core.listing import DistributionShare, Listing, Usage
from rtc_tui.core.model import (
    DAY,
    HOUR,
    WHOLE_APP,
    Batch,
    Dimension,
    Feature,
    Product,
    Provenance,
    Query,
    Scope,
    Series,
    SeriesKey,
    Window,
)
from rtc_tui.core.request import Format
from rtc_tui.errors import ExitCode, NotPermitted, RtcTuiError
from rtc_tui.feed.live import LiveSource
from rtc_tui.feed.shared import SharedSource
from rtc_tui.report.history import history
from tests.feed.recorder import PlainArchive, at_once
from tests.feed.virtual import NOW, OwnClock, Service, passed, virtual
from tests.test_report import STALL, Out, config, golden

DAY_OF = 1_795_104_000  # 2026-11-20 00:00 in Beijing
NATIVE = Query(Feature.QUALITY)


class Past(Service):
    """A service whose offline data are 2.5 per cent everywhere, and full."""

    refuses: RtcTuiError | None = None

    async def quality(
        self, window: Window, *, step: int = 300, scope: Scope = WHOLE_APP, product: Product | None = None,
        deadline: float = 0,
    ) -> Batch:  # fmt: skip
        await self._call("quality", window, step=step, scope=scope)
        if self.refuses is not None:
            raise self.refuses
        query = Query(Feature.QUALITY, product or Product.NATIVE, scope, step=step)
        points = dict.fromkeys(range(window.start, window.end, step), 2.5)
        key = SeriesKey(STALL, query.product, scope)
        return Batch(query, window, (Series.of(key, points, "%", step, Provenance.OFFLINE),), NOW)

    async def operation(self, window: Window, *, step: int = DAY, deadline: float = 0) -> Batch:
        await self._call("operation", window, step=step)
        points = {at: float(i) for i, at in enumerate(range(window.start, window.end, step), 100)}
        names = ("user_count", "per_call_time", "something_new")
        series = tuple(Series.of(SeriesKey(name), points, "", step, Provenance.OFFLINE) for name in names)
        return Batch(Query(Feature.OPERATION, step=step), window, series, NOW)

    async def operation_distribution(
        self, window: Window, dimension: Dimension, *, deadline: float = 0
    ) -> Listing[DistributionShare]:
        await self._call("operation_distribution", window, dimension=dimension)
        rows = (DistributionShare("广东", 900.0, 60.0), DistributionShare("=上海", 600.0, nan))
        return Listing(window, rows, NOW)

    async def usages(self, window: Window, *, deadline: float = 0) -> Listing[Usage]:
        await self._call("usages", window)
        return Listing(window, (Usage(DAY_OF - 2 * DAY, 10.0, 20.0, 30.0, 40.5), Usage(DAY_OF - DAY, 0, 0, 0, 0)), NOW)


def run(
    request: HistoryRequest, service: Past | None = None, folder: Path | None = None, seconds: float = 1e6,
    prepare: Callable[[PlainArchive], Any] | None = None,
) -> tuple[Out, ExitCode | None]:  # fmt: skip
    """The report over a pretend service in virtual time, and an archive in a folder, if there is one."""
    out, used = Out(), service or Past(OwnClock())

    def source() -> SharedSource:
        live = LiveSource(used, used.clock, Random(1))
        archive = PlainArchive(folder, live.now) if folder else NoArchive()
        return SharedSource(live, archive, used.clock, records=False, beside=at_once)

    async def main() -> ExitCode | None:
        if prepare and folder:
            archive = PlainArchive(folder, used.clock.now)
            assert await archive.take()
            await prepare(archive)
            await archive.close()
        try:
            async with asyncio.timeout(seconds):
                return await history(request, config(), source, out)
        except TimeoutError:
            return None
        finally:
            assert used.closed

    return out, virtual(main())


def looked(request: HistoryRequest, *arguments: Any, **more: Any) -> dict[str, Any]:
    out, _ = run(request, *arguments, **more)
    assert out.getvalue().count("\n") == 1
    return cast("dict[str, Any]", json.loads(out.getvalue()))


def origins(found: dict[str, Any]) -> list[str]:
    """The sources in the order in which they follow one another."""
    points = found["series"][0]["points"]
    return [
        point["provenance"]
        for i, point in enumerate(points)
        if not i or points[i - 1]["provenance"] != point["provenance"]
    ]


async def recorded(archive: PlainArchive) -> None:
    """Half a minute's values of the last ten hours, at 3.1 per cent."""
    start = int(NOW) // 300 * 300 - 10 * HOUR
    points = dict.fromkeys(range(start, int(NOW) - 90, 30), 3.1)
    window = Window(start, int(NOW))
    await archive.write([Batch(NATIVE, window, (Series.of(SeriesKey(STALL), points, "%"),), NOW)])


# ------------------------------------------------------------------ JSON
def test_json_is_one_object_with_the_source_of_each_value() -> None:
    """Names, order, types and meaning of every key; the hours that no API gives are null and missing."""
    found = looked(HistoryRequest(step=HOUR, format=Format.JSON, start="-10h"))
    assert origins(found) == ["offline", "missing", "realtime"]
    golden("history.json", json.dumps(found, indent=1, ensure_ascii=False) + "\n")


def test_a_recorder_leaves_no_hole_and_the_trust_figure_is_told(tmp_path: Path) -> None:
    """Offline wins over what was recorded; the two differ by 0.6 per cent where both are known."""
    request = HistoryRequest(format=Format.JSON, start="-10h", indicators=("stall_rate",))
    found = looked(request, folder=tmp_path, prepare=recorded)
    assert "missing" not in origins(found)[:-1]
    assert origins(found)[:2] == ["offline", "recorded"]
    trust = found["series"][0]["trust"]
    assert (trust["mean"], trust["median"], trust["most"]) == (0.6, 0.6, 0.6)
    assert trust["buckets"] >= 23


def test_a_bucket_made_of_too_few_values_says_so() -> None:
    """The first five minutes of the hour that realtime data reach back to are whole; the newest ones are not."""
    found = looked(HistoryRequest(format=Format.JSON, start="-30m"))
    last = [point for point in found["series"][0]["points"] if point["value"] is not None][-1]
    assert last["partial"] is True
    assert last["provenance"] == "realtime"


def test_what_is_not_served_yet_is_no_hole() -> None:
    """The list ends where the service may have got to."""
    found = looked(HistoryRequest(format=Format.JSON, start="-30m"))
    assert found["series"][0]["points"][-1]["value"] is not None


def test_days_are_beijings_and_today_is_the_mean_of_what_there_is() -> None:
    """Of the days before the service's own values."""
    found = looked(HistoryRequest(step=DAY, format=Format.JSON, start="-3d"))
    points = found["series"][0]["points"]
    assert {datetime.fromisoformat(point["time"]).strftime("%H:%M") for point in points} == {"00:00"}
    assert [point.get("partial", False) for point in points] == [False, False, False, True]


def test_filters_leave_realtime_out_and_stand_in_the_answer() -> None:
    """Real-time data cannot be had by system."""
    scope = Scope("room-1", ("a", "b"), ("ios",), ("wifi",))
    found = looked(HistoryRequest(format=Format.JSON, start="-10h", scope=scope))
    series = found["series"][0]
    assert (series["room"], series["users"], series["os"], series["access"]) == (
        "room-1",
        ["a", "b"],
        ["ios"],
        ["wifi"],
    )
    assert "realtime" not in origins(found)


def test_operation_data_have_their_units_and_no_severity() -> None:
    """What the service alone names is left out."""
    found = looked(HistoryRequest("operation", DAY, Format.JSON, start="-3d"))
    names = {series["name"]: series for series in found["series"]}
    assert list(names) == ["user_count", "per_call_time"]
    assert names["per_call_time"]["unit"] == "min"
    assert "severity" not in names["user_count"]
    assert names["user_count"]["points"][0]["value"] == 100
    assert (found["kind"], found["granularity"]) == ("operation", "1d")


# ------------------------------------------------------------------ CSV and tables
def test_csv_has_a_line_per_bucket_and_is_no_formula() -> None:
    """Users by place: a line for the number and one for the share; a name that a spreadsheet would run is defused."""
    out, _ = run(HistoryRequest("users", 0, Format.CSV))
    golden("history-users.csv", out.getvalue())
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert [row["slice"] for row in rows if row["name"] == "user_count"] == ["广东", "'=上海"]


def test_csv_of_quality_tells_the_provenance_of_each_point() -> None:
    """Five minutes each; a hole has neither value nor severity."""
    out, _ = run(HistoryRequest(format=Format.CSV, start="-9h"))
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert {row["provenance"] for row in rows} == {"offline", "missing", "realtime"}
    assert {(row["value"], row["severity"]) for row in rows if row["provenance"] == "missing"} == {("", "none")}
    assert {row["value"] for row in rows if row["provenance"] == "offline"} == {"2.5"}


@pytest.mark.parametrize(("name", "request_"), [
    ("history.txt", HistoryRequest(start="-1d")),
    ("history-operation.txt", HistoryRequest("operation", DAY, start="-7d")),
    ("history-users.txt", HistoryRequest("users", 0)),
    ("history-usage.txt", HistoryRequest("usage", DAY, start="-4d")),
])  # fmt: skip
def test_tables_are_for_people(name: str, request_: HistoryRequest) -> None:
    """What it is about, a head, a line each."""
    out, code = run(request_)
    assert code is ExitCode.DONE
    golden(name, out.getvalue())


def test_the_hole_is_said_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    """With what would have filled it; stdout stays data."""
    run(HistoryRequest(start="-1d"))
    assert "rtc-tui record" in capsys.readouterr().err


def test_why_there_are_no_operation_data_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """They come late, so a short window that ends now is empty, and a longer one is not."""

    class Late(Past):
        async def operation(self, window: Window, *, step: int = DAY, deadline: float = 0) -> Batch:
            await self._call("operation", window, step=step)
            return Batch(Query(Feature.OPERATION, step=step), window, (), NOW)

    run(HistoryRequest("operation", HOUR, start="-2h"), Late(OwnClock()))
    assert "8 hours late" in capsys.readouterr().err


# ------------------------------------------------------------------ failures, and again
def test_a_refusal_is_raised_after_what_could_be_had() -> None:
    """The last hour is printed, and the exit code tells that not all is there."""
    service = Past(OwnClock())
    service.refuses = NotPermitted("no right", "ask for it", action="ListQuality")
    out = Out()

    async def main() -> None:
        live = LiveSource(service, service.clock, Random(1))
        shared = SharedSource(live, NoArchive(), service.clock, records=False, beside=at_once)
        await history(HistoryRequest(format=Format.JSON, start="-10h"), config(), lambda: shared, out)

    with pytest.raises(NotPermitted):
        virtual(main())
    found = json.loads(out.getvalue())
    assert found["health"]["state"] == "refused"
    assert origins(found) == ["missing", "realtime"]


def test_watched_it_prints_only_what_is_new() -> None:
    """The first answer whole, then the buckets that changed, and nothing of the past is asked again."""
    service = Past(OwnClock())
    request = HistoryRequest(format=Format.JSON, start="-9h", watch=60.0)
    out, code = run(request, service, seconds=400.0)
    first, *later = [json.loads(line) for line in out.getvalue().splitlines()]
    assert code is None
    assert len(first["series"][0]["points"]) > 100
    assert later
    assert all(len(series["points"]) <= 3 for each in later for series in each["series"])
    assert len([call for call in service.errands if call.name == "quality"]) <= 2


@pytest.mark.parametrize("kind", ["usage", "users"])
def test_watched_days_that_are_over_do_not_end_the_looks(kind: Kind) -> None:
    """The same question again and again is answered each time, and a window that has moved on is asked about."""
    service = Past(OwnClock())
    request = HistoryRequest(kind, DAY if kind == "usage" else 0, format=Format.JSON, watch=60.0)
    _, code = run(request, service, seconds=DAY + HOUR)
    windows = [call.window for call in service.errands]
    assert code is None
    assert windows[-1].end >= windows[0].end + (DAY if kind == "usage" else 24 * HOUR)


@pytest.mark.parametrize("end", ["-10h", "-9h"])
def test_watched_a_refusal_that_passes_is_asked_again_and_a_time_that_is_over_ends_only_then(end: str) -> None:
    """Refused for three looks, then granted: the values come, of a window that has passed as well, and that ends it."""

    class Refusing(Past):
        async def quality(self, window: Window, **more: Any) -> Batch:
            self.refuses = NotPermitted("no right", "ask for it") if passed() < 150 else None
            return await super().quality(window, **more)

    request = HistoryRequest(format=Format.JSON, start="-11h", end=end, watch=60.0)
    out, code = run(request, Refusing(OwnClock()), seconds=400.0)
    first, *_, last = [json.loads(line) for line in out.getvalue().splitlines()]
    assert first["health"]["state"] == "refused"
    assert last["health"]["state"] == "live"
    assert "offline" in origins(last)
    assert code is ExitCode.DONE


def test_a_day_when_clocks_change_has_its_twenty_five_hours() -> None:
    """In Berlin: each hour once, none twice, the offset told with each time."""
    zone = ZoneInfo("Europe/Berlin")
    start, end = (datetime(2026, 10, day, tzinfo=zone) for day in (25, 26))
    request = HistoryRequest(step=HOUR, format=Format.JSON, start=start.isoformat(), end=end.isoformat())

    window = request.window(NOW, zone)
    assert window.seconds == 25 * HOUR
    found = looked(request)
    times = [datetime.fromisoformat(point["time"]).timestamp() for point in found["series"][0]["points"]]
    assert times == list(range(window.start, window.end, HOUR))
