"""What a diagnosis should say of a labelled call: the rules that a fault may be put down to, and what it really did.

The rules are those of the decision table (R0 to R24). A fault can look like more than one of them where the data cannot
tell: a browser has no CPU figures, in a call of two there is nobody else to compare with, without a picture there is
only one medium. `expected` names them all, the most telling first.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import mean
from typing import Final

from rtc_tui.simulator.labelled import LabelledCall, Truth

RULES: Final[dict[str, tuple[str, ...]]] = {
    "uplink_loss": ("R11", "R10"),
    "uplink_congestion": ("R10", "R11"),
    "uplink_delay": ("R19",),
    "downlink_loss": ("R12",),
    "downlink_congestion": ("R12", "R18"),
    "downlink_delay": ("R18",),
    "device_overload": ("R20", "R14", "R9", "R8"),
    "encoder_overload": ("R9",),
    "decoder_overload": ("R14",),
    "renderer_fault": ("R15",),
    "capture_failure": ("R7",),
    "mic_muted": ("R2",),
    "no_mic_input": ("R3",),
    "audio_send_stopped": ("R4",),
    "publish_stopped": ("R1",),
    "speaker_silent": ("R6",),
    "unsubscribed": ("R5",),
    "pair_path": ("R17",),
    "audio_path_loss": ("R21", "R12"),
    "server_wide": ("R22",),
    "simulcast_downgrade": ("R16",),
    "layer_change": ("R23", ""),
    "both_ends": ("R13", "R11", "R10", "R12"),
    "reports_missing": ("R0", ""),
}
"""By kind of fault; the empty rule is "no fault found"."""
BENIGN: Final[dict[str, tuple[str, ...]]] = {
    "late": ("R0", "R1"),
    "left": ("R0", "R1"),
    "rejoined": ("R0", "R1"),
    "muted": ("R2",),
    "quiet": ("R2",),
    "listens": ("R1", "R2"),
    "camera-off": ("R23",),
    "screen": (),
    "low-light": (),
}
"""What may be said of a user with a quirk without being a false alarm: it is so, and nothing is wrong."""
_NO_CPU: Final[dict[str, tuple[str, ...]]] = {
    "device_overload": ("R15", "R7"),
    "encoder_overload": ("R24",),
    "decoder_overload": ("R15",),
}
_LONELY: Final[dict[str, tuple[str, ...]]] = {
    "downlink_loss": ("R13", "R17", "R21"),
    "downlink_congestion": ("R13", "R17"),
}


@dataclass(frozen=True, slots=True)
class Impact:
    """What a fault did to the pair that it hurt most: shares of time in %, delays in ms, smallest frame rate shown."""

    audio_stall: float = 0.0
    video_stall: float = 0.0
    delay: float = 0.0


def expected(call: LabelledCall, truth: Truth) -> tuple[str, ...]:
    """The rules that a fault may be put down to in this call, the most telling first."""
    web = {person.user for person in call.people if person.os == "web"}
    found = RULES[truth.kind]
    if web & set(truth.users):
        found += _NO_CPU.get(truth.kind, ())
    alone = len(call.people) == 2
    silent = not any(any(row.columns.get("video_recv_bitrate", ())) for row in call.rows)
    if alone or silent:
        found += _LONELY.get(truth.kind, ())
    return tuple(dict.fromkeys(found))


def impact(call: LabelledCall, truth: Truth) -> Impact:
    """What the fault did, looked up in the rows of those whom it can touch."""
    pairs = set(truth.pairs)
    rows = [row for row in call.rows if (row.peer, row.user) in pairs]
    senders = {sender for sender, _ in pairs}
    rows += [row for row in call.rows if not row.peer and row.user in senders]
    low, high = truth.start * 1000, truth.end * 1000

    def worst(*names: str) -> float:
        return max(
            (
                mean(values)
                for row in rows
                for name in names
                if (values := list(_between(row.times_ms, row.columns.get(name, []), low, high)))
            ),
            default=0.0,
        )

    return Impact(
        worst("audio_stall_duration") / 20,
        worst("video_stall_duration") / 20,
        worst("audio_down_delay", "audio_up_delay", "video_down_delay", "video_up_delay"),
    )


def _between(times: list[int], values: list[float | None], low: int, high: int) -> Iterator[float]:
    for at, value in zip(times, values, strict=False):
        if value is not None and low <= at < high:
            yield value
