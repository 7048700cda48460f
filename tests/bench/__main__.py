"""Measure the program against the performance bars: `make bench`, or `python -m tests.bench`.

Every figure is a median of interleaved runs, and every anchor is measured in the same run. Figures that are bytes are
exact; times drift by 5 to 10 % from run to run, and more while the machine is doing other work: look at the load.
A figure marked "(recorded)" stands for an anchor that is not installed here.
"""

import argparse
import compileall
import os
import sys
import tempfile
from pathlib import Path

from tests.bench.bars import BARS, Bar
from tests.bench.measure import median
from tests.bench.rounds import Samples, one_round, rest


def main() -> int:
    """0, or with --strict 1 when something falls short."""
    options = _options()
    compileall.compile_dir("rtc_tui", quiet=1)
    samples = Samples()
    _say(f"load {_load()}, {os.cpu_count()} cores, Python {sys.version.split()[0]}")
    with tempfile.TemporaryDirectory(prefix="rtc-tui-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if "chart" in options.parts:
            _say("chart …")
            from tests.bench import chart

            samples.values.update(chart.samples(2 * options.runs))
        if "heatmap" in options.parts:
            _say("heat matrix …")
            from tests.bench import heatmap

            samples.values.update(heatmap.samples(2 * options.runs))
        if "archive" in options.parts:
            _say("archive …")
            from tests.bench import archive

            samples.values.update(archive.samples(4 * options.runs, folder))
        if "day" in options.parts:
            _say("a day of 2 200 series …")
            from tests.bench import day

            samples.values.update(day.samples(folder / "day"))
        if "victoria" in options.parts:
            _say("shared archive …")
            from tests.bench import victoria

            samples.values.update(victoria.samples(2 * options.runs, folder / "victoria"))
        if "calls" in options.parts:
            _say("a large answer about a call …")
            from tests.bench import calls

            samples.values.update(calls.samples(options.runs))
        if "start" in options.parts:
            _say("one round that does not count …")
            one_round(Samples(), folder / "warm")
            for i in range(options.runs):
                _say(f"start, keys, end: round {i + 1} of {options.runs} …")
                one_round(samples, folder / str(i))
        if "rest" in options.parts:
            _say(f"rest: {options.rest:g} s …")
            rest(samples, folder / "rest", options.rest, sessions=3)
    if "attribution" in options.parts:
        _say("attribution …")
        from tests.bench import attribution

        attribution.report()
    if "diagnosis" in options.parts:
        _say("diagnosis: 4 000 calls made on the fly …")
        from tests.bench import diagnosis

        diagnosis.run(options.calls)
    if "scale" in options.parts:
        _say("scale: days of virtual time, some minutes …")
        from tests.bench import scale

        with tempfile.TemporaryDirectory(prefix="rtc-tui-bench-") as name:
            scale.report(Path(name))
    if options.bursts:
        _print_bursts(samples)
    short = _print_table(samples)
    print(f"\nload {_load()}; {short} short" if short else f"\nload {_load()}; all pass")
    return 1 if short and options.strict else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.bench", description=__doc__)
    parser.add_argument("--strict", action="store_true", help="exit 1 when a bar is not met")
    parser.add_argument("--runs", type=int, default=5, help="interleaved runs (5)")
    parser.add_argument("--rest", type=float, default=66.0, help="seconds to watch it at rest; two ticks need 66 (66)")
    parser.add_argument(
        "--parts",
        default="chart,heatmap,calls,archive,victoria,day,attribution,diagnosis,start,rest",
        type=lambda text: text.split(","),
        help="what to measure; beside these there is scale, which takes minutes",
    )
    parser.add_argument("--calls", type=int, default=1000, help="faulty and good calls each, per set of seeds (1000)")
    parser.add_argument("--bursts", action="store_true", help="list what was sent at rest, burst by burst")
    return parser.parse_args()


def _print_table(samples: Samples) -> int:
    """How many fall short."""
    rows: list[tuple[str, ...]] = [("#", "what", "measured", "anchor", "ratio", "limit", "", "stretch")]
    rows += [_row(bar, samples) for bar in BARS if samples.values.get(bar.sample)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        cells = [
            cell.rjust(width) if 2 <= i <= 5 else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())
    return sum(row[6].startswith("short") for row in rows)


def _row(bar: Bar, samples: Samples) -> tuple[str, ...]:
    measured = median(samples.values[bar.sample])
    values = samples.values.get(bar.anchor)
    anchor = median(values) if values else bar.recorded
    noted = "" if anchor is None else _figure(anchor, bar.unit) + ("" if values else " (recorded)")
    ratio = "" if not anchor else f"{measured / anchor:.2f}×"
    if bar.limit is None or bar.stretch is None:
        return bar.number, bar.what, _figure(measured, bar.unit), noted, ratio, "", "", ""
    wrong = samples.wrong.get(bar.sample, set())
    verdict = "pass" if bar.limit.met(measured, anchor) and not wrong else "short"
    stretched = "yes" if verdict == "pass" and bar.stretch.met(measured, anchor) else "no"
    left = f": {', '.join(sorted(wrong))}" if wrong else ""
    return (
        bar.number, bar.what, _figure(measured, bar.unit), noted, ratio, f"≤ {bar.limit}", verdict + left,
        f"{stretched} (≤ {bar.stretch})",
    )  # fmt: skip


def _figure(value: float, unit: str) -> str:
    return f"{value:,.0f} {unit}" if value >= 1000 else f"{value:.3g} {unit}"


def _print_bursts(samples: Samples) -> None:
    for burst in samples.bursts:
        kind = "tick" if burst.tick else "header"
        escapes = burst.data.count(b"\x1b[")
        print(f"{burst.at:8.2f} s {len(burst.data):6} B {escapes:4} escapes  {kind}  rows {sorted(burst.rows)}")


def _load() -> str:
    return " ".join(f"{figure:.2f}" for figure in os.getloadavg())


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
