"""The service's clock as far as we know it: from the Date header of its answers."""

from typing import Final

from rtc_tui.client.exchange import Answer
from rtc_tui.clock import Clock

TOLERABLE_S: Final = 60.0  # a signature holds for 15 minutes; what is within this needs no correction


class ServiceClock:
    """Tells how far the clocks are apart, and at which time to sign.

    We sign at our own time until the service refuses it; from then on at the service's, until the clocks agree again.
    The Date header alone does not change how we sign: it may be a proxy's, and our own clock right.
    """

    def __init__(self, clock: Clock) -> None:
        self.skew_s: float | None = None  # the service's clock minus ours
        self._clock = clock
        self._correction = 0.0

    def heard(self, answer: Answer) -> None:
        """An answer came: its Date says what the time is there."""
        if answer.skew_s is None:
            return
        self.skew_s = answer.skew_s
        if self._correction:
            self._correction = self._worth(answer.skew_s)

    def refused(self, answer: Answer, signed_at: float) -> None:
        """The service did not accept the time that this request was signed at (epoch seconds).

        Others may be under way, signed before or after us: what counts is the time in this one.
        """
        wanted = self._worth(answer.skew_s or 0.0)
        # signed at the time that its own Date names, and refused: then that Date is not to be believed
        believed = abs(wanted - (signed_at - answer.sent)) > TOLERABLE_S
        self._correction = wanted if believed else 0.0

    def signing_time(self) -> float:
        """Epoch seconds to sign at."""
        return self._clock.now() + self._correction

    @staticmethod
    def _worth(skew_s: float) -> float:
        return skew_s if abs(skew_s) > TOLERABLE_S else 0.0
