"""The main screen: what stands around every pane, and the one way from a key to pixels.

    header      ● LIVE  71 s old  ✖1 ▲2  prod 661e…43cf native     quota 4/109  10:32 CST  02:32Z
    tabs        1 Live  2 Distribution  3 Calls  4 History  5 Alerts  6 Reference
    banner      (only while something is wrong)
    pane        the visible one; the others are mounted when first asked for
    keys        what can be pressed here, as much as fits (Textual's Footer mounts a widget per key, and the layout
                that follows repaints the whole screen: 25 KB at each start)

A key replaces the `Selection`; the visible pane draws from the snapshot in hand. What has to be polled follows from the
selection. Freezing holds the snapshot here, not the feed.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingsMap
from textual.geometry import Size
from textual.screen import Screen
from textual.timer import Timer

from rtc_tui.core.model import BUCKET, Feature, Query, Scope
from rtc_tui.core.snapshot import WINDOWS, Selection, Snapshot
from rtc_tui.core.thresholds import Severity
from rtc_tui.errors import RtcTuiError
from rtc_tui.text import t
from rtc_tui.text.safe import safe
from rtc_tui.tui import header, panes
from rtc_tui.tui.clipboard import cut
from rtc_tui.tui.hints import hints
from rtc_tui.tui.keys import PANES, bindings
from rtc_tui.tui.launch import Launch
from rtc_tui.tui.panes.live import LivePane
from rtc_tui.tui.panes.pane import Pane, Scene
from rtc_tui.tui.turning import LiveAsked, ReplayAsked, moment
from rtc_tui.tui.widgets.canvas import COMPONENTS, Canvas
from rtc_tui.views import frame
from rtc_tui.views.live import severities

if TYPE_CHECKING:
    from rtc_tui.core.ask import Wanted
    from rtc_tui.feed.source import Playback, Source

SMALLEST: Final = (60, 18)


class MainScreen(Screen[None]):
    """Holds the snapshot in hand, the selection and the freeze: the whole state of the screen."""

    COMPONENT_CLASSES: ClassVar[set[str]] = COMPONENTS

    def __init__(self, launch: Launch) -> None:
        super().__init__()
        self._bindings = BindingsMap(bindings())
        self.launch = launch
        self.selection = launch.selection
        self.snapshot = Snapshot(launch.clock.now())
        self.frozen: Snapshot | None = None
        self._held_back = 0
        self._masked = False
        self._banner_rows = 0
        self._panes: dict[str, Pane] = {"live": LivePane()}
        self.pane = self._panes["live"]
        self._trail: list[Selection] = []  # where the user was before and after, for [ and ]
        self._place = 0
        self._source: Source | None = None
        self._playback: Playback | None = None
        self._crit: set[str] | None = None
        self._timer: Timer | None = None
        self._fitted: Size | None = None

    def compose(self) -> ComposeResult:
        """Only the first pane; the others when they are asked for."""
        yield Canvas(id="header")
        yield Canvas(id="tabs")
        yield Canvas(id="banner")
        yield Canvas(id="small")
        yield self.pane
        yield Canvas(id="keys")

    # ------------------------------------------------------------------ data
    def attach(self, source: "Source") -> None:
        """The source, once it is made."""
        from rtc_tui.feed.source import Playback  # here: there is no source before the first paint

        self._source = source
        self._playback = source if isinstance(source, Playback) else None
        if self._playback is not None and self.is_mounted:  # a replay has keys of its own
            self._draw_keys()

    def turn(self, source: "Source", snapshot: Snapshot) -> None:
        """Another source from now on, at its newest, with what is known of it."""
        self.attach(source)
        self.snapshot = snapshot
        self.frozen, self._held_back, self._crit = None, 0, None
        self.selection = self.selection.live()
        self._draw()
        self._draw_keys()

    @property
    def source(self) -> "Source | None":
        """What is looked at."""
        return self._source

    @property
    def playback(self) -> "Playback | None":
        """The same, where its time is the user's to choose."""
        return self._playback

    def watched(self) -> "Wanted":
        """What has to be polled for what is selected, and what beside it, so that it is there when it is looked at."""
        from rtc_tui.core.ask import Wanted, combinations  # here: nobody asks before the first paint

        chosen = self.selection
        shown = (
            Query(Feature.QUALITY, chosen.product, chosen.scope),
            Query(Feature.OPERATION),
            *self.pane.wants(chosen),
        )
        background = tuple(query for query in combinations(chosen.product) if query not in shown)
        return Wanted(shown, background, self.pane.asks(chosen, self.now()))

    def receive(self, snapshot: Snapshot) -> None:
        """The next snapshot. While frozen it is counted, and shown later."""
        self.snapshot = snapshot
        if self.frozen is not None:
            self._held_back += 1
        self._ring()
        self._draw()

    def _ring(self) -> None:
        """The bell, when a series turns crit; not for what was crit when we came."""
        found = severities(self.snapshot, self.selection, self.launch.thresholds)
        crit = {name for name, severity in found.items() if severity is Severity.CRIT}
        if self._crit is not None and crit - self._crit and self.launch.bell:
            self.app.bell()
        if found:
            self._crit = crit

    def now(self) -> float:
        """Epoch seconds, the service's where it is known."""
        return self._source.now() if self._source else self.launch.clock.now()

    # ------------------------------------------------------------------ drawing
    @property
    def scene(self) -> Scene:
        """What the visible pane draws from."""
        return Scene(
            snapshot=self.frozen or self.snapshot,
            selection=self.selection,
            thresholds=self.launch.thresholds,
            zone=self.launch.zone,
            masked=self._masked,
            secret=frame.ids(self.launch.target, self.selection) if self._masked else (),
            rules=self.launch.rules,
        )

    def on_mount(self) -> None:
        """First frame."""
        self._fit()

    def on_resize(self) -> None:
        """Another size; Textual tells the first one three times."""
        if self.app.size != self._fitted:
            self._fit()

    def _on_screen_resume(self, event: events.ScreenResume) -> None:
        """The first frame has been sent whole: Textual would send it again for flags that mounting left behind."""
        before = self._compositor.size
        event.refresh_styles = event.refresh_styles and bool(before)  # mounting has just reckoned them out
        event.prevent_default()  # else the base class's method is called once more
        super()._on_screen_resume(event)
        if self._compositor.size != before:
            self._layout_required = self._repaint_required = False

    def _fit(self) -> None:
        """Draw for this size; below the smallest, say what is needed."""
        self._fitted = self.app.size
        width, height = self._fitted
        small = width < SMALLEST[0] or height < SMALLEST[1]
        self.set_class(small, "too-small")
        need = t("frame.need", w=SMALLEST[0], h=SMALLEST[1], width=width, height=height)
        self.query_one("#small", Canvas).show([[(need, "warn")]])
        self._draw_keys()
        self._draw()

    def _draw(self) -> None:
        with self.app.batch_update():
            self._draw_frame()
            self.pane.draw(self.scene)

    def _draw_frame(self) -> None:
        """Header, tabs, banner; and when to do so again."""
        now, scene = self.now(), self.scene
        counts = list(severities(scene.snapshot, self.selection, self.launch.thresholds).values())
        view = frame.frame(
            self.snapshot,
            self.selection,
            self.launch.target,
            now,
            self.launch.zone,
            alerts={level: counts.count(level) for level in Severity},
            frozen=None if self.frozen is None else self._held_back,
            masked=self._masked,
        )
        width = self.app.size.width
        self.query_one("#header", Canvas).show([header.header(view, width)])
        self.query_one("#tabs", Canvas).show([header.tabs(PANES, self.pane.id or "", width)])
        problem = frame.banner(self.snapshot.health, now, self.launch.zone, secret=self.scene.secret)
        rows = header.banner(problem, width) if problem else []
        canvas = self.query_one("#banner", Canvas)
        canvas.show(rows)
        if len(rows) != self._banner_rows:  # a layout repaints the whole screen
            self._banner_rows = len(rows)
            canvas.styles.display = "block" if rows else "none"
            canvas.styles.height = len(rows)
        self._again(frame.next_draw(view, self.snapshot.health.replay, now))

    def _draw_keys(self) -> None:
        here = {each.binding.id: each.binding for each in self.active_bindings.values() if each.enabled}
        signs = {name: self.app.get_key_display(binding) for name, binding in here.items() if name}
        shown = hints(signs, self.pane.place, replays=self.pane.replays, playing=self.playback is not None)
        self.query_one("#keys", Canvas).show([header.keys(shown, self.app.size.width)])

    def _again(self, seconds: float | None) -> None:
        """Draw the frame once more after so many seconds; None: when something comes."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = None if seconds is None else self.set_timer(seconds, self._draw_frame)

    # ------------------------------------------------------------------ keys
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key that the visible pane knows nothing of is neither shown nor bound."""
        if action == "export":
            return self.launch.export is not None
        if action in _REPLAY_ACTIONS or (action == "step" and self.playback and self.playback.paused):
            return self.playback is not None
        if action == "pin" and self.pane.replays:
            return True
        if action == "scope":
            return self.pane.scoped
        if action == "by_pane":
            return hasattr(self.pane, str(parameters[0]))
        return action not in _PANES_OWN or hasattr(self.pane, action)

    def select(self, selection: Selection) -> None:
        """The one way in which the selection changes."""
        before, self.selection = self.selection, selection
        if selection.pane != before.pane:
            self._show_pane(selection.pane)
        if self._source:
            self._source.subscribe(self.watched())
        self._draw()
        if selection.pane != before.pane or selection.visit.step != before.visit.step:
            self._draw_keys()

    def _show_pane(self, name: str) -> None:
        """The pane of that name alone, made on first use."""
        if name not in self._panes:
            self._panes[name] = panes.make(name, self.launch.kept)
            self.mount(self._panes[name], before=self.query_one("#keys"))
        self.pane = self._panes[name]
        for each in self._panes.values():
            each.display = each is self.pane

    def _leap(self, selection: Selection) -> None:
        """Go to another place, and remember the one that is left."""
        if selection != self.selection:
            self._trail[self._place :] = [self.selection]
            del self._trail[:-_REMEMBERED]
            self._place = len(self._trail)
        self.select(selection)

    def action_visited(self, step: int) -> None:
        """Back to where the user was before, and forward again."""
        place = self._place + step
        if self._place == len(self._trail):
            self._trail.append(self.selection)
        else:
            self._trail[self._place] = self.selection
        if 0 <= place < len(self._trail):
            self._place = place
            self.select(self._trail[place])
        else:
            self.notify(t("screen.no_further"), timeout=2, markup=False)

    def action_pane(self, name: str) -> None:
        """Show another pane."""
        self._leap(self.selection.at(name))

    def action_step(self, step: int) -> None:
        """The time cursor; of a replay that stands still the time itself, by a bucket."""
        if self.playback and self.playback.paused:
            self.action_jump(step * BUCKET)
        else:
            self.action_by_pane("step", (step,))

    def action_pin(self) -> None:
        """Keep what the cursor is on at the top; in History, replay from there."""
        if self.pane.replays:
            self.action_replay_here()
        else:
            self.action_by_pane("pin")

    def action_by_pane(self, name: str, numbers: tuple[int, ...] = ()) -> None:
        """What the visible pane makes of a key: another selection, or None where there is nothing bad to go to."""
        selection: Selection | None = getattr(self.pane, name)(self.scene, *numbers)
        if selection is None:
            self.notify(t("screen.nothing_bad"), markup=False)
        else:
            (self._leap if name in _LEAPS else self.select)(selection)

    def action_filter(self) -> None:
        """Type what the rows have to match."""
        from rtc_tui.tui.filter import FilterLine

        if not self.query(FilterLine):
            self.mount(FilterLine(self.selection.filter, self.pane.place), before=self.query_one("#keys"))

    def filtered(self, text: str) -> None:
        """The filter, as it is typed."""
        if text != self.selection.filter:
            self.select(replace(self.selection, filter=text))

    def action_product(self) -> None:
        """Native or web."""
        self.select(self.selection.turned())

    def action_scope(self) -> None:
        """Ask for a room and users."""
        from rtc_tui.tui.dialogs import ScopeDialog

        self.app.push_screen(ScopeDialog(self.selection.scope), self._scoped)

    def _scoped(self, scope: Scope | None) -> None:
        if scope is not None:
            self._leap(replace(self.selection, scope=scope, cursor=None))

    def action_go_to(self) -> None:
        """Ask for a time."""
        from rtc_tui.tui.dialogs import TimeDialog

        self.app.push_screen(TimeDialog(self.now(), self.launch.zone), self._gone_to)

    def _gone_to(self, time: int | None) -> None:
        if time is None:
            return
        if self.playback:
            self._jump(time)
            return
        refusal = self.pane.refuses(time, self.now())
        if refusal and self.launch.replay and time < self.now():
            self.post_message(ReplayAsked(time, paused=True, otherwise=refusal))
            return
        if refusal:
            self.notify(refusal, severity="warning", markup=False)
            return
        minutes = next((m for m in WINDOWS if time >= self.now() - m * 60), WINDOWS[-1])
        self._leap(replace(self.selection, cursor=time - time % 30, minutes=max(minutes, self.selection.minutes)))

    def action_go_live(self) -> None:
        """The newest bucket again, and not frozen; out of a replay, back to what happens now."""
        self.frozen = None
        if self.playback:
            self.playback.newest()
            self.post_message(LiveAsked())
        self.select(self.selection.live())

    def action_back(self) -> None:
        """One step out: the help, the pane's own step, the filter, the time cursor, the scope. Never quits."""
        if self.query("HelpPanel"):
            self.app.action_hide_help_panel()
        else:
            self.select(self.pane.back(self.scene) or self.selection.back())

    def action_replay_here(self) -> None:
        """Play what was recorded from the moment under the cursor on."""
        at = moment(self.selection, self.now())
        if self.playback:
            self._jump(at)
            if self.playback.paused:
                self.playback.toggle()
        else:
            self.post_message(ReplayAsked(at, paused=False))

    def action_jump(self, seconds: int) -> None:
        """Go so far in a replay."""
        if self.playback:
            self._jump(self.playback.now() + seconds)

    def _jump(self, at: float) -> None:
        if self.playback:
            self.playback.jump(at)
            self._crit = None  # no bell for what was crit there already
            self.select(self.selection.live())

    def action_speed(self, step: int) -> None:
        """A replay runs faster, or slower."""
        if self.playback:
            self.playback.faster(step)

    def action_freeze(self) -> None:
        """Hold the display, or let it go; a replay is held itself."""
        if self.playback:
            self.playback.toggle()
            return
        self.frozen = self.snapshot if self.frozen is None else None
        self._held_back = 0
        self._draw()

    def action_refresh_data(self) -> None:
        """Ask the service again, for all that it reaches back to."""
        if self._source:
            self._source.wake()
            self.notify(t("screen.refreshing"), timeout=2, markup=False)

    def action_mask(self) -> None:
        """Hide IDs, for a screen that others see."""
        self._masked = not self._masked
        self._draw()

    def action_copy(self) -> None:
        """What the cursor reads, to the clipboard of the terminal."""
        readout = getattr(self.pane, "readout", None)
        if readout is not None:
            text = readout(self.scene)
            self.app.copy_to_clipboard(text)
            sent, whole = len(cut(text)), len(text.encode("utf-8", "replace"))
            word = "export.copied" if sent == whole else "export.copied_part"
            told = t(word, n=sent, all=whole, text=text.partition("\n")[0])
            self.notify(told, timeout=3 if sent == whole else 8, markup=False)

    def action_export(self, form: str) -> None:
        """What the pane shows, all of it, into a file."""
        if self._masked:
            self.notify(t("export.masked"), severity="warning", markup=False)
        elif self.launch.export is not None:
            scene = self.scene
            asks = tuple(self.pane.asks(scene.selection, scene.snapshot.now))
            write = partial(self.launch.export, scene.snapshot, scene.selection, asks, form)
            self.run_worker(self._exported(write), group="export")

    async def _exported(self, write: Callable[[], tuple[Path, tuple[str, ...]]]) -> None:
        """Written beside the keys, which go on."""
        try:
            path, missing = await asyncio.to_thread(write)
        except RtcTuiError as error:
            self.notify(f"{error.message} {error.hint}", severity="warning", markup=False)
            return
        where = safe(path, 400)
        if missing:
            self.notify(t("export.partial", what=missing[0], path=where), severity="warning", markup=False)
        else:
            self.notify(t("export.written", path=where), markup=False)

    def action_help(self) -> None:
        """The keys, beside the pane."""
        if self.query("HelpPanel"):
            self.app.action_hide_help_panel()
        else:
            self.app.action_show_help_panel()


_PANES_OWN: Final = frozenset({"step", "pin", "filter"})  # with a part of the screen in them
_LEAPS: Final = frozenset({"open", "next_bad"})  # to a place from where [ leads back
_REPLAY_ACTIONS: Final = frozenset({"speed", "jump"})
_REMEMBERED: Final = 50  # places for [ and ]
