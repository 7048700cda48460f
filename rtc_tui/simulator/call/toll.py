"""What a fault at one user's end costs on the average: played once in a reference scene, and looked at."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from rtc_tui.simulator.call.faults import Fault, inject
from rtc_tui.simulator.call.life import STEP_MS, Camera, Scene, life
from rtc_tui.simulator.call.noise import Noise
from rtc_tui.simulator.call.scene import play

_STEPS: Final = 300
_STALLS: Final = {
    "audio_stall_duration": "80ms_audio_stall_rate",
    "video_stall_duration": "500ms_video_stall_rate",
}
_DELAYS: Final = {
    "audio": "400ms_audio_network_trans_delay",
    "video": "400ms_video_network_trans_delay",
}


@cache
def toll(kind: str, severity: int) -> tuple[Mapping[str, float], Mapping[str, float]]:
    """Percent points by series: on each stream that the user sends, and on all that the user receives."""
    scene = Scene(_STEPS, [life(_STEPS, Camera()) for _ in range(3)])
    for one in scene.lives:
        one.dtx = False
    inject(scene, Fault(kind, 0, 1, severity), [1.0] * _STEPS, Noise(5))
    played = play(scene, [1, 2, 3])
    received = {(s, r): columns for r in range(3) for s, columns in played.received(r)}
    return _points(played.sent[0].columns, received[0, 2]), _points(played.sent[1].columns, received[1, 0])


def _points(up: Mapping[str, Sequence[float]], down: Mapping[str, Sequence[float]]) -> dict[str, float]:
    """The badness of one stream."""
    found = {series: 100 * sum(down[name]) / _STEPS / STEP_MS for name, series in _STALLS.items()}
    for medium, series in _DELAYS.items():
        both = zip(up[f"{medium}_up_delay"], down[f"{medium}_down_delay"], strict=True)
        found[series] = 100 * sum(a + b > 400 for a, b in both) / _STEPS
    return found
