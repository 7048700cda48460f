"""Talk goes to stderr, plain and safe; and whatever ends a command becomes an exit code."""

import errno
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final, TextIO

from rtc_tui.errors import ExitCode, RtcTuiError, Unavailable, UsageError
from rtc_tui.text import t
from rtc_tui.text.safe import safe

_FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS}  # of a device, not of a name
BUG: Final = 1  # the one code that no sentence of the contract covers
UNKNOWN: Final = 3  # what a monitor is told of every failure


def say(line: str) -> None:
    """One line of talk. A stderr that is gone is no reason to fail."""
    with suppress(OSError, ValueError, AttributeError):  # closed, full, or None
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()


def complain(error: RtcTuiError) -> None:
    """What happened, and what to do about it."""
    say(t("cli.error", message=safe(error.message, 4000)))
    if error.hint:
        say(t("cli.hint", hint=safe(error.hint, 4000)))
    if error.request_id:
        say(t("cli.request_id", id=safe(error.request_id, 100)))


def prepare_streams() -> None:
    """A locale that cannot show a letter shows its number instead; it never stops the program.

    A stream that was closed by the caller (`>&-`) becomes the null device: else the next file that we open would take
    its number, and be written to by whoever prints.
    """
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number: this one
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", closefd=False))
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")


def require_terminal() -> None:
    """Textual reads stdin and draws on stderr; a redirected stdout means that somebody wants data."""
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        raise UsageError(t("cli.no_terminal"), t("cli.no_terminal_hint"))


def monitored(words: Sequence[str]) -> bool:
    """Whether these words ask for the exit codes of a Nagios check."""
    options = words[: words.index("--")] if "--" in words else words
    return "--exit-code" in options and "diagnose" in options


def exit_code(run: Callable[[], int], *, monitored: bool = False) -> int:
    """Run, complain about what goes wrong, and say how it ended; whoever monitors hears of any failure as unknown."""
    try:
        code = run()
        _flush(sys.stdout)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - a bug: one sentence, and where the details are
        code = _failed(error)
        return UNKNOWN if monitored else code
    return code


def _failed(error: BaseException) -> int:
    match error:
        case RtcTuiError():
            complain(error)
            return int(error.exit_code)
        case KeyboardInterrupt():
            return int(ExitCode.INTERRUPTED)
        case BrokenPipeError():
            return _reader_left()
        case OSError(errno=number, filename=None) if number in _FULL:
            return _unwritable(error)
    return _bug(error)


def _flush(stream: TextIO | None) -> None:
    if stream is not None:
        stream.flush()


def _reader_left() -> int:
    """`… | head` has seen enough: nothing went wrong. What is still buffered has nowhere to go."""
    _abandon_stdout()
    return int(ExitCode.DONE)


def _unwritable(error: OSError) -> int:
    """The disk behind stdout is full or broken: no mistake of ours, and it may pass."""
    _abandon_stdout()
    reason = safe(os.strerror(error.errno or 0), 200)
    complain(Unavailable(t("cli.output_unwritable", reason=reason), t("cli.output_unwritable_hint")))
    return int(ExitCode.UNAVAILABLE)


def _abandon_stdout() -> None:
    """What is still buffered goes nowhere: else the interpreter would try once more on its way out."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _bug(error: BaseException) -> int:
    from traceback import format_exception

    return bug("".join(format_exception(error)))


def bug(traceback: str) -> int:
    """A mistake of ours: say so in a sentence, and where the details were put."""
    from rtc_tui.cli import logs

    where = logs.keep_traceback(traceback)
    say(t("cli.bug", kind=safe(traceback.rstrip().rpartition("\n")[2].partition(":")[0], 100)))
    say(t("cli.bug_where", path=safe(where, 1000)) if where else t("cli.bug_nowhere"))
    return BUG
