"""Each scene looks as it did when somebody last looked at it. Accepting a change means having opened the picture."""

from collections.abc import Callable

import pytest

from tests.tui.scenes import SCENES, app, settled


@pytest.mark.parametrize("name", SCENES)
def test_scene_looks_as_accepted(name: str, snap_compare: Callable[..., bool]) -> None:
    """The screen of the scene equals its accepted picture."""
    scene = SCENES[name]
    assert snap_compare(app(scene), terminal_size=scene.size, run_before=settled(scene))
