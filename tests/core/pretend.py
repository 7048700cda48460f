"""An app made up of independent people, for attribution: nothing of it comes from the simulator.

Shares fall off like 1 / rank along each dimension. A value is what so many calls happened to yield, so small slices are
noisy, and coarse: of five calls, four or five succeed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import nan, sqrt
from random import Random

from rtc_tui.core.model import BUCKET, Dimension, Series, SeriesKey

START = 1_760_000_000 // 300 * 300
PLACES = (
    "广东", "江苏", "山东", "浙江", "河南", "四川", "湖北", "福建", "湖南", "上海", "北京", "安徽",
    "河北", "陕西", "江西", "广西", "云南", "山西", "贵州", "吉林", "天津", "新疆", "海南", "青海", "西藏",
)  # fmt: skip
LANDS = ("中国", "日本", "美国", "德国", "巴西", "肯尼亚", "法国", "印度", "泰国", "越南", "英国", "加拿大")


@dataclass(frozen=True)
class Bad:
    """What is wrong, and when: points at full height for users in all of the named slices."""

    points: float
    onset: int = 80  # buckets after the start
    ramp: int = 1
    lasts: int = 1000
    where: Mapping[Dimension, Sequence[str]] = field(default_factory=dict)

    def height(self, i: int) -> float:
        since = i - self.onset + 1
        return 0.0 if since <= 0 or since > self.lasts else self.points * min(1.0, since / self.ramp)


@dataclass(frozen=True)
class App:
    """How big and how noisy an app is. `calls` per bucket in all; `wander` is slow common drift, in points."""

    seed: int = 1
    calls: float = 50_000
    usual: float = 1.5  # percent that is bad on a good day
    wander: float = 0.2
    lower: bool = False
    buckets: int = 110
    holes: float = 0.02
    step: int = BUCKET
    names: Mapping[Dimension, Sequence[str]] = field(
        default_factory=lambda: {
            Dimension.PROVINCE: PLACES,
            Dimension.COUNTRY: LANDS,
            Dimension.OS: ("android", "ios", "windows", "mac", "linux"),
            Dimension.ACCESS: ("wifi", "4g", "5g", "3g"),
        }
    )

    @property
    def name(self) -> str:
        return "500ms_video_stall_rate" if self.lower else "5s_join_room_success_rate"

    def share(self, dimension: Dimension, slices: Sequence[str]) -> float:
        """The part of all users; abroad is a tenth of them."""
        every = self.names[dimension]
        weights = {name: 1 / (i + 1) for i, name in enumerate(every)}
        if dimension is Dimension.COUNTRY:
            weights |= {every[0]: 9 * (sum(weights.values()) - 1)}
        part = sum(weights[name] for name in slices) / sum(weights.values())
        return part * (0.9 if dimension is Dimension.PROVINCE else 1.0)

    def series(self, *bads: Bad) -> tuple[Series, dict[Dimension, list[Series]]]:
        """The app's own, and its slices."""
        chance = Random(self.seed)
        drift = [0.0]
        for _ in range(self.buckets):
            drift.append(0.9 * drift[-1] + chance.gauss(0, 0.44 * self.wander))
        rows = {
            d: [self._one(chance, drift, d, name, self.share(d, [name]), bads) for name in names]
            for d, names in self.names.items()
        }
        return self._one(chance, drift, None, "", 1.0, bads), rows

    def _one(
        self, chance: Random, drift: Sequence[float], d: Dimension | None, name: str, share: float, bads: Sequence[Bad]
    ) -> Series:
        own = 1.0 if d is None else chance.uniform(0.8, 1.3)  # some places are always a little worse
        calls = max(1, round(self.calls * share))
        reach = [self._reach(bad, d, name) for bad in bads]
        points = {}
        for i in range(self.buckets):
            bad = self.usual * own + drift[i] + sum(r * b.height(i) for r, b in zip(reach, bads, strict=True))
            value = _happened(chance, min(100.0, max(0.0, bad)), calls)
            hole = chance.random() < self.holes or (calls < 20 and chance.random() < 2 / calls)
            points[START + i * self.step] = nan if hole else round(value if self.lower else 100 - value, 2)
        return Series.of(SeriesKey(self.name, dimension=d, slice=name), points, "%", self.step)

    def _reach(self, bad: Bad, d: Dimension | None, name: str) -> float:
        """The part of a slice's users that it meets. Provinces are in the first country."""
        part = 1.0
        for where, slices in bad.where.items():
            if where is d:
                part *= name in slices
            elif {where, d} == {Dimension.PROVINCE, Dimension.COUNTRY}:
                part *= _nested(self, where, slices, name)
            else:
                part *= self.share(where, slices)
        return part


def _nested(app: App, where: Dimension, slices: Sequence[str], name: str) -> float:
    if where is Dimension.COUNTRY:
        return float(app.names[where][0] in slices)
    return app.share(where, slices) / 0.9 if name == app.names[Dimension.COUNTRY][0] else 0.0


def _happened(chance: Random, percent: float, calls: int) -> float:
    p = percent / 100
    if calls < 60:
        return 100 * sum(chance.random() < p for _ in range(calls)) / calls
    return min(100.0, max(0.0, chance.gauss(percent, 100 * sqrt(max(p, 1e-4) * (1 - p) / calls))))
