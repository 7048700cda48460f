"""How often the diagnosis is right about calls that the simulator makes with a known fault, and quiet about good ones.

Each call is made on the fly and read through `client.wire` from the bytes that the service would send. The simulator
knows physics and no rules; which rule stands for which fault is written down here, once, from what each means.
"""

import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from math import sqrt
from typing import Final

from rtc_tui.client.envelope import index, read
from rtc_tui.client.wire import detail, users
from rtc_tui.core.call import Call, join
from rtc_tui.core.calls import CallDetail
from rtc_tui.core.diagnosis import Verdict, diagnose
from rtc_tui.core.model import Window
from rtc_tui.simulator.labelled import LabelledCall, Truth, make

CALLS: Final = 1000
SETS: Final = ((1, "first seeds"), (500_001, "second seeds"))

# What a fault is called in the rules. Where two rules mean the same fault, both do.
RULES: Final[dict[str, frozenset[str]]] = {
    kind: frozenset(rules.split())
    for kind, rules in (
        ("uplink_loss", "R11"), ("uplink_congestion", "R10"), ("uplink_delay", "R19"), ("downlink_loss", "R12"),
        ("downlink_congestion", "R12"), ("downlink_delay", "R18"), ("device_overload", "R20"),
        ("encoder_overload", "R9 R8"), ("decoder_overload", "R14"), ("renderer_fault", "R15"),
        ("capture_failure", "R7"), ("mic_muted", "R2"), ("no_mic_input", "R3"), ("audio_send_stopped", "R4"),
        ("publish_stopped", "R1 R2"), ("speaker_silent", "R6"), ("unsubscribed", "R5"), ("pair_path", "R17"),
        ("audio_path_loss", "R21"), ("server_wide", "R22"), ("simulcast_downgrade", "R16"), ("layer_change", "R23 none"),
        ("both_ends", "R13"), ("reports_missing", "R0"),
    )
}  # fmt: skip


def decoded(made: LabelledCall) -> Call:
    """The call as a client reads it."""
    window = Window(made.start, made.end)
    rows, dropped = detail(index(made.detail_answer()), window, None)
    answer = CallDetail(window, rows, 0.0, dropped=dropped)
    return join(made.room, window, users(read(made.users_answer())).rows, [answer])


def side_is_right(verdict: Verdict, truth: Truth) -> bool:
    """Whether the end that is named is the fault's, by place and by name."""
    user = truth.users[0] if truth.users else ""
    ends = {verdict.user, verdict.peer} == set(truth.users)
    right = {
        "sender": verdict.location == "remote" and verdict.peer == user,
        "receiver": verdict.location == "local" and verdict.user == user,
        "device": verdict.location in ("local", "remote") and verdict.cause == user,
        "both": verdict.location == "both" and ends,
        "pair": verdict.location == "server" and ends,
        "everybody": verdict.location == "server" and not verdict.peer,
    }
    return right.get(truth.side, verdict.rule in RULES[truth.kind] or verdict.type == "NONE")


def _is_so(verdict: Verdict, made: LabelledCall) -> bool:
    """Whether a verdict tells what somebody really did at that time: mutes and leaves are made in good calls too."""
    kinds = {"R1": {"left", "rejoined", "late"}, "R2": {"muted"}}.get(verdict.rule, set())
    return any(
        one.kind in kinds and one.user == verdict.peer and one.start < verdict.end and verdict.start < one.end + 10
        for one in made.quirks
    )


def named(verdict: Verdict) -> set[str]:
    """The rule and the runner-up."""
    return {verdict.rule or "none", *verdict.also_possible[:1]}


@dataclass
class Score:
    """What came out of a set of calls."""

    faulty: int = 0
    side: int = 0
    rule: int = 0
    first: int = 0
    healthy: int = 0
    alarms: int = 0
    so: int = 0
    alarm_rules: Counter[str] = field(default_factory=Counter)
    said: Counter[tuple[str, str]] = field(default_factory=Counter)  # (kind, first rule)
    kinds: Counter[str] = field(default_factory=Counter)
    sides: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    took: float = 0.0

    def judge(self, made: LabelledCall) -> tuple[Verdict, ...]:
        """One more call with one fault, or with none."""
        call = decoded(made)
        began = time.perf_counter()
        verdicts = diagnose(call)
        self.took += time.perf_counter() - began
        if made.truths:
            self._faulty(made.truths[0], self._first(made, verdicts))
        else:
            self.healthy += 1
            said = self._first(made, verdicts)
            self.so += said is not verdicts[0] or _is_so(said, made)
            if said.type != "NONE":
                self.alarms += 1
                self.alarm_rules[said.rule] += 1
        return verdicts

    def _first(self, made: LabelledCall, verdicts: tuple[Verdict, ...]) -> Verdict:
        """The first that is not merely what somebody did besides; nothing else is as good as no fault found."""
        besides = [one for one in verdicts if _is_so(one, made)]
        others = [one for one in verdicts if one not in besides]
        return others[0] if others else replace(verdicts[0], type="NONE", rule="", also_possible=())

    def _faulty(self, truth: Truth, verdict: Verdict) -> None:
        self.faulty += 1
        self.kinds[truth.kind] += 1
        self.said[truth.kind, verdict.rule or "none"] += 1
        right = side_is_right(verdict, truth)
        among = bool(named(verdict) & RULES[truth.kind])
        self.side += right
        self.rule += among
        self.first += (verdict.rule or "none") in RULES[truth.kind]
        self.sides[truth.kind] += right
        self.rules[truth.kind] += among


def wilson(hits: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a share, in per cent (Wilson 1927)."""
    if not count:
        return 0.0, 100.0
    z = 1.96
    share = hits / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return 100 * max(0.0, middle - half), 100 * min(1.0, middle + half)


def _share(name: str, hits: int, count: int) -> str:
    low, high = wilson(hits, count)
    return f"{name:28} {100 * hits / max(1, count):6.1f} %   [{low:5.1f}, {high:5.1f}]   {hits} of {count}"


def lines(score: Score) -> Iterator[str]:
    """The table of one set."""
    yield _share("side", score.side, score.faulty)
    yield _share("rule among the two named", score.rule, score.faulty)
    yield _share("rule named first", score.first, score.faulty)
    yield _share("false alarms", score.alarms, score.healthy)
    yield _share("  told, so, and no fault", score.so, score.healthy)
    if score.alarm_rules:
        yield "  by rule: " + ", ".join(f"{rule} {count}" for rule, count in score.alarm_rules.most_common())
    yield f"  {1000 * score.took / max(1, score.faulty + score.healthy):.1f} ms per call"
    yield f"{'fault':22} {'calls':>5} {'side':>6} {'recall':>7}  {'interval':14}  said first"
    for kind, count in sorted(score.kinds.items()):
        low, high = wilson(score.rules[kind], count)
        said = ", ".join(f"{rule} {n}" for (one, rule), n in score.said.most_common() if one == kind)
        yield (
            f"{kind:22} {count:5} {100 * score.sides[kind] / count:5.0f}% {100 * score.rules[kind] / count:6.0f}%"
            f"  [{low:5.1f}, {high:5.1f}]  {said}"
        )
    yield f"{'rule':6} {'named':>6} {'precision':>10}  interval"
    for rule in sorted({rule for _, rule in score.said} - {"none"}, key=lambda rule: int(rule[1:])):
        hits = sum(n for (kind, one), n in score.said.items() if one == rule and rule in RULES[kind])
        count = sum(n for (_, one), n in score.said.items() if one == rule) + score.alarm_rules[rule]
        low, high = wilson(hits, count)
        yield f"{rule:6} {count:6} {100 * hits / count:9.0f}%  [{low:5.1f}, {high:5.1f}]"


def run(calls: int = CALLS) -> None:
    """Print the tables of both sets."""
    for first, name in SETS:
        score = Score()
        for seed in range(first, first + calls):
            score.judge(make(seed, 1))
            score.judge(make(seed, 0))
        print(f"\ndiagnosis, {name}: {calls} faulty and {calls} healthy calls")
        for line in lines(score):
            print(line)


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else CALLS)
