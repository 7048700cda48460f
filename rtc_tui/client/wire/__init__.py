"""From an unwrapped answer to `core.model`, and nothing else: every tolerance of FACTS 4, one file per family of answers.

Down to the outermost list the answer must be what the documents promise, or nothing of it is believed (BadResponse with
the field's path; null stands for an empty list). In that list whatever cannot be read costs itself alone, and is
counted: a point, a row, a series without a name or without a list of points (as many as it holds, at least one). Only
when nothing in it can be read is it BadResponse with the first path: else such an answer would look like "no data".
"""

from rtc_tui.client.wire.calls import detail
from rtc_tui.client.wire.rooms import Page, online, rooms, users
from rtc_tui.client.wire.series import SLACK, Payload, payload
from rtc_tui.client.wire.totals import shares, usages

__all__ = ["SLACK", "Page", "Payload", "detail", "online", "payload", "rooms", "shares", "usages", "users"]
