"""Find the room: what is asked, what is shown in which order, and what a typed ID leads to."""

from dataclasses import replace

import pytest

from rtc_tui.core.ask import Answer, Ask, AskRooms, AskUsers
from rtc_tui.core.calls import Room, User
from rtc_tui.core.listing import Listing
from rtc_tui.core.model import DAY, HOUR, Window
from rtc_tui.core.shelf import Shelf
from rtc_tui.core.snapshot import Problem, Selection, Snapshot, Visit
from rtc_tui.errors import UsageError
from rtc_tui.views.calls import rooms
from rtc_tui.views.calls.crumbs import crumbs

NOW = 1_700_000_041
END = 1_700_000_100  # the next full five minutes
HOUR_ASK, DAY_ASK = AskRooms(Window(END - HOUR, END)), AskRooms(Window(END - DAY, END))
NONE = Shelf()
LIVE = Room("room-1", "c1", NOW - 600, None, 3)
BUSY = Room("room-2", "c2", NOW - 7200, None, 9)
OVER = Room("room-3", "c3", NOW - 9000, NOW - 1000, 0, finished=True)


def answer(*rows: object, received: float = NOW, more: bool = False, total: int = 1) -> Answer:
    """A whole list."""
    listing: Listing[object] = Listing(DAY_ASK.window, rows, received, len(rows), more)
    return Answer((listing,), 1, total, received=received)


def seen(
    selection: Selection = Selection(), shelf: Shelf = NONE, answers: dict[Ask, Answer] | None = None
) -> rooms.RoomList:
    """The list from these answers, else from three rooms."""
    told: dict[Ask, Answer] = {DAY_ASK: answer(OVER, LIVE, BUSY)} if answers is None else answers
    return rooms.listed(Snapshot(NOW, answers=told), selection, shelf)


def names(found: rooms.RoomList) -> list[str]:
    """The rooms, in order."""
    return [line.room for line in found.lines]


def test_the_question_stays_the_same_for_five_minutes() -> None:
    """The windows end on a grid, the small one first; then all is asked anew."""
    assert rooms.asks(Selection(), NOW) == (HOUR_ASK, DAY_ASK)
    assert rooms.asks(Selection(), END) == (HOUR_ASK, DAY_ASK)
    assert rooms.asks(Selection(), END + 1)[1] == AskRooms(Window(END + 300 - DAY, END + 300))


def test_a_time_of_interest_moves_the_window() -> None:
    """The 24 hours before it."""
    asked = rooms.asks(Selection(cursor=END - 3 * DAY), NOW)
    assert asked[1] == AskRooms(Window(END - 4 * DAY, END - 3 * DAY))


def test_a_user_is_looked_for_in_any_room() -> None:
    """No room is named: the newer version of the API allows that."""
    (asked,) = rooms.asks(Selection(visit=Visit(user="u1")), NOW)
    assert asked == AskUsers("", Window(END - DAY, END), ("u1",))


def test_live_rooms_come_first_the_busiest_of_them_at_the_top() -> None:
    """What has ended stands below."""
    found = seen()
    assert names(found) == ["room-2", "room-1", "room-3"]
    assert (found.on, found.total, found.waiting) == (2, 3, True)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [(1, ["room-1", "room-2", "room-3"]), (2, ["room-2", "room-1", "room-3"]), (3, ["room-1", "room-2", "room-3"])],
)
def test_other_orders(sort: int, expected: list[str]) -> None:
    """Newest, longest, by ID; live ones before the others in each."""
    assert names(seen(Selection(sort=sort))) == expected


def test_pins_then_recent_ones_then_the_rest_and_those_not_listed_are_there_too() -> None:
    """A pinned room of which nothing is known says that it is not listed."""
    found = seen(shelf=Shelf(("room-9",), ("room-3",), ("room-1", "room-8")))
    assert names(found) == ["room-3", "room-9", "room-1", "room-8", "room-2"]
    unlisted = found.lines[1]
    assert (unlisted.pinned, unlisted.on, unlisted.created) == (True, None, None)


def test_two_answers_about_the_same_call_are_one_line_and_the_newer_counts() -> None:
    """The small window and the large one overlap."""
    later = replace(LIVE, users=12)
    found = seen(answers={HOUR_ASK: answer(later, received=NOW + 1), DAY_ASK: answer(LIVE, BUSY)})
    assert [(line.room, line.users) for line in found.lines] == [("room-1", 12), ("room-2", 9)]


def test_while_the_new_list_is_on_its_way_the_old_one_is_shown() -> None:
    """Of the last hour; an older one is not of the present any more."""
    old, ancient = Window(END - 300 - DAY, END - 300), Window(END - 2 * HOUR - DAY, END - 2 * HOUR)
    assert names(seen(answers={AskRooms(old): answer(LIVE), DAY_ASK: Answer()})) == ["room-1"]
    assert names(seen(answers={AskRooms(ancient): answer(LIVE), DAY_ASK: Answer()})) == []


def test_at_a_time_of_interest_a_room_is_on_that_was_on_then() -> None:
    """It had been created, and had not ended; what was created later is left out."""
    at = NOW - 2000
    ask = rooms.asks(Selection(cursor=at), NOW)[1]
    found = seen(Selection(cursor=at), answers={ask: answer(OVER, BUSY, LIVE)})
    assert {line.room: line.on for line in found.lines} == {"room-3": True, "room-2": True}


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        ("room-1", ["room-1"]),
        ("live", ["room-2", "room-1"]),
        ("!live", ["room-3"]),
        ("value>5", ["room-2"]),
        ("c1", []),
    ],
)
def test_a_filter_narrows_by_room_state_and_users(filter: str, expected: list[str]) -> None:  # noqa: A002
    """Few letters do not mean a call ID."""
    assert names(seen(Selection(filter=filter))) == expected


def test_more_than_the_service_lists_is_said() -> None:
    """HasMore is no next page: it means that the question is too wide."""
    found = seen(answers={HOUR_ASK: answer(LIVE), DAY_ASK: answer(BUSY, more=True)})
    assert (found.more, found.waiting) == (True, False)


def test_a_refused_list_keeps_what_the_other_one_told() -> None:
    """The problem is told beside it."""
    problem = Problem("NotPermitted", "no", "ask", 4, NOW)
    found = seen(answers={HOUR_ASK: answer(LIVE), DAY_ASK: Answer(problem=problem)})
    assert (names(found), found.problem) == (["room-1"], problem)


def test_the_rooms_of_one_user_are_the_calls_they_joined() -> None:
    """With the times of the user, not of the room; others that were listed are left out."""
    selection = Selection(visit=Visit(user="u1"))
    (ask,) = rooms.asks(selection, NOW)
    rows = (
        User("u1", "room-7", "c7", NOW - 100),
        User("u2", "room-7", "c7"),
        User("u1", "room-8", "c8", finished=True),
    )
    found = seen(selection, answers={ask: answer(*rows)})
    assert [(line.room, line.on, line.created) for line in found.lines] == [
        ("room-7", True, NOW - 100), ("room-8", False, None),
    ]  # fmt: skip


def test_a_room_is_entered_with_its_own_window() -> None:
    """A live one up to now, on the grid; an ended one to its end; one not listed with the day."""
    lines = {line.room: line for line in seen(shelf=Shelf(("room-9",))).lines}
    assert rooms.entered(lines["room-1"], NOW, None) == Visit("users", "room-1", Window(NOW - 600, END))
    assert rooms.entered(lines["room-3"], NOW, None) == Visit("users", "room-3", Window(NOW - 9000, NOW - 1000))
    assert rooms.entered(lines["room-9"], NOW, None) == Visit("users", "room-9", Window(END - DAY, END))


def test_a_call_that_ended_before_it_began_is_looked_at_like_an_unknown_one() -> None:
    """The service's clock may be anything."""
    line = rooms.Line("x", "room-1", created=NOW, ended=NOW - 5)
    assert rooms.entered(line, NOW, None).window == Window(END - DAY, END)


def test_a_typed_room_at_a_time_of_interest_is_looked_at_around_it() -> None:
    """Up to an hour after it, since calls go on."""
    window = rooms.typed_in("room-1", NOW, NOW - 3 * DAY).window
    assert window.start < NOW - 3 * DAY < window.end < NOW - 3 * DAY + HOUR + 300
    assert rooms.typed_in("room-1", NOW, NOW - 60).window.end == END


@pytest.mark.parametrize("text", ["a,b", "a b", "[bold]x[/]", "\x1b[31mx", "x" * 200, "", "../..", "张三"])
def test_what_can_be_no_room_id_is_said_so_and_not_asked_for(text: str) -> None:
    """Nothing of it reaches a request, and what is said can be shown."""
    with pytest.raises(UsageError):
        rooms.typed(text)
    said = rooms.why_not(text)
    assert "\x1b" not in said
    assert len(said) < 300


def test_what_can_be_a_room_id_may_be_opened_although_it_is_not_listed() -> None:
    """The sentence names it."""
    assert rooms.typed(" room-9999 ") == "room-9999"
    assert "room-9999" in rooms.why_not("room-9999")


def test_a_filter_may_ask_for_a_user() -> None:
    """`user=ID` narrows nothing by itself."""
    assert rooms.wanted_user("user=u1") == "u1"
    assert rooms.wanted_user("u1") is None
    assert len(seen(Selection(filter="user=u1")).lines) == 3


def test_lists_reach_back_two_weeks() -> None:
    """Older times and the future are refused with a sentence."""
    assert rooms.refuses(NOW - 13 * DAY, NOW) == ""
    assert rooms.refuses(NOW - 15 * DAY, NOW)
    assert rooms.refuses(NOW + 60, NOW)


@pytest.mark.parametrize(
    ("visit", "expected"),
    [
        (Visit(), ("rooms",)),
        (Visit(user="u1"), ("rooms", "u1")),
        (Visit("users", "r"), ("rooms", "r")),
        (Visit("pair", "r", sender="a", receiver="b"), ("rooms", "r", "matrix", "a → b")),
        (Visit("user", "r", receiver="b"), ("rooms", "r", "matrix", "b")),
    ],
)
def test_crumbs_lead_to_where_one_is(visit: Visit, expected: tuple[str, ...]) -> None:
    """Each step out is a word; with privacy on, no ID is left."""
    assert crumbs(visit) == expected
    assert not {"r", "a", "b", "u1", "a → b"} & set(crumbs(visit, masked=True))
