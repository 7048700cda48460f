"""What the screen is given by `cli.py`: everything it needs, nothing it has to look for."""

from __future__ import annotations  # the feed's words are for the type checker: it is loaded after the first paint

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from rtc_tui.clock import Clock
from rtc_tui.core.account import Target
from rtc_tui.core.rules import Rules
from rtc_tui.core.snapshot import Selection, Snapshot
from rtc_tui.core.thresholds import Thresholds
from rtc_tui.tui.kept import Kept

if TYPE_CHECKING:
    from rtc_tui.core.ask import Ask
    from rtc_tui.feed.source import Playback, Source


@dataclass(frozen=True, slots=True, eq=False)
class Launch:
    """`source` is called once, after the first paint: it imports what the first paint does not wait for."""

    target: Target
    source: Callable[[], Source]
    clock: Clock
    zone: tzinfo
    thresholds: Thresholds = Thresholds()
    rules: Rules = field(default_factory=Rules)
    selection: Selection = Selection()
    theme: str = "ansi-dark"
    plain: bool = False  # ASCII only
    bell: bool = True
    mouse: bool = False
    kept: Kept = field(default_factory=Kept)
    keys: Mapping[str, str] = field(default_factory=dict)
    # Plays what was recorded, from a time (epoch seconds) on; `paused`: stands there. May raise `RtcTuiError`.
    replay: Callable[[float, bool], Playback] | None = None
    # Writes what a pane shows as csv or json; (the file, what of it is not all there). May raise `RtcTuiError`.
    export: Callable[[Snapshot, Selection, Sequence[Ask], str], tuple[Path, tuple[str, ...]]] | None = None
    notes: tuple[str, ...] = ()  # what the user should know about the configuration, as finished sentences
