"""Answers that are totals: minutes used by day, and a count by place over a whole window."""

from typing import Any, Final

from rtc_tui.client.envelope import Envelope
from rtc_tui.client.fields import fields, number, text
from rtc_tui.client.wire.shape import Losses, moment, result_of, rows
from rtc_tui.core.listing import DistributionShare, Usage
from rtc_tui.core.model import DAY, Dropped, Window, phase
from rtc_tui.text import t

_MINUTES: Final = ("audio", "videosdm", "videosd", "videohd")  # audio, 360P, 720P, 1080P


def usages(envelope: Envelope, window: Window) -> tuple[tuple[Usage, ...], Dropped]:
    """ListUsages: a row per Beijing day, oldest first. Of two about one day the later in the answer stays."""
    listed = rows(result_of(envelope).get("usages"), "$.Result.Usages", envelope.request_id)
    days: dict[int, Usage] = {}
    bad_time = bad_value = 0
    lost = Losses()
    for index, one in enumerate(listed):
        row = fields(one)
        at = moment(row.get("timestamp")) if row is not None else None
        minutes = _minutes(row or {})
        if one is None:
            lost.null()
        elif row is None:
            lost.add(f"$.Result.Usages[{index}]", t("client.wanted_object"))
        elif at is None or not window.start - DAY <= at <= window.end + DAY:
            bad_time += 1
        elif minutes is None:
            bad_value += 1
        else:
            day = (at - phase(DAY)) // DAY * DAY + phase(DAY)
            days[day] = Usage(day, *minutes)
    lost.check(len(listed) - lost.count, envelope.request_id)
    duplicate = len(listed) - lost.count - bad_time - bad_value - len(days)
    return tuple(days[day] for day in sorted(days)), Dropped(bad_time, bad_value, lost.count, duplicate)


def _minutes(row: dict[str, Any]) -> tuple[float, ...] | None:
    """The four figures. One that is left out is zero, as Go leaves zeros out; one that cannot be read voids the row."""
    told = [number(row[name]) if row.get(name) is not None else 0.0 for name in _MINUTES]
    found = tuple(value for value in told if value is not None)
    return found if len(found) == len(told) else None


def shares(envelope: Envelope) -> tuple[tuple[DistributionShare, ...], Dropped]:
    """ListOperationDistribution: largest first. Its `Proportion` is a percentage (FACTS 1.7)."""
    listed = rows(result_of(envelope).get("data"), "$.Result.Data", envelope.request_id)
    found: dict[str, DistributionShare] = {}
    bad_value = 0
    lost = Losses()
    for index, one in enumerate(listed):
        row = fields(one) or {}
        name, value = text(row.get("distributionname")), number(row.get("value"))
        percent = number(row.get("proportion"))
        if one is None:
            lost.null()
        elif name is None:
            lost.add(f"$.Result.Data[{index}].DistributionName", t("client.wanted_text"))
        elif value is None:
            bad_value += 1
        elif percent is None:
            found[name] = DistributionShare(name, value)
        else:
            found[name] = DistributionShare(name, value, percent)
    lost.check(len(listed) - lost.count, envelope.request_id)
    duplicate = len(listed) - lost.count - bad_value - len(found)
    ordered = sorted(found.values(), key=lambda share: (-share.value, share.slice))
    return tuple(ordered), Dropped(0, bad_value, lost.count, duplicate)
