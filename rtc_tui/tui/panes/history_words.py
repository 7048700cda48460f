"""What stands around the chart and the tables of the History pane: where one is, what it is made of, how far it has got."""

from typing import Final

from rich.cells import cell_len

from rtc_tui.core.ask import Answer, AskHistory
from rtc_tui.core.model import DAY, Product, Provenance
from rtc_tui.core.snapshot import Selection
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from rtc_tui.tui.panes import history_tables
from rtc_tui.tui.panes.pane import Scene
from rtc_tui.tui.widgets.rows import Row, fit, width, wrap
from rtc_tui.views import cells, history
from rtc_tui.views import history_chart as courses
from rtc_tui.views.history import KINDS
from rtc_tui.views.history_chart import Course
from rtc_tui.views.live import scope_text


def charted(selection: Selection) -> bool:
    """Whether a chart is the main thing."""
    return selection.stretch.kind == "quality" or selection.stretch.opened


def is_shown(ask: AskHistory, scene: Scene) -> bool:
    """Whether the question is about the present, and not about what it is compared with."""
    window = history.shown(scene.selection, scene.snapshot.now)
    return ask.window.start <= window.start < ask.window.end or scene.selection.stretch.kind in ("days", "operation")


def answers(scene: Scene) -> list[Answer]:
    """The answers to what is asked for what is shown, as far as they came."""
    found = (scene.snapshot.answers.get(ask) for ask in history.asks(scene.selection, scene.snapshot.now))
    return [answer for answer in found if answer is not None]


def ready(scene: Scene) -> bool:
    """Whether all has come that can."""
    asked = history.asks(scene.selection, scene.snapshot.now)
    found = answers(scene)
    return len(found) == len(asked) and all(answer.complete for answer in found)


def pending(scene: Scene) -> bool:
    """Whether something is under way that can be cancelled."""
    return any(not answer.complete for answer in answers(scene))


def progress(scene: Scene) -> str:
    """How far the questions have got; empty when all has come."""
    found = answers(scene)
    if len(found) < len(history.asks(scene.selection, scene.snapshot.now)):
        return t("history.reading", time=cells.clock(scene.snapshot.now, scene.zone))
    open_ = [answer for answer in found if not answer.complete]
    if not open_:
        return ""
    done, total = sum(answer.done for answer in open_), sum(max(1, answer.total) for answer in open_)
    return t("history.loading", done=done, total=total)


def empty(scene: Scene) -> str:
    """Why nothing is drawn."""
    if scene.selection.stretch.stopped or ready(scene):
        return t("history.nothing")
    return t("history.reading", time=cells.clock(scene.snapshot.now, scene.zone))


def where(scene: Scene, columns: int) -> Row:
    """`audio stall 80ms › whole app   [quality] days operation users usage   24 h`; all of the kinds, or one."""
    selection, stretch = scene.selection, scene.selection.stretch
    head: Row = [(" " + " › ".join(steps(scene)), "title"), ("   ", "")]
    tail: Row = [(f"  {t('history.filtered', what=text)}", "bold") for text in only(selection)]
    if stretch.kind not in ("days", "usage"):
        tail.append((f"  {history.span_word(history.spanning(selection))}", "dim"))
    here: Row = [(f"[{t(f'history.{stretch.kind}')}]", "select")]
    kinds: Row = []
    for kind in KINDS:
        kinds += here if kind == stretch.kind else [(f" {t(f'history.{kind}')} ", "dim")]
    fitting = kinds if width([*head, *kinds, *tail]) <= columns else here
    return [*head, *fitting, *tail]


def only(selection: Selection) -> list[str]:
    """The systems and networks that are in effect, as one text."""
    scope = history.scope(selection)
    words = [f"{name}={','.join(found)}" for name, found in (("os", scope.os), ("access", scope.access)) if found]
    return [" ".join(words)] if words else []


def steps(scene: Scene) -> list[str]:
    """Where one is, step by step."""
    selection = scene.selection
    match selection.stretch.kind:
        case "operation" | "usage":
            return [t("live.whole_app")]
        case "users":
            dimension = t(f"dimensions.{history.dimension(selection)}")
            return [t("live.whole_app"), t("history.by", dimension=dimension)]
        case _:
            name = history.named(courses.looked_at(scene.snapshot, selection)).label
            steps = [safe(name, 40), scope_text(selection.scope, masked=scene.masked)]
            if selection.stretch.opened:
                day = history_tables.beijing_day(history.shown(selection, scene.snapshot.now).start)
                steps.append(t("history.day", day=day))
            return steps


def source(scene: Scene, found: Course | None, columns: int) -> Row:
    """`11-19 10:35–11-20 10:35 CST · 5 min · offline 16 h · …`, and before it how far the questions have got.

    Of what a chart is made of, what would not fit goes whole: first what matters least.
    """
    row: Row = [(f" {text} ", "bold")] if (text := progress(scene)) else []
    room = columns - width(row) - 1
    texts = _fitting(_made_of(scene, found), room) if found is not None else _about(scene)
    return fit([*row, (" " + _BETWEEN.join(texts), "dim")], columns)


_BETWEEN: Final = " · "
# What goes last and what goes first: that something is missing changes how the chart is read; the newest hour is realtime.
_WEIGHT: Final = {Provenance.MISSING: 4, Provenance.RECORDED: 3, Provenance.OFFLINE: 2, Provenance.REALTIME: 0}
_STEP_WEIGHT: Final = 1
_WINDOW_WEIGHT: Final = 5


def _made_of(scene: Scene, found: Course) -> list[tuple[int, str]]:
    """(how much it matters, text): window, step, and how much each source gives."""
    shares = [(_WEIGHT[each], text) for each, text in courses.shares(found.line).items()]
    return [(_WINDOW_WEIGHT, window(found.window, scene)), (_STEP_WEIGHT, history.span_word(found.step)), *shares]


def _fitting(parts: list[tuple[int, str]], columns: int) -> list[str]:
    """Those that fit beside each other, in their order: each that is let in leaves the less room to what matters less."""
    kept: list[tuple[int, str]] = []
    for part in sorted(parts, reverse=True):
        if cell_len(_BETWEEN.join(text for _, text in (*kept, part))) <= columns or not kept:
            kept.append(part)
    return [text for weight, text in parts if (weight, text) in kept]


def _about(scene: Scene) -> list[str]:
    """What a table is about."""
    selection, now = scene.selection, scene.snapshot.now
    match selection.stretch.kind:
        case "operation":
            word = "by_hour" if history.operation_step(history.spanning(selection)) < DAY else "by_day"
            return [window(history.shown(selection, now), scene), t(f"history.{word}"), t("history.aged")]
        case "users":
            return [window(history.shares_window(selection, now), scene), t("history.seven")]
        case "usage":
            whole = history.usage_window(selection, now)
            days = (history_tables.beijing_day(at) for at in (whole.start, whole.end - DAY))
            return ["–".join(dict.fromkeys(days)), t("history.by_day"), t("history.not_bill")]
        case _:
            return [t("history.by_day")]


def window(span: tuple[int, int], scene: Scene) -> str:
    """From when to when, in which zone."""
    start, end = (history.moment(at, scene.zone) for at in span)
    return t("history.window", from_=start, to=end, zone=cells.zone_name(span[1], scene.zone))


def filtering(scene: Scene) -> list[str]:
    """What of the filter has no effect, or another one than might be thought."""
    selection = scene.selection
    if not selection.filter or selection.stretch.kind not in ("quality", "days"):
        return []
    typed = history.filters(selection.filter)
    if selection.product is Product.WEB:
        return [t("history.filter_web")]
    if typed.rest:
        return [t("history.filter_unknown", text=safe(typed.rest, 40))]
    return [t("history.filter_off")]


def sentence(text: str, columns: int) -> list[Row]:
    """What has to be known, marked."""
    lines = wrap(text, columns - 4, 2)
    return [[("   " if i else " ! ", "warn"), (line, "")] for i, line in enumerate(lines)]


def said(text: str, columns: int) -> list[Row]:
    """A sentence where the eye is."""
    rows: list[Row] = [[("  " + line, "")] for line in wrap(text, columns - 4, 3)]
    return [[], *rows]


def filled(rows: list[Row], count: int) -> list[Row]:
    """The rows, with blank ones below."""
    blank: list[Row] = [[] for _ in range(count - len(rows))]
    return [*rows[:count], *blank]
