"""`python -m rtc_tui`, and the console script `rtc-tui`."""

import sys

from rtc_tui.cli import main as run


def main() -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(run())


if __name__ == "__main__":
    main()
