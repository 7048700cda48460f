"""`rtc-tui demo` with a bug in a pane: drawing with the time cursor set raises. A key sets it off."""

import sys

from rtc_tui.cli import main
from rtc_tui.tui.panes.live import LivePane
from rtc_tui.tui.panes.pane import Scene

_paint = LivePane.paint


def _fail(pane: LivePane, scene: Scene) -> None:
    if scene.selection.cursor is not None:
        raise RuntimeError("a bug in a pane")
    _paint(pane, scene)


if __name__ == "__main__":
    setattr(LivePane, "paint", _fail)  # noqa: B010 - mypy is right that one should not do this
    sys.exit(main(["demo"]))
