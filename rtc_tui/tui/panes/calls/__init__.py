"""The Calls pane: from a room to the cause, step by step. Each step is a file and draws what its view tells.

crumbs      rooms › room-4711 › matrix › user-1 → user-2
step        what the step draws
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from rtc_tui.core.ask import Ask
from rtc_tui.core.snapshot import Selection
from rtc_tui.tui.kept import Kept
from rtc_tui.tui.panes.calls.step import ACTIONS, Step
from rtc_tui.tui.panes.pane import Pane, Scene
from rtc_tui.tui.widgets.rows import Row, fit
from rtc_tui.views.calls.crumbs import crumbs
from rtc_tui.views.calls.gathered import asks as call_asks  # the steps are modules of this package: names are taken
from rtc_tui.views.calls.rooms import asks as rooms_asks
from rtc_tui.views.calls.rooms import refuses
from rtc_tui.views.calls.users import asks as users_asks

_OUT: Final = {"users": "rooms", "matrix": "users", "pair": "matrix", "user": "matrix"}


class CallsPane(Pane):
    """Holds the steps, and hands them what the screen hands a pane. What the present step does not know, it lacks."""

    def __init__(self, kept: Kept) -> None:
        super().__init__(id="calls")
        self._kept = kept
        self._steps: dict[str, Step] = {}

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """A key of the present step. Raises `AttributeError` for one that it does not know."""
        if name in ACTIONS:
            found: Callable[..., Any] = getattr(self.current, name)
            return found
        raise AttributeError(name)

    @property
    def current(self) -> Step:
        """The step that was drawn last; before that the first."""
        name = self.scene.selection.visit.step if self.scene is not None else "rooms"
        if name not in self._steps:
            self._steps[name] = make(name, self._kept)
        return self._steps[name]

    @property
    def place(self) -> str:
        """The pane and its step."""
        return f"{self.id}_{self.scene.selection.visit.step if self.scene is not None else 'rooms'}"

    @staticmethod
    def asks(selection: Selection, now: float) -> tuple[Ask, ...]:
        """What the present step needs."""
        match selection.visit.step:
            case "rooms":
                return rooms_asks(selection, now)
            case "users":
                return users_asks(selection, now)
            case _:
                return call_asks(selection.visit)

    def refuses(self, time: int, now: float) -> str:
        """Fourteen days back, and nothing of the future."""
        return refuses(time, now)

    def paint(self, scene: Scene) -> None:
        """The crumbs, and the step below them."""
        columns, count = self.size
        words = crumbs(scene.selection.visit, masked=scene.masked)
        top: Row = [(" " + " › ".join([*words[:-1], ""]), "dim"), (words[-1], "title")]
        below = self.current.paint(self, scene)[: max(0, count - 1)]
        self.show([fit(row, columns) for row in [top, *below, *[[] for _ in range(count - 1 - len(below))]]])

    def back(self, scene: Scene) -> Selection | None:
        """Out of what the step has open; then the filter goes; then one step out."""
        own = getattr(self.current, "back", None)
        found: Selection | None = own(scene) if own is not None else None
        selection = scene.selection
        if found is not None or selection.filter or selection.visit.step not in _OUT:
            return found
        return replace(selection, sort=0, visit=replace(selection.visit, step=_OUT[selection.visit.step]))


def make(name: str, kept: Kept) -> Step:
    """The step of that name, imported when it is first asked for."""
    match name:
        case "users":
            from rtc_tui.tui.panes.calls.users import UsersStep

            return UsersStep()
        case "matrix":
            from rtc_tui.tui.panes.calls.matrix import MatrixStep

            return MatrixStep()
        case "pair":
            from rtc_tui.tui.panes.calls.pair import PairStep

            return PairStep()
        case "user":
            from rtc_tui.tui.panes.calls.user import UserStep

            return UserStep()
        case _:
            from rtc_tui.tui.panes.calls.rooms import RoomsStep

            return RoomsStep(kept)
