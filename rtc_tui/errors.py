"""Everything that can go wrong and is not a bug, as one tree.

    RtcTuiError
    ├── UsageError                 exit 2    the command line asks for something that does not exist
    ├── ConfigError                exit 3    the configuration cannot be used
    │   └── CredentialsMissing
    ├── Refused                    exit 4    the service answered, and the answer is no
    │   ├── WrongCredentials                 key, secret or token; asking again does not help
    │   ├── ClockSkewed                      the signature's time is not the service's
    │   ├── NotPermitted                     the account may not call this action
    │   ├── BadRequest                       a parameter
    │   │   └── UnknownApp                   the app does not exist or is another account's
    │   └── UnknownAction                    no version of the action that we know is served
    ├── Unavailable                exit 5    may pass by itself
    │   ├── Throttled
    │   ├── ServiceFailing
    │   ├── Unreachable
    │   └── DeadlineExceeded
    ├── BadResponse                exit 6    an answer that is not what the documents promise
    │   └── ResponseTooLarge
    └── ArchiveError               exit 7    the archive cannot be read or written
        ├── ArchiveFull                      no space is left
        ├── ArchiveDamaged                   the file is not what was written
        ├── ArchiveTooNew                    a newer version of this program wrote it
        ├── ArchiveUnreachable               the system does not let us read or write there
        └── ArchiveBusy                      another process holds it

Each error says what happened (`str(error)`) and what to do (`error.hint`), in the language in use. Foreign text in
either has passed `text.safe`. No error ever holds a secret.
"""

from enum import IntEnum
from typing import ClassVar

from rtc_tui.text import t


class ExitCode(IntEnum):
    """What the process tells its caller."""

    DONE = 0  # did what was asked
    USAGE = 2  # the command line is wrong
    CONFIG = 3  # configuration or credentials are missing or unusable
    REFUSED = 4  # the service refused: credentials, clock, permission, parameter, app
    UNAVAILABLE = 5  # throttled, failing, unreachable, or too slow; or stdout could not be written (disk full)
    BAD_RESPONSE = 6  # the answer could not be read, or was too large
    ARCHIVE = 7  # the archive could not be read or written
    INTERRUPTED = 130  # ctrl+c


class RtcTuiError(Exception):
    """Root of the tree. `message` is a finished sentence; `hint` says what the user can do about it."""

    exit_code: ClassVar[ExitCode] = ExitCode.UNAVAILABLE

    def __init__(
        self,
        message: str,
        hint: str = "",
        *,
        code: str = "",
        request_id: str = "",
        action: str = "",
        retry_after: float | None = None,
    ) -> None:
        """`code` and `request_id` are the service's own; `retry_after` is in seconds."""
        super().__init__(message)
        self.message = message
        self.hint = hint or self.default_hint()
        self.code = code
        self.request_id = request_id
        self.action = action
        self.retry_after = retry_after

    @classmethod
    def default_hint(cls) -> str:
        """What to do when the raiser knows nothing better."""
        return t(f"errors.hint_{cls.__name__}")

    @property
    def kind(self) -> str:
        """The class's name: stable, for scripts and tests."""
        return type(self).__name__


class UsageError(RtcTuiError):
    """The command line is wrong."""

    exit_code = ExitCode.USAGE


class ConfigError(RtcTuiError):
    """The configuration cannot be used."""

    exit_code = ExitCode.CONFIG


class CredentialsMissing(ConfigError):  # noqa: N818 - the tree reads as what happened
    """No access key and secret were found anywhere."""


class Refused(RtcTuiError):  # noqa: N818
    """The service answered, and the answer is no."""

    exit_code = ExitCode.REFUSED


class WrongCredentials(Refused):
    """Key, secret or token are not accepted."""


class ClockSkewed(Refused):
    """The signature's time is too far from the service's."""


class NotPermitted(Refused):
    """The account may not do this."""


class BadRequest(Refused):
    """A parameter is not accepted."""


class UnknownApp(BadRequest):
    """The app does not exist, or belongs to another account."""


class UnknownAction(Refused):
    """The service knows the action in no version that we speak."""


class Unavailable(RtcTuiError):  # noqa: N818
    """May pass by itself."""

    exit_code = ExitCode.UNAVAILABLE


class Throttled(Unavailable):
    """More requests than the account may send."""


class ServiceFailing(Unavailable):
    """The service says that it failed."""


class Unreachable(Unavailable):
    """No answer: name, network, TLS, or a connection cut short."""


class DeadlineExceeded(Unavailable):
    """No whole answer in the time allowed."""


class BadResponse(RtcTuiError):  # noqa: N818
    """An answer that is not what the documents promise."""

    exit_code = ExitCode.BAD_RESPONSE


class ResponseTooLarge(BadResponse):
    """More bytes than we are willing to hold."""


class ArchiveError(RtcTuiError):
    """The archive cannot be read or written."""

    exit_code = ExitCode.ARCHIVE


class ArchiveFull(ArchiveError):  # noqa: N818
    """No space is left. What was committed stays; what was to be written can be written again."""


class ArchiveDamaged(ArchiveError):  # noqa: N818
    """The file is not what was written."""


class ArchiveTooNew(ArchiveError):  # noqa: N818
    """A newer version of this program wrote it; it is left alone."""


class ArchiveUnreachable(ArchiveError):  # noqa: N818
    """The system does not let us read or write there."""


class ArchiveBusy(ArchiveError):  # noqa: N818
    """Another process holds it."""
