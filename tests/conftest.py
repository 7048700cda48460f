"""What holds for every test."""

import gc
from collections.abc import Iterator

import pytest
from hypothesis import settings

from rtc_tui.text import use

settings.register_profile("untimed", deadline=None)  # how long an example takes is the machine's affair
settings.load_profile("untimed")


def pytest_collection_finish() -> None:
    """Thousands of tests stand in memory from here to the end: the collector need not walk over them again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Texts are English unless a test chooses; what it chose is gone with it."""
    use("en")
    yield
    use("en")
