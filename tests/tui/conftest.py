"""What holds for every test of the screen."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest

from rtc_tui.simulator import service
from tests.tui.idle import resting
from tests.tui.remembered import Remembered

_REMEMBERED = Remembered()


@pytest.fixture(autouse=True)
def restful() -> Iterator[None]:
    """Waiting ends when the program rests; what the same world was asked before is not made again."""
    with resting(), patch.object(service, "ACTIONS", _REMEMBERED.actions()):
        yield
