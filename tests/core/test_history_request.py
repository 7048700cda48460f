"""What `get history` may be asked."""

from zoneinfo import ZoneInfo

import pytest

from rtc_tui.core import history_request
from rtc_tui.core.ask import AskHistory, AskShares, AskUsages
from rtc_tui.core.history_request import HistoryRequest
from rtc_tui.core.model import BUCKET, DAY, FIVE_MINUTES, HOUR, Dimension, Feature, Product, Scope, Window
from rtc_tui.errors import UsageError

NOW = 1_795_141_961.0  # 2026-11-20 10:32:41 in Beijing
ZONE = ZoneInfo("Asia/Shanghai")


def test_steps_are_granted_by_kind() -> None:
    """Each kind has its usual one, and refuses what the service does not have."""
    assert [history_request.granularity(kind, None) for kind in history_request.KINDS] == [300, 3600, 0, 86400]
    assert history_request.granularity("quality", "30s") == BUCKET
    for kind, word in (("operation", "5min"), ("usage", "1h"), ("users", "1d")):
        with pytest.raises(UsageError):
            history_request.granularity(kind, word)  # type: ignore[arg-type]


def test_windows_lie_on_the_grid_of_their_step() -> None:
    """Five minutes of the clock; days of Beijing, whatever the zone."""
    zone = ZoneInfo("America/New_York")
    window = HistoryRequest(start="-61m").window(NOW, zone)
    assert (window.start % 300, window.end % 300) == (0, 0)
    days = HistoryRequest("usage", DAY, start="-1d").window(NOW, zone)
    assert (days.start + 8 * HOUR) % DAY == 0
    assert days.seconds == 2 * DAY


def test_thirty_days_may_be_asked_at_once_and_no_more() -> None:
    """Also a month of last winter, which a recorder may have; not the year before."""
    assert HistoryRequest(start="-30d").window(NOW, ZONE).seconds >= 30 * DAY
    assert HistoryRequest(start="-300d", end="-290d").window(NOW, ZONE).seconds == 10 * DAY + 300
    for start, end in (("-31d", None), ("-400d", "-390d"), ("-1h", "-2h")):
        with pytest.raises(UsageError):
            HistoryRequest(start=start, end=end).window(NOW, ZONE)


def test_users_are_told_up_to_eight_hours_ago() -> None:
    """The window that is printed is the one that was asked; younger ones are refused."""
    window = HistoryRequest("users", 0).window(NOW, ZONE)
    assert window.end <= NOW - 8 * HOUR
    for start in ("-2h", "-8d"):
        with pytest.raises(UsageError):
            HistoryRequest("users", 0, start=start).window(NOW, ZONE)


def test_systems_and_networks_are_for_native_quality() -> None:
    """They would be ignored with web, and without a word (ListQuality's document)."""
    found = history_request.scope("quality", Scope("r"), ["iOS", "ios"], ["WIFI"], Product.NATIVE)
    assert found == Scope("r", (), ("ios",), ("wifi",))
    for kind, scope, systems, product in (
        ("quality", Scope(), ["ios"], Product.WEB),
        ("quality", Scope(), ["amiga"], Product.NATIVE),
        ("usage", Scope(), ["ios"], Product.NATIVE),
        ("operation", Scope("r"), [], Product.NATIVE),
    ):
        with pytest.raises(UsageError):
            history_request.scope(kind, scope, systems, [], product)  # type: ignore[arg-type]


def test_each_kind_has_its_question() -> None:
    """Days of quality take the five minutes of the latest ones along, which have no daily value yet."""
    window = Window(int(NOW) - 3 * DAY, int(NOW))
    daily, late = HistoryRequest(step=DAY).asks(window, Product.WEB, NOW)
    assert isinstance(daily, AskHistory)
    assert isinstance(late, AskHistory)
    assert (daily.query.step, late.query.step, late.window.seconds) == (DAY, FIVE_MINUTES, 2 * DAY)
    assert daily.query.product is Product.WEB
    (users, country) = HistoryRequest("users", 0, dimensions=(Dimension.PROVINCE, Dimension.COUNTRY)).asks(
        window, Product.NATIVE, NOW
    )
    assert isinstance(users, AskShares)
    assert isinstance(country, AskShares)
    assert isinstance(HistoryRequest("usage", DAY).asks(window, Product.NATIVE, NOW)[0], AskUsages)


def test_online_users_are_asked_when_they_are_named() -> None:
    """They are operation data, and no answer to a question about quality."""
    both = HistoryRequest(indicators=("stall_rate", "online_user_count")).queries(Product.NATIVE)
    assert [query.feature for query in both] == [Feature.QUALITY, Feature.OPERATION]
    alone = HistoryRequest(indicators=("online_user_count",))
    assert [query.feature for query in alone.queries(Product.NATIVE)] == [Feature.OPERATION]
    assert alone.wants("online_user_count")
    assert not HistoryRequest().wants("online_user_count")


def test_a_name_that_is_not_known_is_wanted_as_what_it_tells_to_be() -> None:
    """The service may call its series by other names than the documents do."""
    asked = HistoryRequest(indicators=("stall_rate",))
    assert asked.wants("80ms_audio_stall_rate_v2")
    assert not asked.wants("5s_join_room_success_rate_v2")
    assert not asked.wants("something_new")
    assert HistoryRequest().wants("something_new")
    assert not HistoryRequest().wants("online_user_count_v2")


def test_names_are_those_of_the_kind() -> None:
    """With the known ones in the hint; users and usage have none."""
    assert history_request.indicators("operation", ["User_Count"]) == ("user_count",)
    for kind, name in (("operation", "stall_rate"), ("usage", "audio"), ("quality", "user_count")):
        with pytest.raises(UsageError):
            history_request.indicators(kind, [name])  # type: ignore[arg-type]
    with pytest.raises(UsageError):
        history_request.dimensions("quality", ["Province"])
    with pytest.raises(UsageError):
        history_request.dimensions("users", ["OS"])
