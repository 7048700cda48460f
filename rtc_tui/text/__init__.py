"""Every text of ours, in English and Chinese.

One call, `t("area.key", name=value)`. The area names the catalogue module beside this file; each catalogue is a
dictionary `TEXTS` of `key: (English, Chinese)`, so that neither language can be forgotten. A catalogue is loaded when
its first text is asked for: a headless command does not pay for the screen's texts.

The language is chosen once, by `cli.py`, before anything is shown. It is the one piece of process-wide state: texts are
asked for in a hundred places that have no other reason to know a language.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Final, Literal

Language = Literal["en", "zh"]

_COLUMN: Final[dict[Language, int]] = {"en": 0, "zh": 1}
_catalogues: dict[str, dict[str, tuple[str, str]]] = {}
_chosen: Language = "en"
_spelled = False
_ENTER: Final = ("⏎", "Enter")  # the one sign of ours that no single letter of ASCII can stand for


def use(language: Language, *, plain: bool = False) -> None:
    """Choose the language of all texts asked for from now on; `plain`: the enter key is spelled out, for ASCII alone."""
    global _chosen, _spelled  # the one switch that this module exists to hold
    _chosen, _spelled = language, plain


def language() -> Language:
    """The language in use."""
    return _chosen


def pick(setting: str, environment: Mapping[str, str]) -> Language:
    """The language for a setting (`zh`, `en`, `auto`); `auto` follows the locale as the C library would read it."""
    if setting in _COLUMN:
        return "zh" if setting == "zh" else "en"
    locale = next((environment[k] for k in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(k)), "")
    return "zh" if locale.lower().startswith("zh") else "en"


def t(key: str, /, **values: object) -> str:
    """The text for `area.key` in the language in use, its `{name}` fields filled. Raises KeyError on an unknown key."""
    area, _, name = key.partition(".")
    text = catalogue(area)[name][_COLUMN[_chosen]]
    if _spelled:
        text = text.replace(*_ENTER)
    return text.format(**values) if values else text


def both(key: str, /) -> tuple[str, str]:
    """The unfilled text in English and in Chinese: for the reference pane, which shows both."""
    area, _, name = key.partition(".")
    return catalogue(area)[name]


def has(key: str, /) -> bool:
    """Whether the catalogue of the area knows the key."""
    area, _, name = key.partition(".")
    return name in catalogue(area)


def catalogue(area: str) -> dict[str, tuple[str, str]]:
    """All texts of an area, loaded on first use."""
    if area not in _catalogues:
        _catalogues[area] = import_module(f"{__name__}.{area}").TEXTS
    return _catalogues[area]
