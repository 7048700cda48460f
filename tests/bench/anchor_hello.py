"""The smallest Textual program: what a start, a rest and an exit cost before anything of ours."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class Hello(App[None]):
    """One line."""

    def compose(self) -> ComposeResult:
        """The line that says that the screen is there."""
        yield Static("Hello, world, this is ready")


if __name__ == "__main__":
    Hello().run()
