"""Build what commands need out of the configuration: logging, the client, a source of data."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rtc_tui.cli import talk
from rtc_tui.cli.common import Flags
from rtc_tui.config import Config, find_paths, load, usable_state_dir
from rtc_tui.core.account import Credentials
from rtc_tui.errors import ConfigError
from rtc_tui.text import t, use
from rtc_tui.text.safe import safe

if TYPE_CHECKING:
    from rtc_tui.archive import Archive
    from rtc_tui.archive.opening import Surroundings
    from rtc_tui.client.api import RtcClient
    from rtc_tui.client.record import Recorder
    from rtc_tui.clock import Clock
    from rtc_tui.feed.filler import Always
    from rtc_tui.feed.live import LiveSource
    from rtc_tui.feed.replay import ReplaySource
    from rtc_tui.feed.shared import SharedSource

_VENDORS: Final = (".volcengineapi.com", ".byteplusapi.com")


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


def shared(
    config: Config, credentials: Credentials, tell: Callable[[str], None] = talk.say, *, records: bool = True
) -> "SharedSource":
    """The live service and the archive. Where there is no place for an archive, a note says so, and nothing else fails.

    `records`: whether it may become the one that writes. sqlite3 is imported here.
    """
    from rtc_tui.archive.absent import NoArchive
    from rtc_tui.errors import RtcTuiError

    try:
        kept: Archive = archive(config)
    except RtcTuiError as error:
        kept = NoArchive(f"{error.message} {error.hint}")
    return over(config, credentials, kept, tell, records=records)


def over(
    config: Config, credentials: Credentials, kept: "Archive", tell: Callable[[str], None], *, records: bool
) -> "SharedSource":
    """The live service and that archive."""
    from rtc_tui.clock import SystemClock
    from rtc_tui.feed.shared import SharedSource

    live = source(config, credentials, tell)
    return SharedSource(live, kept, SystemClock(), always=always(config), records=records)


def always(config: Config) -> "Always":
    """What whoever records asks for.

    The app's quality of both products, operation data, rooms that are watched, and every distribution of the product
    that is configured.
    """
    from rtc_tui.core.ask import combinations
    from rtc_tui.core.model import Feature, Product, Query, Scope
    from rtc_tui.feed.filler import Always

    mine = config.target.product
    other = Product.WEB if mine is Product.NATIVE else Product.NATIVE
    rooms = (Query(Feature.QUALITY, mine, Scope(room)) for room in config.watch)
    polled = (Query(Feature.QUALITY, mine), Query(Feature.OPERATION), Query(Feature.QUALITY, other), *rooms)
    return Always(polled, combinations(mine))


def archive(config: Config) -> "Archive":
    """The archive of the configured app. sqlite3 is imported here, httpx where it is on the network.

    Raises `UsageError`, `ConfigError`, `ArchiveUnreachable`.
    """
    from rtc_tui.archive import Keep
    from rtc_tui.archive.opening import open_archive

    keep = Keep(config.archive.keep_days, config.archive.keep_means_days)
    return open_archive(config.archive.url, archive_name(config), surroundings(config), keep)


def replayed(config: Config, at: float, *, paused: bool) -> "ReplaySource":
    """What was recorded of the app, from a time (epoch seconds) on. Raises `UsageError`, `ArchiveUnreachable`."""
    from rtc_tui.clock import SystemClock
    from rtc_tui.feed.replay import ReplaySource

    return ReplaySource(archive(config), SystemClock(), at, paused=paused)


def surroundings(config: Config) -> "Surroundings":
    """What an archive needs to know of this host. Raises `ConfigError`."""
    from platform import node

    from rtc_tui.archive.opening import Surroundings, is_shared
    from rtc_tui.cli import logs
    from rtc_tui.clock import SystemClock
    from rtc_tui.core.account import ArchiveAccess

    clock = SystemClock()
    access = config.archive_access() if is_shared(config.archive.url) else ArchiveAccess()
    logs.hide((access.secret,))
    return Surroundings(usable_state_dir(config.paths)[0], clock.now, clock.steady, access, node())


def archive_place(config: Config) -> str:
    """Where the archive is, for people. Raises `UsageError`, `ArchiveUnreachable`."""
    from rtc_tui.archive.opening import place_name

    return place_name(config.archive.url, usable_state_dir(config.paths)[0])


def archive_name(config: Config) -> str:
    """The app; with the host beside it where that is not the vendor's: a simulator's data are not the service's."""
    import re
    from urllib.parse import urlsplit

    host = urlsplit(config.target.endpoint).netloc.rpartition("@")[2]
    if host.endswith(_VENDORS):
        return config.target.app
    return f"{config.target.app}@{re.sub(r'[^A-Za-z0-9.-]', '-', host)}"
