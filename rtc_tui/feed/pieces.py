"""What a question is cut into, and how large the next piece may be. Pure: times and sizes are passed in.

The newest piece comes first, so that something shows at once. Call metrics come in bodies whose length nobody can tell
beforehand: the first piece is small, and the next one follows from what a user's second has cost so far.
"""

from collections import deque
from collections.abc import Iterable
from math import inf
from typing import Final, NamedTuple

from rtc_tui.core.actions import MIB, ActionSpec
from rtc_tui.core.model import BUCKET, FIVE_MINUTES, Window, phase
from rtc_tui.core.windows import ceil, floor, oldest

TARGET: Final = 8 * MIB  # bytes of one body: read in a tenth of a second, and there within a few
TYPICAL: Final = 500.0  # bytes of a user's second, to tell how many pieces there will be before the first one is there
FIRST: Final = FIVE_MINUTES  # seconds of the first piece of call metrics
FIRST_USERS: Final = 4
GROWTH: Final = 4.0  # times at most, from one piece to the next: a quiet minute says little about a loud one
LEAST: Final = 60  # seconds of one user: a smaller piece than that is not asked for


class Piece(NamedTuple):
    """One request: a window, and for call metrics some users."""

    window: Window
    users: tuple[str, ...] = ()

    @property
    def area(self) -> int:
        """User-seconds."""
        return self.window.seconds * max(1, len(self.users))


class Pieces:
    """The pieces of one question that are still to be asked, the next one first."""

    def __init__(self, pieces: Iterable[Piece], step: int = 0) -> None:
        """Pieces that are asked as they are; one whose answer is too large is halved on the grid of `step` (0: never)."""
        self._rest = deque(pieces)
        self._step = step

    def __bool__(self) -> bool:
        """Whether something is left to ask."""
        return bool(self._rest)

    @property
    def together(self) -> int:
        """How many may be under way at once."""
        return 2

    @property
    def left(self) -> int:
        """How many are still to be asked, as far as can be told."""
        return len(self._rest)

    def take(self) -> Piece:
        """The next one."""
        return self._rest.popleft()

    def put_back(self, piece: Piece) -> None:
        """It was not answered: it is the next one again."""
        self._rest.appendleft(piece)

    def drop(self) -> None:
        """Ask no more."""
        self._rest.clear()

    def answered(self, piece: Piece, size: int) -> None:
        """Learn from an answer of `size` bytes."""

    def too_large(self, piece: Piece) -> bool:
        """Ask for less at once; False when it can not be less."""
        if not self._step:
            return False
        offset = phase(self._step)
        start, end = piece.window
        middle = floor((start + end) // 2 - offset, self._step) + offset
        if not start < middle < end:
            return False
        self._rest.extendleft(
            (piece._replace(window=Window(start, middle)), piece._replace(window=Window(middle, end)))
        )
        return True

    def too_slow(self, piece: Piece) -> None:
        """It was not there in time: it is the next one again, smaller where that is possible."""
        self.put_back(piece)


class Sized(Pieces):
    """Pieces of call metrics, cut as they are taken: newest first, and of one time all users before any older time."""

    def __init__(self, window: Window, users: tuple[str, ...], spec: ActionSpec) -> None:
        """`spec` tells the longest window and the most users of one request."""
        super().__init__([Piece(window, users)] if window.seconds and users else [])
        self._spec = spec
        self._area: float = FIRST * FIRST_USERS  # user-seconds of the next piece
        self._fits = TARGET / TYPICAL  # and of those that follow, when it is as dear
        self._span = FIRST
        self._bytes = self._seen = 0
        self._bound = inf  # user-seconds that were too much, halved

    @property
    def together(self) -> int:
        """One: the next depends on it, and two large bodies at once are too many."""
        return 1

    @property
    def left(self) -> int:
        """As if all that follow were as large as they may be."""
        most = (min(self._fits, self._spec.span * min(len(piece.users), self._spec.users)) for piece in self._rest)
        return sum(ceil(piece.area / area, 1) for piece, area in zip(self._rest, most, strict=True))

    def take(self) -> Piece:
        """Cut the next one off what is left."""
        whole = self._rest.popleft()
        piece, rest = carve(whole, self._area, self._span, self._spec.users)
        self._rest.extendleft(reversed(rest))
        return piece

    def answered(self, piece: Piece, size: int) -> None:
        """The dearer of this piece and of all so far tells how large the next one may be."""
        self._bytes, self._seen = self._bytes + size, self._seen + piece.area
        cost = max(size / piece.area, self._bytes / self._seen)
        self._span = self._spec.span
        self._fits = max(LEAST, min(TARGET / cost if cost else inf, self._bound))
        self._area = min(self._fits, GROWTH * max(piece.area, self._area))

    def too_large(self, piece: Piece) -> bool:
        """Halve it."""
        if piece.area <= LEAST:
            return False
        self.too_slow(piece)
        return True

    def too_slow(self, piece: Piece) -> None:
        """Halve it as far as that goes, and ask for no more than that from now on."""
        self._area = self._fits = self._bound = max(piece.area / 2, LEAST)
        self.put_back(piece)


def carve(whole: Piece, area: float, span: int, most: int) -> tuple[Piece, tuple[Piece, ...]]:
    """The newest part with about `area` user-seconds, and what is left of the whole: first the other users of its time.

    At most `span` seconds and `most` users. Rather fewer users than less than five minutes of each.
    """
    (start, end), users = whole
    count = min(len(users), most, max(1, int(area // FIRST)))
    seconds = min(span, max(LEAST, area // count))
    cut = max(start, ceil(end - seconds))
    now, others = Piece(Window(cut, end), users[:count]), Piece(Window(cut, end), users[count:])
    older = Piece(Window(start, cut), users)
    return now, tuple(piece for piece in (others, older) if piece.area and piece.users)


def reachable(window: Window, now: float, spec: ActionSpec, step: int = BUCKET) -> Window:
    """The window without what is older than the service reaches back to, on the grid of `step`."""
    first = oldest(now, spec.reach, step) if spec.reach else window.start
    return Window(min(max(window.start, first), window.end), window.end)


def served(window: Window, now: float, spec: ActionSpec, step: int) -> Window:
    """The window without the buckets of `step` that are too young to be served: those that end after now - delay."""
    offset = phase(step)
    newest = floor(now - spec.delay - offset, step) + offset
    return Window(window.start, max(window.start, min(window.end, newest)))
