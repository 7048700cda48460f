"""Distributions of a time that no API covers, out of what was recorded: buckets of 30 seconds, asked once."""

from collections.abc import Mapping
from itertools import chain
from types import MappingProxyType

from rtc_tui.config import Config
from rtc_tui.core.actions import DISTRIBUTION, spec_of
from rtc_tui.core.ask import AskHistory
from rtc_tui.core.merge import Column, Merged
from rtc_tui.core.model import BUCKET, FIVE_MINUTES, Feature, Query, Window
from rtc_tui.core.request import LiveRequest
from rtc_tui.core.snapshot import Health, Snapshot
from rtc_tui.core.windows import REACH, ceil, floor
from rtc_tui.errors import UsageError
from rtc_tui.feed.following import series_of
from rtc_tui.feed.source import Failure, Source
from rtc_tui.report import asked
from rtc_tui.report.looks import queries
from rtc_tui.store import with_names
from rtc_tui.text import t
from rtc_tui.views import cells


class RecordedLook:
    """The one look at it. What it asks is answered or raised: `failures` stays empty."""

    def __init__(self, request: LiveRequest, config: Config, feed: Source) -> None:
        start, end = request.span(feed.now(), config.ui.zone)
        last = feed.now() if end is None else end
        self.window = Window(floor(start or 0, BUCKET), min(ceil(last), floor(feed.now(), BUCKET)))
        self.failures: list[Failure] = []
        self.answered = False
        self._feed, self._zone = feed, config.ui.zone
        self._queries = queries(request, config)

    async def look(self) -> Snapshot:
        """Read all of it. Raises `UsageError` when nothing was recorded, `RtcTuiError` when it cannot be read."""
        asks = [AskHistory(query, self.window) for query in self._queries]
        answers = await asked.answers(self._feed, *asks)
        lines = list(chain.from_iterable(asked.parts(asked.check(answers[ask]), Merged) for ask in asks))
        if not lines:
            raise UsageError(t("request.not_recorded"), t("request.not_recorded_hint"))
        self.answered = True
        meter = self._feed.meter()
        health = Health(
            quota=meter.quota,
            skew_s=meter.skew_s,
            notes=(*meter.notes, *self._beside()),
            lead=Feature.DISTRIBUTION,
            answered=self._feed.now(),
            answered_features=frozenset({Feature.DISTRIBUTION}),
            replay=meter.replay,
        )
        series = {line.key: series_of(_column(line)) for line in lines}
        names: Mapping[Query, tuple[str, ...]] = MappingProxyType({})
        for ask in asks:
            names = with_names(names, ask.query, {line.key.name for line in asked.parts(answers[ask], Merged)})
        return Snapshot(self._feed.now(), MappingProxyType(series), health, self._queries, other_names=names)

    def _beside(self) -> tuple[str, ...]:
        """That the service has a part of it too, if one does, and how that is asked for: the two are not put together."""
        now, (start, end) = self._feed.now(), self.window
        offline, live = int(now) - spec_of(DISTRIBUTION).delay, int(now) - REACH
        parts = []
        if start < offline - BUCKET:
            times = (cells.iso(at, self._zone) for at in (start, floor(offline, FIVE_MINUTES)))
            parts.append("--from {} --to {}".format(*times))
        if end > live + BUCKET:
            parts.append(f"--from -{REACH // 60}m")
        return (t("report.recorded_alone", parts=t("report.or").join(parts)),) if parts else ()

    def unasked(self, query: Query) -> bool:
        """Nothing comes along that was not asked for."""
        return query not in self._queries

    def passed(self) -> bool:
        """One look at it is all."""
        return True

    def wait(self, pace: float) -> float:
        """There is no next look."""
        return pace


def _column(line: Merged) -> Column:
    return Column(line.key, line.unit, line.step, line.start, line.values, line.codes)
