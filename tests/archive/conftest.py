"""No archive stays open after its test."""

from collections.abc import Iterator

import pytest

from tests.archive import making


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """Whatever the test opened is closed."""
    yield
    while making.OPENED:
        making.OPENED.pop().close()
