"""A call in which one sender's uplink loses packets, made by hand."""

from rtc_tui.core.call import Call
from tests.core.calls import START, Quiet

USERS = ["ann", "ben", "cas", "dan"]


def lossy(sender: str = "ann", users: list[str] | None = None, seconds: int = 300) -> Quiet:
    """Everybody who listens to the sender suffers from second 60 to second 240."""
    quiet = Quiet(users or USERS, seconds)
    for medium in ("audio", "video"):
        quiet.change(sender, f"{medium}_up_loss", 31.0, 60, 240)
    quiet.change("*", "audio_stall", 500, 60, 240, peer=sender)
    quiet.change("*", "video_stall", 900, 60, 180, peer=sender)
    return quiet


def call() -> Call:
    """That call."""
    return lossy().call()


__all__ = ["START", "USERS", "call", "lossy"]
