"""Whose key signs, and what happens when it is refused: it is looked for again, for somebody may have mended it."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Final, NamedTuple

from rtc_tui.client.auth import SignedAuth
from rtc_tui.clock import Clock
from rtc_tui.core.account import Credentials
from rtc_tui.errors import ConfigError, CredentialsMissing, RtcTuiError
from rtc_tui.text import t
from rtc_tui.text.safe import safe

Renew = Callable[[], Credentials]
_NOTHING: Final = "the search for credentials ended without a word"


class Signer(NamedTuple):
    """A key pair and its signature: what one request is sent with, whatever is found meanwhile."""

    credentials: Credentials
    auth: SignedAuth


class Account:
    """The key pair in use. `renew` looks for it where it was found first; it may take its time, and run a command."""

    def __init__(
        self,
        credentials: Credentials,
        region: str,
        signing_time: Callable[[], float],
        clock: Clock,
        renew: Renew | None,
    ) -> None:
        """Raises ConfigError when credentials or region can not be used."""
        check(credentials, region)
        self._region, self._signing_time, self._clock, self._renew = region, signing_time, clock, renew
        self._looked = float("-inf")  # steady seconds of when the last search began
        self._lock = asyncio.Lock()
        self.signer = self._signer(credentials)

    @property
    def credentials(self) -> Credentials:
        """The pair in use."""
        return self.signer.credentials

    async def renewed(self, refused: Signer, sent: float, until: float) -> bool:
        """Whether there is another pair than the refused one now. `sent` (when it was tried) and `until`: steady clock.

        One search answers all requests that were refused before it began: a password manager is asked once.
        """
        if self._renew is None:
            return False
        async with self._lock:
            if self.signer is refused and self._looked <= sent:
                self._looked = self._clock.steady()
                await self._look(self._renew, max(0.0, until - self._looked))
            return self.signer is not refused

    async def _look(self, renew: Renew, patience: float) -> None:
        """Take over what is found, if it is another pair and one that can be used."""
        with suppress(RtcTuiError, TimeoutError):  # then the refusal is what there is to tell
            found = await asyncio.wait_for(_aside(renew), patience)
            check(found, self._region)
            if _pair(found) != _pair(self.credentials):
                self.signer = self._signer(found)

    def _signer(self, credentials: Credentials) -> Signer:
        return Signer(credentials, SignedAuth(credentials, self._region, self._signing_time))


async def _aside(renew: Renew) -> Credentials:
    """Run in a thread that nobody waits for at the end: a command that hangs must not keep the program from leaving."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Credentials] = loop.create_future()

    def finish(found: Credentials | None, error: BaseException | None) -> None:
        if done.done():
            return
        if found is not None:
            done.set_result(found)
        else:
            done.set_exception(error or RuntimeError(_NOTHING))

    def run() -> None:
        found: Credentials | None = None
        failure: BaseException | None = None
        try:
            found = renew()
        except BaseException as error:  # noqa: BLE001 - it is raised again where it is waited for
            failure = error
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(finish, found, failure)

    Thread(target=run, name="credentials", daemon=True).start()
    return await done


def _pair(credentials: Credentials) -> tuple[str, str, str]:
    return credentials.access_key, credentials.secret_key, credentials.session_token


def check(credentials: Credentials, region: str) -> None:
    """What goes into a header or under the signature must be able to: httpx would quote the value in its complaint."""
    if not credentials.access_key or not credentials.secret_key:
        raise CredentialsMissing(t("client.no_keys"))
    for name in ("access_key", "secret_key", "session_token"):
        if not _is_plain(getattr(credentials, name)):
            raise ConfigError(t("client.bad_key", name=name, origin=safe(credentials.origin) or "?"))
    if not region or not _is_plain(region) or "/" in region:
        raise ConfigError(t("client.bad_region", region=safe(region)))


def _is_plain(value: str) -> bool:
    return all("!" <= letter <= "~" for letter in value)
