"""How a user of a call is drawn: a row with a time bar, the line above the bars, and all that is known of one.

›x▲ user-20811  android wifi  yes   31 min  ●████████████○   ●██████     join, stay, leave, rejoin
"""

from collections.abc import Callable
from math import isnan
from typing import Final

from rtc_tui.core.calls import User
from rtc_tui.core.model import Window
from rtc_tui.core.thresholds import Severity
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from rtc_tui.tui.panes.pane import Scene
from rtc_tui.tui.widgets.rows import SEVERITY_ROLE, Row, pad, right
from rtc_tui.views import cells
from rtc_tui.views.calls.crumbs import shown
from rtc_tui.views.calls.times import moment
from rtc_tui.views.calls.users import Guest, UserList, askable

_WIDE: Final = 110  # columns, from which on there is room for device and SDK


def _widths(columns: int) -> tuple[int, int, int, int]:
    """(name, device, SDK, bar); the rest is fixed."""
    device, sdk = (14, 9) if columns >= _WIDE else (0, 0)
    name = 22 if columns >= _WIDE else 14
    rest = columns - 5 - name - 1 - 8 - 8 - 4 - 10 - 2 - (device + sdk + 2 if device else 0)
    return name, device, sdk, max(4, rest)


def titles(seen: UserList, columns: int, scene: Scene) -> Row:
    """The names of the columns; above the bars the time, and where the time cursor is."""
    name, device, sdk, wide = _widths(columns)
    words = [" " * 5, pad(t("calls.col_user"), name + 1), pad(t("calls.col_os"), 8), pad(t("calls.col_network"), 8)]
    if device:
        words += [pad(t("calls.col_device"), device + 1), pad(t("calls.col_sdk"), sdk + 1)]
    words += [pad(t("calls.col_published"), 4), right(t("calls.col_stay"), 10), "  "]
    return [("".join(words), "dim"), *axis(seen.window, wide, scene)]


def axis(window: Window, wide: int, scene: Scene) -> Row:
    """`10:00     10:30    ▼`: round times over a bar, and the time cursor."""
    signs = [" "] * wide
    for at, text in cells.time_ticks(window, scene.zone, max(1, wide // 10)):
        start = (at - window.start) * wide // window.seconds
        if start + len(text) <= wide:
            signs[start : start + len(text)] = text
    cursor = scene.selection.cursor
    if cursor is None or not window.start <= cursor < window.end:
        return [("".join(signs), "dim")]
    place_ = (cursor - window.start) * wide // window.seconds
    return [("".join(signs[:place_]), "dim"), ("▼", "select"), ("".join(signs[place_ + 1 :]), "dim")]


def stay_bar(user: User, window: Window, wide: int) -> str:
    """When a user was there: ● joined, █ there, ○ left; ▒ where nobody told how it ended."""
    signs = [" "] * wide

    def column(at: float) -> int:
        return int((at - window.start) * wide // window.seconds)

    for joined, left in user.stays:
        open_end = left is None and user.finished
        first = max(0, column(window.start if joined is None else joined))
        last = min(wide - 1, column(window.end - 1 if left is None else left))
        for i in range(first, last + 1):
            signs[i] = "▒" if open_end else "█"
    for joined, left in user.stays:
        for at, sign in ((left, "○"), (joined, "●")):
            if at is not None and window.start <= at < window.end:
                signs[column(at)] = sign
    return "".join(signs)


def row(guest: Guest, seen: UserList, columns: int, scene: Scene, number: int, *, here: bool) -> Row:
    """One user; `here` is where the cursor is."""
    name, device, sdk, wide = _widths(columns)
    user, severity = guest.user, guest.severity
    stay = cells.ABSENT if isnan(guest.seconds) else cells.age(guest.seconds)
    called = shown(user.user, masked=scene.masked, limit=128, number=number)
    words = [pad(called, name), " ", _cell(user.os, 7), _cell(user.access, 7)]
    words += [_cell(user.device, device), _cell(user.sdk, sdk)] if device else []
    words += [pad(_published(user), 4), right(stay, 10), "  "]
    mark = "x" if guest.chosen else " "
    glyph = cells.GLYPHS[severity]
    bar = stay_bar(user, seen.window, wide)
    if here:
        return [
            (f"›{mark} {glyph} " + "".join(words), "cursor"),
            (bar, SEVERITY_ROLE[severity] if severity >= Severity.WARN else ""),
        ]
    return [
        (f" {mark} ", "select"), (f"{glyph} ", SEVERITY_ROLE[severity]), ("".join(words), ""),
        (bar, SEVERITY_ROLE[severity] if severity >= Severity.WARN else ""),
    ]  # fmt: skip


def _cell(text: str, cells_: int) -> str:
    return pad(safe(text, 64) or cells.ABSENT, cells_) + " "


def _published(user: User) -> str:
    if user.published is None:
        return cells.ABSENT
    return t("calls.yes") if user.published else t("calls.no")


def about(user: User, scene: Scene) -> Row:
    """Everything about one user that the columns may have no room for."""
    now, zone = scene.snapshot.now, scene.zone
    parts = [shown(user.user, masked=scene.masked, limit=128)]
    parts += [safe(text, 40) for text in (user.os, user.access, user.device) if text]
    parts += [f"SDK {safe(user.sdk, 24)}"] if user.sdk else []
    if user.published is not None:
        parts.append(t("calls.published") if user.published else t("calls.not_published"))
    parts.append(_stays(user, lambda at: moment(at, now, zone)))
    if not askable(user.user):
        parts.append(t("calls.not_askable"))
    return [(" " + " · ".join(part for part in parts if part), "dim")]


def _stays(user: User, time: Callable[[float | None], str]) -> str:
    """`10:00:03–10:20:00, 10:20:20–`: the latest first, as there is more room for those."""
    out = []
    for joined, left in reversed(user.stays):
        end = time(left) if left is not None else cells.ABSENT if user.finished else t("calls.now")
        out.append(f"{time(joined)}–{end}")
    return ", ".join(out)
