"""The bars: what a user on a slow line and a small machine may expect. A benchmark prints; it is no test.

A limit is absolute or a multiple of the anchor, which is measured in the same interleaved run: machines differ, and one
machine differs from minute to minute. Where an anchor is not installed, the figure recorded once stands for it.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `value`; times the anchor if `of_anchor`."""

    value: float
    of_anchor: bool = False

    def met(self, measured: float, anchor: float | None) -> bool:
        """Whether the figure is within."""
        return measured <= self.value * ((anchor or 0.0) if self.of_anchor else 1.0)

    def __str__(self) -> str:
        return f"{self.value:g}×" if self.of_anchor else f"{self.value:g}"


@dataclass(frozen=True, slots=True)
class Bar:
    """`sample` and `anchor` name what is measured; a bar without a limit is for information."""

    number: str
    what: str
    unit: str
    sample: str
    limit: Limit | None = None
    stretch: Limit | None = None
    anchor: str = ""
    recorded: float | None = None


def _times(value: float) -> Limit:
    return Limit(value, of_anchor=True)


def _leaving(how: str, what: str) -> Bar:
    return Bar("16", f"leaving on {what}, all clean", "ms", f"exit.{how}", _times(1.5), _times(1), "exit.hello")


def _chart(points: int) -> Bar:
    what = f"chart redraw, 6 × {points} points"
    return Bar("9", what, "ms", f"chart.{points}", _times(1.5), _times(1.1), "chart.bare")


def _heat(kind: str, what: str, rows: int, most: int) -> tuple[Bar, Bar]:
    name = f"{kind}.{rows}"
    return (
        Bar(
            "10",
            f"heat matrix, a tick, {rows} rows, {what}",
            "ms",
            f"heat.{name}",
            _times(0.05),
            _times(0.03),
            f"heat.rich.{rows}",
        ),
        Bar("10", f"  bytes, {rows} rows, {what}", "B", f"heat.bytes.{name}", Limit(most), Limit(1_000)),
    )


BARS: Final = (
    Bar("1", "exec → first real screen", "ms", "start.waiting", _times(1.5), _times(1.25), "start.hello"),
    Bar("2", "demo: exec → first live values", "ms", "start.demo", _times(4), _times(2.5), "start.hello"),
    Bar("3", "bytes until the first full screen", "B", "start.bytes", Limit(64_000), Limit(33_000)),
    Bar("4", "CPU at rest on Live", "%", "rest.cpu", _times(1), Limit(0.25), "rest.cpu.btop", 0.4),
    Bar("4", "  in the first minutes of all, while everything is asked once", "%", "rest.fill"),
    Bar("4", "  a Textual hello, for comparison", "%", "rest.cpu.hello"),
    Bar("5", "bytes per tick on Live, worst", "B", "rest.tick", Limit(25_000), Limit(8_000)),
    Bar("5", "bytes per second on Live", "B/s", "rest.bytes", Limit(1_000), Limit(300), "rest.bytes.btop", 7_050),
    Bar("6", "bytes per second, clock and age alone", "B/s", "rest.quiet", Limit(60), Limit(25)),
    Bar("7", "key → last byte, p95: cursor in the chart", "ms", "key.cursor", Limit(12), Limit(6), "key.tabs", 207),
    Bar("7", "  time cursor in the heat matrix", "ms", "key.heat.time", Limit(12), Limit(6), "key.tabs", 207),
    Bar("7", "  row cursor in the heat matrix", "ms", "key.heat.row", Limit(12), Limit(6), "key.tabs", 207),
    Bar("7", "  in the list of rooms", "ms", "key.rooms", Limit(12), Limit(6), "key.tabs", 207),
    Bar("7", "  in the users of a room", "ms", "key.users", Limit(12), Limit(6), "key.tabs", 207),
    Bar("7", "  in the matrix of a room", "ms", "key.matrix", Limit(12), Limit(6), "key.tabs", 207),
    Bar("7", "  time cursor in History", "ms", "key.history", Limit(12), Limit(6), "key.tabs", 207),
    Bar("8", "key → last byte, p95: next indicator", "ms", "key.indicator", Limit(60), Limit(30), "key.tabs", 207),
    Bar("8", "  in the heat matrix", "ms", "key.heat.indicator", Limit(60), Limit(30), "key.tabs", 207),
    _chart(120),
    _chart(2016),
    _chart(16_667),
    *_heat("calm", "calm", 34, 16_000),
    *_heat("calm", "calm", 200, 16_000),
    *_heat("loss", "every tenth bad", 34, 30_000),
    *_heat("loss", "every tenth bad", 200, 30_000),
    Bar("10", "  with its head, attribution included", "ms", "heat.whole", anchor="heat.rich.200"),
    Bar("11", "call detail of 60 MB → first chart", "ms", "calls.chart", _times(0.3), _times(0.15), "calls.orjson"),
    Bar("12", "longest stall meanwhile", "ms", "calls.stall", Limit(60), Limit(45), "calls.stall.orjson", 448),
    Bar("12", "  through the whole client", "ms", "calls.client", Limit(60), Limit(45), "calls.stall.orjson", 448),
    Bar("12", "  and inflated", "ms", "calls.client.gzip", Limit(60), Limit(45), "calls.stall.orjson", 448),
    Bar("12", "peak of memory over the body", "%", "calls.memory", Limit(50), Limit(25)),
    Bar(
        "13", "archive: commit of 500 samples", "ms", "archive.commit", Limit(1), Limit(0.3), "archive.row.commit", 0.66
    ),
    Bar("13", "archive: 24 h × 12 series read", "ms", "archive.day", Limit(2), Limit(0.5), "archive.row.day", 19),
    Bar("13", "  the same once more", "ms", "archive.again", anchor="archive.row.day", recorded=19),
    Bar("13", "archive: bytes per sample", "B", "archive.bytes", Limit(6), Limit(5), "archive.row.bytes", 22.4),
    Bar("13", "  commit of 2 200 samples", "ms", "archive.sweep"),
    Bar("13", "  the worst of them, which folds", "ms", "archive.fold"),
    Bar("13", "  30 days × 10 series at 5 minutes read", "ms", "archive.month"),
    Bar("13", "  and merged with 30 days of 30 seconds", "ms", "archive.merged"),
    Bar(
        "13",
        "VictoriaMetrics: 24 h × 12 series read",
        "ms",
        "victoria.day",
        _times(3),
        _times(2),
        "victoria.export",
        14,
    ),
    Bar("13", "  a sweep of 2 200 series: until it is taken", "ms", "victoria.sweep", Limit(1_000), Limit(500)),
    Bar("13", "  until it is safe on disk", "ms", "victoria.accept"),
    Bar("14", "RSS on Live, without the simulator", "MB", "live.rss", Limit(80), Limit(60), "tabs.rss", 42),
    Bar("14", "  after 24 h of 2 200 series, recorded", "MB", "day.rss", Limit(120), Limit(80)),
    _leaving("q", "q"),
    _leaving("SIGTERM", "SIGTERM"),
    _leaving("SIGHUP", "SIGHUP"),
    _leaving("exception", "an exception in a pane"),
)
