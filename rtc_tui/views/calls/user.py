"""One user against all others: how they are received, and how they receive."""

from dataclasses import dataclass
from math import isnan
from typing import Final, Literal, NamedTuple

from rtc_tui.core.matrix import MEASURES, Margin, Measure
from rtc_tui.core.thresholds import Severity
from rtc_tui.views.calls.matrix import Cell, Grid

Side = Literal["heard", "hears"]  # the user as sender, as receiver
ORDERS: Final = ("stall", "loss", "name")
COLUMNS: Final[tuple[Measure, ...]] = MEASURES[1:]


class Peer(NamedTuple):
    """One of the others: a cell per column, and how bad the stalls are in multiples of their limits (NaN: no data)."""

    user: str
    cells: tuple[Cell, ...]
    badness: float

    @property
    def severity(self) -> Severity:
        """The worse of the two stalls."""
        return max(cell.severity for cell in self.cells[:2])


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """A user's peers in an order, and their vote."""

    user: str
    side: Side
    peers: tuple[Peer, ...]
    vote: Margin


def page(grid: Grid, user: str, side: Side, order: str) -> Page:
    """The table of one side."""
    heard = side == "heard"
    names = grid.matrix.receivers(user) if heard else grid.matrix.senders(user)
    found = [_peer(grid, user, name, heard=heard) for name in names]
    found.sort(key=lambda peer: _rank(peer, order))
    return Page(user, side, tuple(found), grid.row(user) if heard else grid.column(user))


def _peer(grid: Grid, user: str, name: str, *, heard: bool) -> Peer:
    sender, receiver = (user, name) if heard else (name, user)
    cells = tuple(Grid(grid.matrix, grid.users, measure, grid.profile).cell(sender, receiver) for measure in COLUMNS)
    return Peer(name, cells, grid.matrix.severity(sender, receiver))


def _rank(peer: Peer, order: str) -> tuple[float, str]:
    if order == "name":
        return 0.0, peer.user
    amount = peer.cells[COLUMNS.index("loss")].value if order == "loss" else peer.badness
    return (1.0 if isnan(amount) else -amount), peer.user


def next_bad(page_: Page, here: str, step: int) -> str | None:
    """The next bad peer, worst first; None: there is none."""
    bad = sorted((peer for peer in page_.peers if peer.badness >= 1), key=lambda peer: -peer.badness)
    found = [peer.user for peer in bad]
    if not found:
        return None
    return found[(found.index(here) + step) % len(found)] if here in found else found[0 if step > 0 else -1]
