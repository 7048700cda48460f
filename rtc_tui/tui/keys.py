"""The one table of keys: what users of k9s, btop, dolphie and lazygit already know.

Every binding has an id, so that the configuration can change its keys. Actions are the screen's or, where it has one,
the visible pane's; a key whose action nobody on screen has is neither shown nor bound.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from rtc_tui.errors import ConfigError
from rtc_tui.text import t
from rtc_tui.text.safe import safe

if TYPE_CHECKING:
    from textual.binding import Binding


class Key(NamedTuple):
    """`keys` as Textual names them; `shown`: in the row of keys, where it fits (`hints.py`)."""

    id: str
    keys: str
    action: str
    shown: bool = False
    display: str = ""


def _of_pane(name: str, *numbers: int) -> str:
    """The action of a key that is the visible pane's: its method of that name, with these numbers."""
    return f"by_pane('{name}', {numbers})"


PANES: Final = ("live", "distribution", "calls", "history", "alerts", "reference")

KEYS: Final = (
    *(Key(f"pane_{name}", str(i), f"pane('{name}')") for i, name in enumerate(PANES, 1)),
    Key("help", "question_mark,f1", "help", shown=True, display="?"),
    Key("quit", "q", "app.leave(0)", shown=True),
    Key("open", "enter", _of_pane("open"), shown=True, display="⏎"),
    Key("faster", "right_curly_bracket", "speed(1)", shown=True, display="}"),
    Key("slower", "left_curly_bracket", "speed(-1)", display="{"),
    Key("minute_back", "left_parenthesis", "jump(-60)", display="("),
    Key("minute_forward", "right_parenthesis", "jump(60)", display=")"),
    Key("hour_back", "b", "jump(-3600)"),
    Key("hour_forward", "f", "jump(3600)"),
    Key("day_back", "B", "jump(-86400)"),
    Key("day_forward", "F", "jump(86400)"),
    Key("indicator_next", "i", _of_pane("indicator", 1), shown=True),
    Key("indicator_previous", "I", _of_pane("indicator", -1)),
    Key("dimension_next", "d", _of_pane("dimension", 1), shown=True),
    Key("dimension_previous", "D", _of_pane("dimension", -1)),
    Key("view", "v", _of_pane("view", 1), shown=True),
    Key("measure", "m", _of_pane("measure", 1), shown=True),
    Key("mark", "x", _of_pane("mark"), shown=True),
    Key("mark_all", "X", _of_pane("mark_all")),
    Key("pin", "p", "pin", shown=True),
    Key("up", "up,k", _of_pane("cursor", 0, -1)),
    Key("down", "down,j", _of_pane("cursor", 0, 1)),
    Key("left", "left,h", _of_pane("cursor", -1, 0)),
    Key("right", "right,l", _of_pane("cursor", 1, 0)),
    Key("page_up", "pageup", _of_pane("page", -1)),
    Key("page_down", "pagedown", _of_pane("page", 1)),
    Key("first", "home", _of_pane("edge", -1)),
    Key("last", "end", _of_pane("edge", 1)),
    Key("earlier", "comma", "step(-1)", shown=True, display=","),
    Key("later", "full_stop", "step(1)", shown=True, display="."),
    Key("next_bad", "n", _of_pane("next_bad", 1), shown=True),
    Key("previous_bad", "N", _of_pane("next_bad", -1)),
    Key("window", "w", _of_pane("window"), shown=True),
    Key("zoom_in", "plus,equals_sign", _of_pane("zoom", 1), shown=True, display="+"),
    Key("zoom_out", "minus,underscore", _of_pane("zoom", -1), shown=True, display="-"),
    Key("pan_earlier", "less_than_sign,shift+left", _of_pane("pan", -1), shown=True, display="<"),
    Key("pan_later", "greater_than_sign,shift+right", _of_pane("pan", 1), shown=True, display=">"),
    Key("compare", "c", _of_pane("compare", 1), shown=True),
    Key("scope", "o", "scope", shown=True),
    Key("filter", "slash", "filter", shown=True, display="/"),
    Key("sort", "s", _of_pane("sort", 1), shown=True),
    Key("sort_back", "S", _of_pane("sort", -1)),
    Key("product", "u", "product"),
    Key("go_to", "t", "go_to"),
    Key("go_live", "T", "go_live"),
    Key("freeze", "space", "freeze", shown=True),
    Key("refresh", "r", "refresh_data"),
    Key("maximise", "z", _of_pane("maximise")),
    Key("copy", "y", "copy"),
    Key("export_csv", "e", "export('csv')", shown=True),
    Key("export_json", "E", "export('json')"),
    Key("mask", "P", "mask"),
    Key("back", "escape", "back"),
    Key("history_back", "left_square_bracket", "visited(-1)", display="["),
    Key("history_forward", "right_square_bracket", "visited(1)", display="]"),
    Key("palette", "colon,ctrl+p", "app.command_palette", display=":"),
    Key("quit_keep", "Q", "app.leave_kept"),
)


def bindings() -> "list[Binding]":
    """The table as Textual wants it, in the language in use."""
    from textual.binding import Binding  # here, so that `rtc-tui check` can look at the keys without Textual

    return [
        Binding(
            key.keys,
            key.action,
            t(f"keys.{key.id}"),
            show=key.shown,
            key_display=key.display or None,
            id=key.id,
        )
        for key in KEYS
    ]


# Keys that never arrive, or that mean something else to a multiplexer, to flow control or to the terminal itself.
TAKEN: Final = frozenset(
    [*(f"ctrl+{letter}" for letter in "abcshjmiqz"), "ctrl+left_square_bracket", "f11", "f12"]
)  # fmt: skip


def check(keymap: Mapping[str, str]) -> None:
    """Whether the configuration's keys can be used. Raises `ConfigError` that names what is wrong."""
    known = {key.id: key.keys for key in KEYS}
    for name, keys in keymap.items():
        if name not in known:
            raise ConfigError(t("keys.unknown", id=safe(name, 60)), t("keys.known", ids=", ".join(known)))
        for key in keys.split(","):
            if key.strip() in TAKEN or key.startswith("alt+"):
                raise ConfigError(t("keys.taken", id=name, key=safe(key.strip(), 30)), t("keys.taken_hint"))
    owners: dict[str, str] = {}
    for name, keys in (known | dict(keymap)).items():
        for key in keys.split(","):
            if owners.setdefault(key.strip(), name) != name:
                raise ConfigError(t("keys.twice", key=safe(key, 30), one=owners[key.strip()], other=name))
