"""The language, chosen before anything is said: a help page or a complaint comes before the configuration is read."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from rtc_tui import text

# A quick look, not a parse: whatever is wrong with the file is told later, in whichever language this finds.
_SETTING: Final = re.compile(r"""^\s*lang\s*=\s*["'](zh|en|auto)["']""", re.MULTILINE)


def choose(words: Sequence[str], environment: Mapping[str, str]) -> None:
    """By --lang, RTC_TUI_LANG, the file's `[ui] lang`, or the locale."""
    setting = _flag(words, "--lang") or environment.get("RTC_TUI_LANG") or _from_file(words, environment) or "auto"
    text.use(text.pick(setting.strip().lower(), environment))


def _flag(words: Sequence[str], name: str) -> str:
    """The last value of an option, wherever it stands."""
    found = ""
    for word, following in zip(words, [*words[1:], ""], strict=False):
        if word == "--":
            break
        if word == name:
            found = following
        elif word.startswith(f"{name}="):
            found = word.removeprefix(f"{name}=")
    return found


def _from_file(words: Sequence[str], environment: Mapping[str, str]) -> str:
    from rtc_tui.config.paths import find_paths

    path = find_paths({"config": _flag(words, "--config")}, environment).config
    try:
        whole = path.read_text("utf-8") if path else ""
    except (OSError, ValueError):
        return ""
    found = _SETTING.search(whole)
    return found[1] if found else ""
