"""A Date header that no clock can show."""

import pytest

from rtc_tui.client.exchange import Answer


@pytest.mark.parametrize("date", ["Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 01 Jan 0001 00:00:00 GMT"])
def test_a_date_of_another_age_tells_no_skew(date: str) -> None:
    """It is taken as no Date at all: neither a window nor a signature is reckoned with it."""
    answer = Answer(200, {"date": date}, b"", 1_795_000_000.0, 1_795_000_000.1)
    assert answer.skew_s is None
