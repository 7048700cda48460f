"""Calls made by hand: a quiet room, and what a case changes about it.

Levels are those of a good call; nothing here knows a rule. A change sets one metric of one row (or of all rows that
match) over some seconds to a value, to values that repeat, or to nothing. `told` is what the list of users says of a
user's device; `twice` adds a second row of the same, some seconds later: one user on two devices.
"""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import nan
from typing import Any

from rtc_tui.core.call import Call, Way, join
from rtc_tui.core.calls import CallDetail, CallMetric, CallRow, CallSeries, Direction, Stay, User
from rtc_tui.core.model import Window

START = 1_700_000_040  # 10:14:00 in Beijing: any minute will do

UP: Mapping[str, Sequence[float]] = {
    "cpu_app": (22, 24, 21), "cpu_system": (38, 41, 40, 37), "audio_capture_volume": (96, 120, 60, 88, 9, 7),
    "audio_send_bitrate": (46, 48, 47), "audio_up_delay": (38, 41, 36, 44), "audio_up_loss": (0, 0.3, 0, 0.1),
    "video_send_width": (1280,), "video_send_height": (720,), "video_capture_fps": (24, 25, 24),
    "video_send_fps_big": (24, 24, 25), "video_send_fps_small": (15,), "video_send_bitrate_big": (1150, 1210, 1180),
    "video_send_bitrate_small": (160, 155), "video_up_delay": (40, 44, 39), "video_up_loss": (0, 0.4, 0.1),
}  # fmt: skip
DOWN: Mapping[str, Sequence[float]] = {
    "audio_playback_volume": (90, 110, 70, 60), "audio_recv_bitrate": (45, 47, 46), "audio_down_delay": (62, 70, 66),
    "audio_down_loss": (0, 0.2, 0.1), "audio_stall": (0, 0, 0, 0, 0, 0, 0, 80), "video_recv_width": (1280,),
    "video_recv_height": (720,), "video_recv_fps": (24, 23, 24), "video_recv_bitrate": (1130, 1180, 1150),
    "video_down_delay": (70, 74, 68), "video_down_loss": (0, 0.3, 0.1), "video_stall": (0,),
}  # fmt: skip


class Quiet:
    """A good call of some users, each receiving from each, to be spoilt."""

    def __init__(self, users: Sequence[str], seconds: int = 180, step: float = 2.0, *, video: bool = True) -> None:
        self.users, self.seconds = list(users), seconds
        self.times = {Way(user): self._times(step) for user in users}
        self.rows: dict[Way, dict[str, list[float]]] = {Way(user): {} for user in users}
        for user in users:
            for peer in users:
                if peer != user:
                    self.rows[Way(user, peer)] = {}
                    self.times[Way(user, peer)] = self._times(step)
        for i, (way, row) in enumerate(self.rows.items()):
            for metric, wave in (DOWN if way.peer else UP).items():
                if video or not metric.startswith("video_"):
                    row[metric] = [wave[(i + k) % len(wave)] for k in range(len(self.times[way]))]
        self.stays: dict[str, tuple[Stay, ...]] = {user: (Stay(START - 60, START + seconds + 60),) for user in users}
        self.told: dict[str, dict[str, str]] = {}
        self.twice: dict[str, float] = {}
        self.received = 0.0

    def _times(self, step: float) -> list[int]:
        return [round((START + k * step) * 1000) for k in range(int(self.seconds / step))]

    def change(
        self, user: str, metric: str, values: Any, start: float = 0, end: float = 1e9, peer: str | None = None
    ) -> None:
        """Set `metric` (`*`: all of the row) in the rows that match; `*` stands for every user. `none`: no point."""
        wave = values if isinstance(values, list) else [values]
        for way in list(self.rows):
            if user not in ("*", way.user) or (way.peer != "" if peer is None else not self._is(peer, way)):
                continue
            for name in [*self.rows[way]] if metric == "*" else [metric]:
                column = self.rows[way].setdefault(name, [nan] * len(self.times[way]))
                for k, at in enumerate(self.times[way]):
                    if start <= at / 1000 - START < end:
                        value = wave[k % len(wave)]
                        column[k] = nan if value == "none" else float(value)

    @staticmethod
    def _is(peer: str, way: Way) -> bool:
        return way.peer != "" if peer == "*" else way.peer == peer

    def drop(self, user: str, metrics: Sequence[str]) -> None:
        """A client that does not tell some metrics at all."""
        for way, row in self.rows.items():
            if way.user == user:
                for metric in metrics:
                    row.pop(metric, None)

    def shift(self, user: str, seconds: float) -> None:
        """A client whose clock is wrong."""
        for way in self.times:
            if way.user == user:
                self.times[way] = [at + round(seconds * 1000) for at in self.times[way]]

    def leave(self, user: str, start: float, end: float = 1e9) -> None:
        """No data of a user, and none of those who received from them, over some seconds; the stays say the same."""
        for way in self.rows:
            if user in way:
                self.change(way.user, "*", "none", start, end, way.peer or None)
        first = Stay(START - 60, START + int(start)) if start > 0 else None
        later = Stay(START + int(end), START + self.seconds + 60) if end < self.seconds else None
        self.stays[user] = tuple(stay for stay in (first, later) if stay is not None)

    def call(self) -> Call:
        """All of it, as the client would hand it over."""
        window = Window(START, START + self.seconds)
        rows = [self._row(way) for way in self.rows]
        rows += [self._row(way, self.twice[way.user]) for way in self.rows if way.user in self.twice]
        users = [replace(User(user, stays=stays), **self.told.get(user, {})) for user, stays in self.stays.items()]  # type: ignore[arg-type]
        return join("room", window, users, [CallDetail(window, tuple(rows), self.received)])

    def _row(self, way: Way, later: float = 0.0) -> CallRow:
        metrics = self.rows[way]
        return CallRow(
            "room", way.user, way.peer, Direction.DOWN if way.peer else Direction.UP,
            tuple(CallMetric(metric) for metric in metrics),
            {metric: self._series(way, metric, later) for metric in metrics},
        )  # fmt: skip

    def _series(self, way: Way, metric: str, later: float) -> CallSeries:
        times = array("q", (at + round(later * 1000) for at in self.times[way]))
        return CallSeries(CallMetric(metric), times, array("d", self.rows[way][metric]))


def from_case(case: Mapping[str, Any]) -> Call:
    """The call of a case file."""
    quiet = Quiet(
        case.get("users", ["ann", "ben", "cas", "dan"]), case.get("seconds", 180), case.get("step", 2.0),
        video=case.get("video", True),
    )  # fmt: skip
    for change in case.get("change", ()):
        start, end = change.get("from", 0), change.get("to", 1e9)
        for metric in [change["metric"]] if isinstance(change["metric"], str) else change["metric"]:
            quiet.change(change["user"], metric, change["value"], start, end, change.get("peer"))
    for row in case.get("drop", ()):
        quiet.drop(row["user"], row["metrics"])
    for row in case.get("leave", ()):
        quiet.leave(row["user"], row["from"], row.get("to", 1e9))
    for user, seconds in case.get("shift", {}).items():
        quiet.shift(user, seconds)
    quiet.told = dict(case.get("told", {}))
    quiet.twice = dict(case.get("twice", {}))
    if not case.get("stays", True):
        quiet.stays = {}
    return quiet.call()
