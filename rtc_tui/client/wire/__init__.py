"""From an unwrapped answer to `core.model`, and nothing else: every tolerance of FACTS 4, one file per family of answers.

Down to the list of rows the answer must be what the documents promise, or nothing of it is believed (BadResponse with
the field's path; null stands for an empty list). A row or point that cannot be read costs itself alone, and is counted.
"""

from rtc_tui.client.wire.calls import detail
from rtc_tui.client.wire.rooms import Page, online, rooms, users
from rtc_tui.client.wire.series import SLACK, Payload, payload
from rtc_tui.client.wire.totals import shares, usages

__all__ = ["SLACK", "Page", "Payload", "detail", "online", "payload", "rooms", "shares", "usages", "users"]
