"""HTTP: the only place that knows the vendor's words. Ask `rtc_tui.client.api` for a client."""

import sys

# httpx imports its own command line (click, rich, pygments: 20 ms of 45) whenever those are installed, and does without
# when they are not. A test holds httpx to that.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
