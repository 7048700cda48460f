"""Questions to the user: a scope, a time. Each says at once what is wrong with an answer."""

from collections.abc import Iterator
from datetime import tzinfo
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from rtc_tui.core.model import Scope
from rtc_tui.core.request import scopes
from rtc_tui.core.times import parse_time
from rtc_tui.errors import UsageError
from rtc_tui.text import t
from rtc_tui.tui.widgets.plain import plain

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer | None], Generic[Answer]):
    """Some inputs under a title; ⏎ answers, esc leaves things as they are."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", show=False)]

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def compose(self) -> ComposeResult:
        """Title, inputs, what is wrong, what to do."""
        with Vertical(id="dialog"):
            yield Static(self._title, classes="title", markup=False)
            yield from self.inputs()
            yield Static("", id="wrong", markup=False)
            yield Static(t("dialogs.keys"), classes="hint", markup=False)

    def inputs(self) -> Iterator[Input]:
        """The inputs, in order."""
        raise NotImplementedError

    def answer(self) -> Answer:
        """What the inputs say. Raises `UsageError`."""
        raise NotImplementedError

    @on(Input.Submitted)
    def submit(self) -> None:
        """Answer, or say what is wrong."""
        try:
            found = self.answer()
        except UsageError as error:
            wrong = f"{error.message} {error.hint}"
            self.query_one("#wrong", Static).update(plain(wrong) if getattr(self.app, "ascii_only", False) else wrong)
        else:
            self.dismiss(found)

    def value(self, name: str) -> str:
        """What stands in an input."""
        return self.query_one(f"#{name}", Input).value.strip()


class ScopeDialog(Dialog[Scope]):
    """The whole app, a room, or a room and some of its users."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(t("dialogs.scope"))
        self._scope = scope

    def inputs(self) -> Iterator[Input]:
        """Room, users."""
        yield Input(self._scope.room, placeholder=t("dialogs.room"), id="room")
        yield Input(" ".join(self._scope.users), placeholder=t("dialogs.users"), id="users")

    def answer(self) -> Scope:
        """Users are written with spaces or commas between them."""
        users = self.value("users").replace(",", " ").replace("，", " ").split()
        return scopes(self.value("room") or None, users, each=False)[0]


class TimeDialog(Dialog[int]):
    """A time, as epoch seconds."""

    def __init__(self, now: float, zone: tzinfo) -> None:
        super().__init__(t("dialogs.time"))
        self._now, self._zone = now, zone

    def inputs(self) -> Iterator[Input]:
        """One."""
        yield Input(placeholder=t("dialogs.time_forms"), id="time")

    def answer(self) -> int:
        """Epoch seconds."""
        return parse_time(self.value("time"), self._now, self._zone)
