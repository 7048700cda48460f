"""The line above the keys in which a filter is typed. The rows follow while it is typed; ⏎ keeps it, esc takes it away."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input

from rtc_tui.core.request import LONGEST_FILTER
from rtc_tui.text import has, t
from rtc_tui.tui.widgets.plain import plain


class FilterLine(Input):
    """Tells the screen what stands in it (`MainScreen.filtered`), and goes when it is done."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give_up", show=False)]

    def __init__(self, text: str, place: str) -> None:
        """`place` is the pane's: what can be typed depends on it, and stands in the empty line."""
        super().__init__(text, compact=True, max_length=LONGEST_FILTER)
        self._hint = t(f"screen.filter_{place}" if has(f"screen.filter_{place}") else "screen.filter")

    def on_mount(self) -> None:
        """What is typed goes here."""
        self.placeholder = plain(self._hint) if getattr(self.app, "ascii_only", False) else self._hint
        self.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """The rows follow."""
        event.stop()
        self.screen.filtered(event.value.strip())  # type: ignore[attr-defined]  # only the main screen mounts it

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep the filter; the keys are the pane's again."""
        event.stop()
        self.remove()

    def action_give_up(self) -> None:
        """No filter."""
        self.value = ""
        self.screen.filtered("")  # type: ignore[attr-defined]
        self.remove()
