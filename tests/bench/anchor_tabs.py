"""A plain Textual dashboard (tabs, tables, sparklines refreshed each second): what one gets without design."""

import math
import random
from itertools import count
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import DataTable, Footer, Header, Sparkline, TabbedContent, TabPane


class Tabs(App[None]):
    """Three tabs; no network."""

    CSS = "Sparkline { height: 3; margin: 0 1 } DataTable { height: 1fr }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "tab('live')", "Live"),
        Binding("2", "tab('table')", "Table"),
        Binding("3", "tab('off')", "Offline"),
    ]

    def compose(self) -> ComposeResult:
        """Everything is mounted at once, as `TabbedContent` does."""
        yield Header(show_clock=False)
        with TabbedContent(initial="live"):
            with TabPane("Live", id="live"), VerticalScroll():
                for i in range(8):
                    yield Sparkline([random.random() for _ in range(120)], id=f"s{i}")
            with TabPane("Table", id="table"):
                yield DataTable(id="t")
            with TabPane("Offline", id="off"):
                yield DataTable(id="o")
        yield Footer()

    def on_mount(self) -> None:
        """Fill the tables and start to tick."""
        table: DataTable[str] = self.query_one("#t", DataTable)
        table.cursor_type = "row"
        self._columns = table.add_columns(*[f"col {i}" for i in range(10)])
        self._rows = [table.add_row(*[f"{row * column}" for column in range(10)]) for row in range(40)]
        other: DataTable[str] = self.query_one("#o", DataTable)
        other.add_columns("a", "b", "c")
        for row in range(100):
            other.add_row(str(row), str(row * row), str(row**3))
        self._data = [[random.random() for _ in range(120)] for _ in range(8)]
        self._ticks = count(1)
        self.set_interval(1.0, self._tick)

    def _tick(self) -> None:
        number = next(self._ticks)
        for i, data in enumerate(self._data):
            data.append(0.5 + 0.5 * math.sin(number / 7 + i))
            del data[0]
            self.query_one(f"#s{i}", Sparkline).data = list(data)
        table: DataTable[str] = self.query_one("#t", DataTable)
        for row in self._rows[:34]:
            table.update_cell(row, self._columns[3], f"{random.random():.3f}")

    def action_tab(self, name: str) -> None:
        """Show a tab."""
        self.query_one(TabbedContent).active = name
        for table in self.query(f"#{name} DataTable"):
            table.focus()


if __name__ == "__main__":
    Tabs().run()
