"""One request and what came back, as data: for the client itself, for `rtc-tui raw`, and for the recorder."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Final

_LONGEST_WAIT: Final = 86_400.0  # seconds; what a Retry-After may ask of us at most


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """An answer as it came, its body inflated. `sent` and `answered` (first line) are epoch seconds by our clock."""

    status: int
    headers: Mapping[str, str]  # lower-case names; of a repeated one, the values joined by a comma
    body: bytes | bytearray = field(repr=False)
    sent: float
    answered: float

    @property
    def content_type(self) -> str:
        """The media type without its parameters; empty when none was sent."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def date(self) -> float | None:
        """The service's clock when it answered: the middle of the second that the Date header names."""
        date = http_date(self.headers.get("date", ""))
        return None if date is None else date + 0.5

    @property
    def skew_s(self) -> float | None:
        """The service's clock minus ours (seconds, good to half a second plus half the round trip)."""
        if self.date is None:
            return None
        skew = self.date - (self.sent + self.answered) / 2
        return skew if abs(skew) < _NO_CLOCK else None

    @property
    def retry_after(self) -> float | None:
        """How long the service wants us to wait (seconds)."""
        now = self.date if self.date is not None else self.answered
        return retry_after_s(self.headers.get("retry-after", ""), now)


_NO_CLOCK: Final = 20 * 366 * 86_400.0  # seconds: a Date further off is nonsense, and beyond what calendars can reckon


def http_date(value: str) -> float | None:
    """Epoch seconds of an HTTP date; None when it is none."""
    try:
        date = parsedate_to_datetime(value)
        # an HTTP date is in UTC whether or not it says so; without this it would be in our own zone
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def retry_after_s(value: str, now: float) -> float | None:
    """Seconds of a Retry-After header, given as seconds or as an HTTP date; `now` is the clock that wrote the date."""
    stripped = value.strip()
    if stripped.isascii() and stripped.isdigit():
        return min(float(stripped[:9]), _LONGEST_WAIT)
    at = http_date(stripped)
    return None if at is None else min(max(0.0, at - now), _LONGEST_WAIT)
