"""Build what commands need out of the configuration: logging, the client, a source of data."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from rtc_tui.cli import talk
from rtc_tui.cli.common import Flags
from rtc_tui.config import Config, find_paths, load, usable_state_dir
from rtc_tui.core.account import Credentials
from rtc_tui.errors import ConfigError
from rtc_tui.text import t, use
from rtc_tui.text.safe import safe

if TYPE_CHECKING:
    from rtc_tui.client.api import RtcClient
    from rtc_tui.client.record import Recorder
    from rtc_tui.clock import Clock
    from rtc_tui.feed.live import LiveSource


def configured(flags: Flags, environment: Mapping[str, str] = os.environ) -> Config:
    """The configuration, with its language and its log in effect. Raises `ConfigError`, `UsageError`."""
    config = load(flags, environment, find_paths(flags, environment))
    use(config.ui.lang)
    if config.log:
        from rtc_tui.cli import logs

        logs.start(config.log)
    return config


def client(
    config: Config, credentials: Credentials, clock: "Clock", tell: Callable[[str], None] = talk.say
) -> "RtcClient":
    """The client for the configured target. httpx is imported here. `tell` hears what the user should know.

    Raises `ConfigError` when exchanges are to be recorded where nothing can be written.
    """
    from random import Random

    from rtc_tui.cli import logs
    from rtc_tui.client.api import RtcClient

    def renew() -> Credentials:
        """The key pair as it can be found by now: whoever mends the profile need not start anew."""
        found = config.credentials()
        logs.hide((found.secret_key, found.session_token))
        return found

    logs.hide((credentials.secret_key, credentials.session_token))
    state_dir, note = usable_state_dir(config.paths)
    if note:
        tell(note)
    return RtcClient(
        credentials,
        config.target,
        limits=config.limits,
        state_dir=state_dir,
        clock=clock,
        rng=Random(),
        recorder=recorder(config.record_http) if config.record_http else None,
        renew=renew,
    )


def recorder(directory: Path) -> "Recorder":
    """Who keeps exchanges there. Raises `ConfigError` when nothing can be written: later nobody would be told."""
    from rtc_tui.client.record import DirectoryRecorder

    kept = DirectoryRecorder(directory)
    try:
        kept.probe()
    except OSError as error:
        message = t("cli.record_unwritable", path=safe(str(directory), 1000), reason=safe(error.strerror or error))
        raise ConfigError(message, t("cli.record_unwritable_hint")) from None
    return kept


def source(config: Config, credentials: Credentials, tell: Callable[[str], None] = talk.say) -> "LiveSource":
    """The live service as a source of batches."""
    from random import Random

    from rtc_tui.clock import SystemClock
    from rtc_tui.feed.live import LiveSource

    clock = SystemClock()
    return LiveSource(client(config, credentials, clock, tell), clock, Random())
