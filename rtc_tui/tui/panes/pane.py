"""What every pane is: a canvas that draws what it is handed, and never fetches."""

from dataclasses import dataclass
from datetime import tzinfo

from rtc_tui.core.model import Query
from rtc_tui.core.snapshot import Selection, Snapshot
from rtc_tui.core.thresholds import Thresholds
from rtc_tui.tui.widgets.canvas import Canvas


@dataclass(frozen=True, slots=True)
class Scene:
    """All that a pane may draw from."""

    snapshot: Snapshot
    selection: Selection
    thresholds: Thresholds
    zone: tzinfo
    masked: bool = False


class Pane(Canvas):
    """Draws a scene. A subclass has `rows`, and an `action_...` for each key of its own."""

    scene: Scene | None = None

    def draw(self, scene: Scene) -> None:
        """Draw this scene at the present size."""
        self.scene = scene
        if self.size.width and self.size.height:
            self.paint(scene)

    def paint(self, scene: Scene) -> None:
        """Turn the scene into rows and show them."""
        raise NotImplementedError

    def on_resize(self) -> None:
        """The same scene at another size."""
        if self.scene is not None:
            self.paint(self.scene)

    @staticmethod
    def wants(selection: Selection) -> tuple[Query, ...]:
        """What has to be polled while this pane is visible, beside what the frame needs."""
        del selection
        return ()
