"""What `get history` is asked for, once it has been found sensible."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from typing import Final, Literal

from rtc_tui.core import request
from rtc_tui.core.ask import Ask, AskHistory, AskShares, AskUsages
from rtc_tui.core.indicators import OFFLINE_OPERATION, OPERATION, meant, parse
from rtc_tui.core.model import BUCKET, DAY, FIVE_MINUTES, HOUR, Dimension, Feature, Product, Query, Scope, Window, phase
from rtc_tui.core.request import Format
from rtc_tui.core.times import parse_time
from rtc_tui.errors import UsageError
from rtc_tui.text import t
from rtc_tui.text.safe import safe

Kind = Literal["quality", "operation", "users", "usage"]
KINDS: Final[tuple[Kind, ...]] = ("quality", "operation", "users", "usage")
STEPS: Final = {"30s": BUCKET, "5min": FIVE_MINUTES, "1h": HOUR, "1d": DAY}
SYSTEMS: Final = ("android", "ios", "linux", "mac", "windows")
NETWORKS: Final = ("2g", "3g", "4g", "5g", "wifi")
LONGEST: Final = 30 * DAY
OLDEST: Final = 366 * DAY  # as long as a recorder keeps means
YOUNG: Final = 8 * HOUR  # how old offline data are when they can be had
SHARES_SPAN: Final = 7 * DAY
_GRACE: Final = 120  # seconds: `-30d` is a little more than thirty days by the time it is read
_GRANTED: Final[dict[Kind, tuple[str, ...]]] = {
    "quality": ("5min", "30s", "1h", "1d"),
    "operation": ("1h", "1d"),
    "users": (),
    "usage": ("1d",),
}
_USUAL: Final[dict[Kind, int]] = {"quality": DAY, "operation": 7 * DAY, "users": DAY, "usage": 30 * DAY}


@dataclass(frozen=True, slots=True)
class HistoryRequest:
    """`get history`. `start` and `end` are as typed: what they mean depends on the clock, and ours may be wrong.

    `step` is in seconds, 0 for users: they are told of the window as a whole. `indicators` are names of requests or of
    series; empty: all. `watch` is the number of seconds between looks; None: one answer.
    """

    kind: Kind = "quality"
    step: int = FIVE_MINUTES
    format: Format = Format.TABLE
    start: str | None = None
    end: str | None = None
    indicators: tuple[str, ...] = ()
    scope: Scope = field(default_factory=Scope)
    dimensions: tuple[Dimension, ...] = (Dimension.PROVINCE,)
    watch: float | None = None

    def window(self, now: float, zone: tzinfo) -> Window:
        """What is asked about, on the grid of the step. Raises `UsageError` where it makes no sense."""
        end = int(now) if self.end is None else min(int(now), parse_time(self.end, now, zone))
        if self.kind == "users":
            end = min(end, int((now - YOUNG) // HOUR) * HOUR)
        start = end - _USUAL[self.kind] if self.start is None else parse_time(self.start, now, zone)
        if start >= end:
            users = self.kind == "users" and start < now
            word = "users_young" if users else "backwards"
            raise UsageError(t(f"request.{word}"), t(f"request.{word}_hint"))
        if start < now - OLDEST or end - start > LONGEST + _GRACE:
            raise UsageError(t("request.history_long"), t("request.history_long_hint"))
        if self.kind == "users" and end - start > SHARES_SPAN + _GRACE:
            raise UsageError(t("request.users_long"), t("request.users_long_hint"))
        step = self.step or BUCKET
        offset = phase(step)
        return Window((start - offset) // step * step + offset, -(-(end - offset) // step) * step + offset)

    def queries(self, product: Product) -> tuple[Query, ...]:
        """Whose answers hold the indicators. Users and rooms online have to be named."""
        if self.kind == "operation":
            return (Query(Feature.OPERATION, step=self.step),)
        names = {parse(name).indicator for name in self.indicators}
        online = (Query(Feature.OPERATION, step=self.step),) if names & set(OPERATION) else ()
        quality = (Query(Feature.QUALITY, product, self.scope, step=self.step),)
        return (*(quality if not names or names - set(OPERATION) else ()), *online)

    def asks(self, window: Window, product: Product, now: float) -> tuple[Ask, ...]:
        """What has to be asked once."""
        match self.kind:
            case "users":
                return tuple(AskShares(window, dimension) for dimension in self.dimensions)
            case "usage":
                return (AskUsages(window),)
            case _:
                found = [AskHistory(query, window) for query in self.queries(product)]
                return (*found, *(late for each in found for late in _late(each, now)))

    def wants(self, name: str) -> bool:
        """Whether a series of that name is asked for; a name that is not known, as far as it tells what it is of."""
        wanted = self.indicators
        if self.kind == "quality" and not wanted:
            return meant(name) not in OPERATION
        if self.kind == "operation" and name not in OFFLINE_OPERATION:
            return False
        return not wanted or name.lower() in wanted or meant(name) in wanted


def _late(ask: AskHistory, now: float) -> tuple[AskHistory, ...]:
    """The five minutes of the days that the service has no value of yet, today's among them."""
    if ask.query.feature is not Feature.QUALITY or ask.query.step != DAY:
        return ()
    start = max(ask.window.start, int(now) - 2 * DAY)
    return (
        (AskHistory(replace(ask.query, step=FIVE_MINUTES), Window(start, ask.window.end)),)
        if start < ask.window.end
        else ()
    )


def granularity(kind: Kind, word: str | None) -> int:
    """Seconds of a step; the usual one of the kind where none was given. Raises `UsageError`."""
    granted = _GRANTED[kind]
    if word is None:
        return STEPS[granted[0]] if granted else 0
    if word not in granted:
        hint = t("request.known", names=", ".join(granted)) if granted else t("request.no_granularity_hint")
        raise UsageError(t("request.no_granularity", kind=kind, text=word), hint)
    return STEPS[word]


def indicators(kind: Kind, names: Sequence[str]) -> tuple[str, ...]:
    """The names, each known for that kind. Raises `UsageError`."""
    if kind == "quality":
        return request.indicators(names)
    known = OFFLINE_OPERATION if kind == "operation" else ()
    for name in names:
        if name.strip().lower() not in known:
            hint = t("request.known", names=", ".join(known)) if known else t("request.no_names_hint", kind=kind)
            raise UsageError(t("request.no_indicator", text=safe(name, 60)), hint)
    return tuple(dict.fromkeys(name.strip().lower() for name in names))


def scope(kind: Kind, found: Scope, systems: Sequence[str], networks: Sequence[str], product: Product) -> Scope:
    """The room and users, with systems and networks. Raises `UsageError` where they would have no effect."""
    if kind != "quality" and (found.room or systems or networks):
        raise UsageError(t("request.whole_app", kind=kind), t("request.whole_app_hint"))
    if product is Product.WEB and (systems or networks):
        raise UsageError(t("client.no_web_filter"), t("client.no_web_filter_hint"))
    return found._replace(os=_known("--os", systems, SYSTEMS), access=_known("--access", networks, NETWORKS))


def _known(option: str, words: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    for word in words:
        if word.strip().lower() not in known:
            hint = t("request.known", names=", ".join(known))
            raise UsageError(t("request.no_word", option=option, text=safe(word, 60)), hint)
    return tuple(dict.fromkeys(word.strip().lower() for word in words))


def dimensions(kind: Kind, names: Sequence[str]) -> tuple[Dimension, ...]:
    """By what users are told. Raises `UsageError`."""
    if names and kind != "users":
        raise UsageError(t("request.dimension_of_users"), t("request.dimension_of_users_hint"))
    found = request.dimensions(names)
    for each in found:
        if each not in (Dimension.PROVINCE, Dimension.COUNTRY):
            hint = t("request.known", names="Province, Country")
            raise UsageError(t("request.no_dimension", text=str(each)), hint)
    return found
