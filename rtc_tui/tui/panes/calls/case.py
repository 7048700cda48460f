"""The call at hand, as far as its steps share it: what came, the matrix of it all, and the verdicts.

Figures of all cells and the diagnosis take from tens of milliseconds (three users, some minutes) to seconds (twenty
users, an hour): too long for a key. So they are made in a thread, once per answer, never two at a time, and while the
answer grows at most once per second; until then the screen shows what was made before, and says so. Python's threads
take turns every 5 ms, which a key press survives. What is made is a pure function of the answer: nothing has to be
locked, and a result that comes too late is dropped.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Thread
from typing import Final
from weakref import WeakKeyDictionary

from rtc_tui.core.ask import Answer, Ask
from rtc_tui.core.call import Call
from rtc_tui.core.diagnosis import Verdict, diagnose
from rtc_tui.core.matrix import MEASURES, Matrix
from rtc_tui.core.model import Window
from rtc_tui.core.rules import Rules
from rtc_tui.tui.panes.pane import Pane, Scene
from rtc_tui.views.calls.gathered import Gathered, gather
from rtc_tui.views.calls.matrix import ordered

_PAUSE: Final = 1.0  # seconds between two runs while the answer grows
_Place = tuple[str, Window, Window, tuple[str, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What a thread has made of a call: nothing in it is computed any more when a key is pressed."""

    call: Call
    matrix: Matrix
    users: tuple[str, ...]  # worst first
    verdicts: tuple[Verdict, ...]


class Case:
    """One per pane. `known` is what the answers tell, `judged` what was made of them: of the same call, or None."""

    def __init__(self) -> None:
        self.known = Gathered((), None)
        self.judged: Judged | None = None
        self._place: _Place | None = None
        self._answers: Mapping[Ask, Answer] | None = None
        self._busy = False

    @property
    def reckoning(self) -> bool:
        """Whether what was judged is not yet all that is known."""
        return self.known.call is not None and (self.judged is None or self.judged.call is not self.known.call)

    def look(self, pane: Pane, scene: Scene) -> None:
        """Take in the scene; start what has to be made of it."""
        visit, answers = scene.selection.visit, scene.snapshot.answers
        place = (visit.room, visit.window, visit.span, visit.chosen)
        if place != self._place:
            self._place, self._answers, self.judged = place, None, None
        if answers is not self._answers:
            self._answers = answers
            found = gather(visit, answers)
            if self.judged is None or not _same(found, self.known):
                self.known = found
        if self.known.call is not None and self.reckoning and not self._busy:
            self._start(pane, self.known.call, scene.rules)

    def _start(self, pane: Pane, call: Call, rules: Rules) -> None:
        """A daemon: who quits does not wait for it."""
        self._busy = True

        def work() -> None:
            try:
                judged = judge(call, rules)
            except Exception as error:  # noqa: BLE001 - a bug is told in the screen's own thread
                pane.call_later(_raise, error)
            else:
                pane.call_later(self._done, pane, judged)

        Thread(target=work, name="diagnosis", daemon=True).start()

    def _done(self, pane: Pane, judged: Judged) -> None:
        """Back in the screen's own thread. What came too late, of another call, is dropped."""
        call = self.known.call
        if call is not None and (call.room, call.window) == (judged.call.room, judged.call.window):
            self.judged = judged
        if self.known.detail is not None and not self.known.detail.complete:
            pane.set_timer(_PAUSE, lambda: self._free(pane))
        else:
            self._busy = False
        _redraw(pane)

    def _free(self, pane: Pane) -> None:
        self._busy = False
        _redraw(pane)


def _same(one: Gathered, other: Gathered) -> bool:
    return one.listing is other.listing and one.detail is other.detail


def _raise(error: Exception) -> None:
    raise error


def _redraw(pane: Pane) -> None:
    if pane.scene is not None and pane.display:
        pane.draw(pane.scene)


def judge(call: Call, rules: Rules | None = None) -> Judged:
    """Every figure of every cell, and the verdicts."""
    matrix = Matrix(call, rules)
    users = ordered(matrix)
    for sender in users:
        for receiver in matrix.receivers(sender):
            for measure in MEASURES:
                matrix.value(sender, receiver, measure)
    return Judged(call, matrix, users, diagnose(call, rules))


_cases: WeakKeyDictionary[Pane, Case] = WeakKeyDictionary()


def of(pane: Pane) -> Case:
    """The case of a pane, for all its steps."""
    return _cases.setdefault(pane, Case())
