"""What the diagnosis goes by: every limit has a name, a unit and a default, and can be set in the configuration.

The defaults are QUALITY_RULES 2 and 3, drawn from other vendors' published practice (named beside each); the vendor
publishes none. `certain_…` are the tolerant profile's (Huawei): confidence "high" asks for them.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rules:
    """All limits. Shares and losses are per cent, delays and stalls milliseconds, bitrates kbps, times seconds."""

    # symptoms
    audio_stall: float = 3.0  # Tencent, Agora
    video_stall: float = 5.0  # Tencent, Agora
    delay: float = 400.0  # ITU-T G.114, Agora, the service's own tier
    silence_kbps: float = 8.0  # below it is comfort noise (Teams, ObserveRTC)
    silence_s: float = 10.0
    blur_area: float = 50.0  # received area in per cent of the sent one
    # links
    loss: float = 5.0  # Agora, Tencent
    loss_warn: float = 2.0  # Tencent, Google
    both_ends: float = 3.0  # by how much the downlink's loss exceeds the uplink's, percentage points
    delay_warn: float = 200.0  # half of what others allow for a round trip
    delay_ok: float = 150.0  # ITU-T G.114
    swing: float = 200.0  # p95 - p50 of the delay (issue-detector)
    bitrate_fall: float = 30.0  # Tencent
    # devices
    cpu_app: float = 70.0  # Huawei
    cpu_system: float = 85.0  # Tencent
    fps_low: float = 5.0  # Agora: capture below 3 has failed
    fps_weak: float = 10.0  # Tencent
    fps_ratio: float = 70.0  # sent to captured, received to sent (ObserveRTC)
    # sound
    audio_kbps: float = 16.0  # from here on a voice is sent
    speech_volume: float = 20.0  # scale not documented; speech is above it on 0..100 and on 0..255
    mute_s: float = 30.0  # ObserveRTC: silence that is no pause
    # times
    same_start_s: float = 10.0
    adapted_s: float = 20.0
    least_points: float = 50.0  # of the expected ones
    # readings that the documents leave open
    downlink_loss_is_end_to_end: bool = False
    # what is certain
    certain_loss: float = 20.0
    certain_delay: float = 500.0
    certain_cpu_app: float = 70.0
    certain_cpu_system: float = 80.0
