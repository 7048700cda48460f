"""What a simulator is started with."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """`fd` is a listening socket handed over; `parent_fd` the read end of a pipe whose end ends the process.

    `epoch` (Unix seconds) is what the scenario's times count from, the moment of the start if None. `request_log` is a
    file to which a JSON line is added per request.
    """

    host: str = "127.0.0.1"
    port: int = 0
    fd: int | None = None
    scenario: str = "calm"
    seed: int = 1
    faults: tuple[str, ...] = ()
    app: str = "661e0543cf"
    access_key: str
    secret_key: str = field(repr=False)
    session_token: str = field(default="", repr=False)
    region: str = "cn-north-1"
    epoch: float | None = None
    parent_fd: int | None = None
    request_log: str | None = None
