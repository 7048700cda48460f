"""`rtc-tui demo` as click sees it, for help and for what the fast path does not read."""

from rtc_tui.cli.common import Flags
from rtc_tui.cli.grammar import command, demo_options


@command("demo", params=demo_options())
def demo(flags: Flags) -> int:
    """Start the screen on the simulator."""
    from rtc_tui.cli import demo

    return demo.demo(flags)
