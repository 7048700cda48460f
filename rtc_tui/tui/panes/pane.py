"""What every pane is: a canvas that draws what it is handed, and never fetches."""

from datetime import tzinfo
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.geometry import NULL_SIZE, Region, Size
from textual.strip import Strip

from rtc_tui.core.model import Query
from rtc_tui.core.rules import Rules
from rtc_tui.core.snapshot import Selection, Snapshot
from rtc_tui.core.thresholds import Thresholds
from rtc_tui.core.windows import REACH
from rtc_tui.text import t
from rtc_tui.tui.widgets.canvas import Canvas

if TYPE_CHECKING:
    from rtc_tui.core.ask import Ask


class Scene(NamedTuple):
    """All that a pane may draw from."""

    snapshot: Snapshot
    selection: Selection
    thresholds: Thresholds
    zone: tzinfo
    masked: bool = False
    secret: tuple[str, ...] = ()  # IDs that must not be shown
    rules: Rules = Rules()  # what the diagnosis goes by


class Pane(Canvas):
    """Draws a scene. A subclass has `paint`, and a method for each key that it knows, named as the key's action.

    Such a method takes the scene and the action's numbers, and returns the selection that follows; None where there is
    nothing to go to. A key without a method is neither shown nor bound. `filter` needs only to be there.
    """

    scene: Scene | None = None
    replays: ClassVar[bool] = False  # whether `p` plays from the moment under the cursor on
    scoped: ClassVar[bool] = True  # whether it tells of a room or users when these are asked for

    _painted: Size = NULL_SIZE

    @property
    def place(self) -> str:
        """Where one is: a key that does something of its own here has the word `keys.<id>_<place>`."""
        return self.id or ""

    def draw(self, scene: Scene) -> None:
        """Draw this scene at the present size; before there is one, when Textual first asks for lines."""
        self.scene = scene
        if self.size:
            self._paint()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The first frame at another size holds the scene already: drawn later, it would be sent twice."""
        if self.scene is not None and self._painted != self.size:
            with self.quietly():
                self._paint()
        return super().render_lines(crop)

    def _paint(self) -> None:
        self._painted = self.size
        if self.scene is not None:
            self.paint(self.scene)

    def paint(self, scene: Scene) -> None:
        """Turn the scene into rows and show them."""
        raise NotImplementedError

    @staticmethod
    def wants(selection: Selection) -> tuple[Query, ...]:
        """What has to be polled while this pane is visible, beside what the frame needs."""
        del selection
        return ()

    @staticmethod
    def asks(selection: Selection, now: float) -> "tuple[Ask, ...]":
        """What has to be asked once for what is looked at, most urgent first; `now` is epoch seconds."""
        del selection, now
        return ()

    def refuses(self, time: int, now: float) -> str:
        """Why the pane can not go to this time (epoch seconds), as a sentence; empty: it can."""
        return "" if now - REACH <= time <= now else t("screen.out_of_reach")

    def back(self, scene: Scene) -> Selection | None:
        """One step out within the pane; None where it has none to take."""
        del scene
        return None
