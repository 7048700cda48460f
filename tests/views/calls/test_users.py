"""The users of a room: which call, who was there when, and whose details are asked for."""

from math import isnan

import pytest

from rtc_tui.core.ask import Answer, Ask, AskOnline, AskRooms, AskUsers
from rtc_tui.core.calls import OnlineUsers, Room, Stay, User
from rtc_tui.core.listing import Listing
from rtc_tui.core.model import DAY, HOUR, Window
from rtc_tui.core.snapshot import Selection, Snapshot, Visit
from rtc_tui.core.thresholds import Severity
from rtc_tui.tui.panes.calls.guests import stay_bar
from rtc_tui.views.calls import users
from rtc_tui.views.calls.users import Bad
from tests.views.calls.quiet import call, lossy

NOW = 1_700_000_041
END = 1_700_000_100
CALL = Window(NOW - 3600, END)
TYPED = Window(END - DAY, END)
LIVE = Room("room-1", "c2", NOW - 3600, None, 3)
BEFORE = Room("room-1", "c1", NOW - 9 * HOUR, NOW - 8 * HOUR, 0, finished=True)


def user(name: str, joined: int = 3000, left: int | None = None, call: str = "c2", *, published: bool = True) -> User:
    """Somebody with one stay; times in seconds before now."""
    end = None if left is None else NOW - left
    stays = (Stay(NOW - joined, end),)
    return User(name, "room-1", call, NOW - joined, end, None, left is not None, published, "ios", "4g", stays=stays)


def listing(*rows: object, missing: tuple[str, ...] = (), window: Window = CALL) -> Answer:
    """A whole list."""
    part: Listing[object] = Listing(window, rows, NOW, len(rows), missing_users=missing)
    return Answer((part,), 1, 1, received=NOW)


def visiting(window: Window = CALL, chosen: tuple[str, ...] = ()) -> Visit:
    """The room, in a window."""
    return Visit("users", "room-1", window, chosen=chosen)


def seen(visit: Visit, answers: dict[Ask, Answer], cursor: int | None = None, text: str = "") -> users.UserList:
    """What these answers tell."""
    return users.listed(Snapshot(NOW, answers=answers), Selection(visit=visit, cursor=cursor, filter=text))


def names(found: users.UserList) -> list[str]:
    """The users, in order."""
    return [guest.user.user for guest in found.guests]


def test_a_call_is_asked_for_its_users_its_room_and_the_rooms_other_calls() -> None:
    """Of the day; the present count only while the call may be on."""
    asked = users.asks(Selection(visit=visiting()), NOW)
    assert asked == (AskUsers("room-1", CALL), AskOnline("room-1", END // 60), AskRooms(TYPED, "room-1"))
    over = Window(NOW - 9 * HOUR, NOW - 8 * HOUR)
    assert [type(ask) for ask in users.asks(Selection(visit=visiting(over)), NOW)] == [AskUsers, AskRooms]


def test_a_typed_room_is_looked_for_over_two_weeks() -> None:
    """Within what the service still lists."""
    ask = users.asks(Selection(visit=visiting(TYPED)), NOW)[-1]
    assert isinstance(ask, AskRooms)
    assert NOW - 14 * DAY < ask.window.start < NOW - 14 * DAY + 600


def test_nothing_is_asked_before_a_room_is_known() -> None:
    """No room, or no window."""
    assert users.asks(Selection(visit=Visit("users")), NOW) == ()
    assert users.asks(Selection(visit=Visit("users", "room-1")), NOW) == ()


def test_the_newest_call_of_a_typed_room_is_shown_and_its_users_alone() -> None:
    """Users of an earlier call of that day are not mixed in."""
    told: dict[Ask, Answer] = {AskUsers("room-1", TYPED): listing(user("a"), user("b", call="c1"), user("c"))}
    told[AskRooms(TYPED, "room-1")] = listing(LIVE, BEFORE)
    found = seen(visiting(TYPED), told)
    assert (found.call, found.calls, names(found)) == (LIVE, (LIVE, BEFORE), ["a", "c"])


def test_the_call_at_the_time_of_interest_is_shown() -> None:
    """Not the newest one."""
    told: dict[Ask, Answer] = {AskUsers("room-1", TYPED): listing(user("a"), user("b", call="c1"))}
    told[AskRooms(TYPED, "room-1")] = listing(LIVE, BEFORE)
    found = seen(visiting(TYPED), told, cursor=NOW - 8 * HOUR - 600)
    assert (found.call, names(found)) == (BEFORE, ["b"])


def test_a_time_of_interest_outside_of_the_call_leads_to_the_day_around_it() -> None:
    """Then other users are asked for."""
    at = NOW - 3 * DAY
    asked = users.asks(Selection(visit=visiting(), cursor=at), NOW)
    assert isinstance(asked[0], AskUsers)
    assert asked[0].window.start < at < asked[0].window.end
    inside = users.asks(Selection(visit=visiting(), cursor=NOW - 600), NOW)
    assert inside[0] == AskUsers("room-1", CALL)


def test_calls_that_only_users_tell_of_are_known_too() -> None:
    """A room created before the list begins."""
    (known,) = users.calls_of("room-1", (), (user("a", 3000, 100, "c5"), user("b", 2000, 50, "c5")))
    assert (known.call, known.created, known.ended, known.finished) == ("c5", NOW - 3000, NOW - 50, True)
    (on,) = users.calls_of("room-1", (), (user("a", call="c5"), user("b", 2000, 50, "c5")))
    assert (on.ended, on.finished) == (None, False)


def test_users_without_a_call_id_belong_to_the_call_that_is_looked_at() -> None:
    """The service may leave it out."""
    told: dict[Ask, Answer] = {AskUsers("room-1", CALL): listing(user("a", call=""))}
    told[AskRooms(TYPED, "room-1")] = listing(LIVE)
    assert names(seen(visiting(), told)) == ["a"]


def test_a_call_that_has_been_left_is_looked_at_in_its_own_window() -> None:
    """A typed room's day becomes the window of the call; a window that fits stays as it was asked."""
    told: dict[Ask, Answer] = {AskUsers("room-1", TYPED): listing(user("a")), AskRooms(TYPED, "room-1"): listing(LIVE)}
    assert users.entered(seen(visiting(TYPED), told), visiting(TYPED), NOW) == CALL
    assert users.entered(seen(visiting(), told), visiting(), NOW + 900) == CALL


def test_stays_are_summed_within_the_window() -> None:
    """Ends that nobody told are the window's."""
    who = User("a", stays=(Stay(None, 150), Stay(300, 350), Stay(390, None)))
    assert users.stayed(who, Window(100, 400)) == 50 + 50 + 10
    assert isnan(users.stayed(User("a"), Window(0, 10)))
    assert users.stayed(User("a", online_s=12.0), Window(0, 10)) == 12.0


@pytest.mark.parametrize(
    ("stays", "finished", "expected"),
    [
        ((Stay(0, None),), False, "●█████████"),
        ((Stay(20, 60),), True, "  ●███○   "),
        ((Stay(0, 30), Stay(50, None)), False, "●██○ ●████"),
        ((Stay(None, 40),), True, "████○     "),
        ((Stay(50, None),), True, "     ●▒▒▒▒"),
        ((Stay(-500, 900),), True, "██████████"),
        ((Stay(-500, -400),), True, "          "),
        ((), False, "          "),
    ],
)
def test_time_bar_shows_joins_stays_and_leaves(stays: tuple[Stay, ...], finished: bool, expected: str) -> None:
    """And where nobody told how a stay ended."""
    who = User("a", finished=finished, stays=tuple(Stay(_on(a), _on(b)) for a, b in stays))
    assert stay_bar(who, Window(1000, 1100), 10) == expected


def _on(at: int | None) -> int | None:
    return None if at is None else 1000 + at


def test_worst_users_come_first_once_details_are_in() -> None:
    """As a sender or as a receiver; users without details stand below, by when they joined."""
    bad = users.badness(call())
    assert set(bad) == {"ann", "ben", "cas", "dan"}
    assert bad["ann"].usual >= 1
    assert all(bad[name].usual < 1 <= bad[name].worst for name in ("ben", "cas", "dan"))
    assert users.badness(lossy(seconds=30).call())["ben"].worst < 1
    order = users._ORDERS["worst"]
    guests = [
        users.Guest(user("x"), 0.0),
        users.Guest(user("y"), 0.0, bad=Bad(0.2, 3.0)),
        users.Guest(user("z"), 0.0, bad=Bad(2, 3)),
    ]
    assert [guest.user.user for guest in sorted(guests, key=order)] == ["z", "y", "x"]
    assert [guest.severity for guest in guests] == [Severity.NONE, Severity.WARN, Severity.CRIT]


@pytest.mark.parametrize(("exists", "online"), [(True, 12), (False, 0)])
def test_whether_the_room_exists_now_is_told(exists: bool, online: int) -> None:
    """With how many there are, the unseen ones included."""
    part = OnlineUsers("room-1", exists, NOW, total=online // 3, total_invisible=online - online // 3)
    found = seen(visiting(), {AskOnline("room-1", END // 60): Answer((part,), 1, 1)})
    assert (found.exists, found.online) == (exists, online)


def test_users_unknown_to_the_service_are_named() -> None:
    """Those who were chosen and are not listed, and those of whom the list says so."""
    told: dict[Ask, Answer] = {AskUsers("room-1", CALL): listing(user("a"), missing=("m",))}
    assert seen(visiting(chosen=("a", "ghost")), told).missing == ("m", "ghost")
    told = {AskUsers("room-1", CALL): Answer()}
    assert seen(visiting(chosen=("ghost",)), told).missing == ()


def test_few_users_are_all_asked_for_and_of_many_those_who_published_and_stayed() -> None:
    """The one under the cursor among them, whatever they did."""
    told: dict[Ask, Answer] = {AskUsers("room-1", CALL): listing(*(user(f"u{n:02}", 3000 - n) for n in range(9)))}
    assert len(users.to_ask(seen(visiting(), told))) == 9
    crowd = [user(f"u{n:02}", 3000 - n, published=n % 2 == 0) for n in range(50)]
    found = seen(visiting(), {AskUsers("room-1", CALL): listing(*crowd)})
    chosen = users.to_ask(found)
    assert chosen == tuple(f"u{n:02}" for n in range(0, 40, 2))
    assert users.to_ask(found, "u49")[0] == "u49"
    assert len(users.to_ask(found, "u49")) == users.AUTOMATIC


def test_who_was_chosen_is_asked_for_and_nobody_else() -> None:
    """Also more than one request takes: the feed cuts the list."""
    crowd = [user(f"u{n:02}") for n in range(50)]
    chosen = tuple(f"u{n:02}" for n in range(30))
    assert users.to_ask(seen(visiting(chosen=chosen), {AskUsers("room-1", CALL): listing(*crowd)})) == chosen


@pytest.mark.parametrize("name", ["a,b", "", "\udc80"])
def test_ids_that_cannot_be_named_in_a_request_are_never_asked_for(name: str) -> None:
    """A comma parts the list of the API."""
    found = seen(visiting(), {AskUsers("room-1", CALL): listing(user(name), user("fine"))})
    assert not users.askable(name)
    assert users.to_ask(found, name) == ("fine",)


@pytest.mark.parametrize("name", ["a b", "[bold]x[/]", "\x1b[31m", "x" * 200, "张三"])
def test_other_strange_ids_can_be_asked_for(name: str) -> None:
    """The service gave them out."""
    assert users.askable(name)


def test_details_begin_with_the_last_ten_minutes_or_with_those_around_the_cursor() -> None:
    """On whole minutes, within the call."""
    window = Window(NOW - 3600, NOW)
    last = users.span(window, None, NOW)
    assert (last.seconds, last.start % 60, last.end % 60) == (600, 0, 0)
    assert last.end - 60 < NOW <= last.end
    around = users.span(window, NOW - 1800, NOW)
    assert around.start < NOW - 1800 < around.end
    assert around.seconds == 600
    short = users.span(Window(NOW - 100, NOW), None, NOW)
    assert short.start <= NOW - 100 < NOW <= short.end
    assert short.seconds < 240


def test_a_filter_narrows_the_users() -> None:
    """By ID, OS, network, device, SDK."""
    told: dict[Ask, Answer] = {AskUsers("room-1", CALL): listing(user("ann"), user("ben"))}
    assert names(seen(visiting(), told, text="be")) == ["ben"]
    assert names(seen(visiting(), told, text="ios !ann")) == ["ben"]
    assert seen(visiting(), told, text="zzz").total == 2
