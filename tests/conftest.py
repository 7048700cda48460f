"""What holds for every test."""

from collections.abc import Iterator

import pytest

from rtc_tui.text import use


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Texts are English unless a test chooses; what it chose is gone with it."""
    use("en")
    yield
    use("en")
