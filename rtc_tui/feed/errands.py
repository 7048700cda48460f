"""Each kind of question: which pieces it takes, and how one piece is asked."""

from typing import Final, Protocol

from rtc_tui.client import split
from rtc_tui.core import actions
from rtc_tui.core.actions import spec_of
from rtc_tui.core.ask import AskDetail, AskOnline, AskRooms, AskShares, AskUsages, AskUsers, Errand, Past
from rtc_tui.core.calls import CallDetail, Direction, OnlineUsers, Room, User
from rtc_tui.core.listing import DistributionShare, Listing, Usage
from rtc_tui.core.model import BUCKET, DAY, HOUR, WHOLE_APP, Batch, Dimension, Feature, Product, Scope, Window
from rtc_tui.feed.pieces import Piece, Pieces, Sized, reachable, served
from rtc_tui.text import t

DEADLINE: Final = 40.0  # seconds of one piece, retries and waiting for quota included
_YOUNG: Final = 120  # seconds: what is younger may not all have been told yet
_SERIES_B: Final = 400  # bytes that a series or a row costs beside its values
_OF_FEATURE: Final = {
    Feature.QUALITY: actions.QUALITY,
    Feature.DISTRIBUTION: actions.DISTRIBUTION,
    Feature.OPERATION: actions.OPERATION,
}
_OF_ASK: Final[dict[type[Errand], str]] = {
    AskRooms: actions.ROOMS,
    AskUsers: actions.USERS,
    AskOnline: actions.ONLINE_USERS,
    AskDetail: actions.CALL_DETAIL,
    AskUsages: actions.USAGES,
    AskShares: actions.OPERATION_DISTRIBUTION,
}


class Client(Protocol):
    """What is needed of `client.api.RtcClient`."""

    async def quality(  # noqa: D102
        self, window: Window, *, step: int = ..., scope: Scope = WHOLE_APP, product: Product | None = None,
        deadline: float = ...,
    ) -> Batch: ...  # fmt: skip
    async def distribution(  # noqa: D102
        self, window: Window, indicator: str, dimension: Dimension, *, product: Product | None = None,
        deadline: float = ...,
    ) -> Batch: ...  # fmt: skip
    async def operation(self, window: Window, *, step: int = ..., deadline: float = ...) -> Batch: ...  # noqa: D102
    async def operation_distribution(  # noqa: D102
        self, window: Window, dimension: Dimension, *, deadline: float = ...
    ) -> Listing[DistributionShare]: ...
    async def usages(self, window: Window, *, deadline: float = ...) -> Listing[Usage]: ...  # noqa: D102
    async def rooms(self, window: Window, *, room: str = "", deadline: float = ...) -> Listing[Room]: ...  # noqa: D102
    async def users(  # noqa: D102
        self, window: Window, *, room: str = "", users: tuple[str, ...] = (), deadline: float = ...
    ) -> Listing[User]: ...
    async def online_users(self, room: str, *, deadline: float = ...) -> OnlineUsers: ...  # noqa: D102
    async def call_detail(  # noqa: D102
        self, window: Window, room: str, users: tuple[str, ...], *, direction: Direction | None = None,
        deadline: float = ...,
    ) -> CallDetail: ...  # fmt: skip


def pieces_of(ask: Errand, now: float) -> tuple[Pieces, tuple[str, ...]]:
    """What to ask at `now`, newest first, and what is left out, as finished sentences."""
    if isinstance(ask, AskOnline):
        return Pieces([Piece(Window(0, 0))]), ()
    spec, step = spec_of(action_of(ask)), _step(ask)
    window = reachable(ask.window, now, spec, step)
    notes = [t("feed.too_old", days=spec.reach // DAY)] if window.start > ask.window.start else []
    if isinstance(ask, Past):
        whole, window = window, served(window, now, spec, step)
        notes += [t("feed.too_young", hours=spec.delay // HOUR)] if window.end < whole.end else []
    if isinstance(ask, AskDetail):
        return Sized(window, ask.users, spec), tuple(notes)
    if isinstance(ask, Past | AskRooms):
        windows = split.windows(action_of(ask), window, step)[::-1]
        return Pieces(map(Piece, windows), step), tuple(notes)
    # Of the others pieces could not be told apart, or not be added up.
    return Pieces([Piece(window)] if window.seconds else []), tuple(notes)


def action_of(ask: Errand) -> str:
    """The action that answers it."""
    return _OF_FEATURE[ask.query.feature] if isinstance(ask, Past) else _OF_ASK[type(ask)]


def _step(ask: Errand) -> int:
    if isinstance(ask, AskUsages):
        return DAY
    return ask.query.step if isinstance(ask, Past) else BUCKET


def within_reach(ask: Errand, piece: Piece, now: float) -> Piece | None:
    """The piece as it can still be asked at `now`, for time passes while it waits; None: it can not."""
    if isinstance(ask, AskOnline):
        return piece
    window = reachable(piece.window, now, spec_of(action_of(ask)), _step(ask))
    return piece._replace(window=window) if window.seconds else None


async def run(client: Client, ask: Errand, piece: Piece) -> object:  # noqa: PLR0911 - one for each kind
    """One piece of a question: the part that `ask` names in its docstring. Raises `RtcTuiError`."""
    window = piece.window
    match ask:
        case Past():
            return await _past(client, ask, window)
        case AskRooms():
            return await client.rooms(window, room=ask.room, deadline=DEADLINE)
        case AskUsers():
            return await client.users(window, room=ask.room, users=ask.users, deadline=DEADLINE)
        case AskOnline():
            return await client.online_users(ask.room, deadline=DEADLINE)
        case AskDetail():
            return await client.call_detail(window, ask.room, piece.users, direction=ask.direction, deadline=DEADLINE)
        case AskUsages():
            return await client.usages(window, deadline=DEADLINE)
        case AskShares():
            return await client.operation_distribution(window, ask.dimension, deadline=DEADLINE)


async def _past(client: Client, ask: Past, window: Window) -> Batch:
    query = ask.query
    match query.feature:
        case Feature.QUALITY:
            return await client.quality(
                window, step=query.step, scope=query.scope, product=query.product, deadline=DEADLINE
            )
        case Feature.OPERATION:
            return await client.operation(window, step=query.step, deadline=DEADLINE)
        case Feature.DISTRIBUTION:
            return await client.distribution(
                window, query.indicator, query.dimension or Dimension.PROVINCE, product=query.product, deadline=DEADLINE
            )


def may_have_more(ask: Errand, asked: float, now: float) -> bool:
    """Whether a later look can bring more than one at `asked` did: it reached into what was not served yet."""
    if isinstance(ask, AskOnline):
        return True
    if isinstance(ask, Past):
        spec = spec_of(action_of(ask))
        then, today = (served(ask.window, at, spec, ask.query.step) for at in (asked, now))
        return today.end > then.end
    return ask.window.end > asked - _YOUNG


def unread(part: object) -> int:
    """How many rows and values of a part could not be read; what came twice is no loss."""
    if not isinstance(part, Batch | Listing | CallDetail):
        return 0
    return part.dropped.total - part.dropped.duplicate


def weight(part: object) -> int:
    """About how many bytes of memory a part holds."""
    if isinstance(part, CallDetail):
        return part.size
    if isinstance(part, Batch):
        return sum(_SERIES_B + 8 * len(series.values) for series in part.series)
    return _SERIES_B * len(part.rows) if isinstance(part, Listing) else _SERIES_B
