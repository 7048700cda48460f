"""An answer that is too large: what was asked for, and how to ask for less of it."""

from rtc_tui.errors import ResponseTooLarge
from rtc_tui.text import has, t


def too_large(action: str, message: str, request_id: str = "") -> ResponseTooLarge:
    """The error, with what helps for this action."""
    key = f"client.narrow_{action}"
    return ResponseTooLarge(message, t(key) if has(key) else "", action=action, request_id=request_id)
