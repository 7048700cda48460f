"""What the environment says about the terminal: pure, from variables alone."""

from collections.abc import Mapping

_COERCED = {"c.utf-8", "c.utf8", "utf-8"}


def is_utf8(environment: Mapping[str, str]) -> bool:
    """Whether the locale is UTF-8, as the user set it.

    Python itself sets LC_CTYPE=C.UTF-8 at start when the locale is C (PEP 538): that value says nothing about the
    terminal, so LANG decides then.
    """
    ctype = environment.get("LC_CTYPE", "")
    if ctype.lower() in _COERCED:
        ctype = ""
    locale = environment.get("LC_ALL") or ctype or environment.get("LANG") or ""
    return locale.lower().replace("-", "").partition("@")[0].endswith("utf8")


def needs_ascii(environment: Mapping[str, str]) -> bool:
    """Whether anything but ASCII would come out as rubbish."""
    return not is_utf8(environment) or environment.get("TERM", "") in {"linux", "dumb"}


def over_ssh(environment: Mapping[str, str]) -> bool:
    """Whether the terminal is at the other end of an SSH line."""
    return bool(environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"))


def is_light(environment: Mapping[str, str]) -> bool:
    """Whether the terminal says that its background is light (COLORFGBG: foreground;background, as 0;15)."""
    return environment.get("COLORFGBG", "").rpartition(";")[2] in {"7", "15"}
