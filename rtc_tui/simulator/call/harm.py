"""The formulas of harm: what loss, jitter and missing frames do to who listens and looks.

All made up, after public descriptions of how such systems work: forward error correction and resends hide loss in full
while it is small and less and less as it grows, less also on long ways; the jitter buffer and concealment hide a
little more; a lost frame freezes the picture until the next one that can be decoded.
"""

from collections.abc import Sequence
from math import exp, sqrt
from typing import Final

AUDIO_REACH: Final = 0.30  # the loss at which half of the lost packets are still replaced
VIDEO_REACH: Final = 0.35
_AUDIO_HIDDEN, _AUDIO_SLOPE = 0.010, 1.6
_VIDEO_HIDDEN, _VIDEO_SLOPE = 0.006, 4.0
_MOST: Final = 0.95


def residual(loss: float, delay: float, reach: float) -> float:
    """The share of packets that stays lost, of a loss in % on a way of so many ms."""
    x = loss * 0.01
    return x * x / (x + reach / (1 + 4e-6 * delay * delay)) if x > 0 else 0.0


def deaf(lost: float, jitter: float, late: float) -> float:
    """The share of time without sound: packets lost for good, jitter in ms, audio threads that come too late."""
    share = _AUDIO_SLOPE * max(0.0, lost - _AUDIO_HIDDEN) + max(0.0, jitter - 90) * 0.002 + late
    return min(_MOST, share)


def frozen(lost: float, fps: float, ragged: float) -> float:
    """The share of time with a picture that stands: packets lost for good, and frames that come seldom or unevenly."""
    share = _VIDEO_SLOPE * max(0.0, lost - _VIDEO_HIDDEN)
    if fps < 25:
        share += 1.0 if fps <= 1.5 else ragged * (1 + fps * 0.3) * exp(-0.3 * fps)
    return min(_MOST, share)


def held(queue: Sequence[float]) -> list[float]:
    """The share of each step in which nothing arrives, since what was sent waits in a queue that grows (ms)."""
    grown = (b - a for a, b in zip((0.0, *queue), queue, strict=False))
    return [max(0.0, more - 60) / 2000 for more in grown]


def loss_for_deaf(share: float, delay: float) -> float:
    """The loss in % on one way of so many ms that leaves this share of time without sound."""
    return _loss(share / _AUDIO_SLOPE + _AUDIO_HIDDEN, delay, AUDIO_REACH)


def loss_for_frozen(share: float, delay: float) -> float:
    """The loss in % on one way of so many ms that leaves this share of time with a picture that stands."""
    return _loss(share / _VIDEO_SLOPE + _VIDEO_HIDDEN, delay, VIDEO_REACH)


def _loss(lost: float, delay: float, reach: float) -> float:
    """The inverse of `residual`."""
    helped = reach / (1 + 4e-6 * delay * delay)
    return 50 * (lost + sqrt(lost * lost + 4 * lost * helped))


def stalled_ms(share: float, chance: float, unit_ms: float) -> float:
    """A share of 2 s as whole stalls: none is shorter than `unit_ms`, the mean over `chance` (even) is the share."""
    ms = 2000 * share
    if ms < unit_ms:
        often = ms / (1.1 * unit_ms)
        return unit_ms * (1 + 0.2 * chance / often) if chance < often else 0.0
    return min(2000.0, ms * (0.75 + 0.5 * chance))
