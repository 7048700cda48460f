"""Who uses the pretend app: places, operating systems and networks, how many, and how well each is connected.

A *cell* is one place x OS x network of the native product, or one place of the web product. Shares are independent of
each other, so the share of any product set of cells is the product of its shares along the axes. Everything here is
made up; only the dimension values come from the documents (FACTS 1.2, 7: Chinese short names for provinces, lower-case
OS and network names; the values of Country are not documented, Chinese names are assumed).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

Axis = Literal["place", "os", "access"]
Product = Literal["native", "web"]


@dataclass(frozen=True, slots=True)
class Member:
    """One value of an axis. `weight` is relative to the axis; `factor` multiplies the app's badness (1.2: 20 % worse)."""

    name: str
    weight: float
    factor: float = 1.0


def _members(rows: str) -> tuple[Member, ...]:
    """Members from `name weight factor` triples."""
    words = rows.split()
    triples = zip(words[::3], words[1::3], words[2::3], strict=True)
    return tuple(Member(name, float(weight), float(factor)) for name, weight, factor in triples)


CHINA: Final = "中国"
PROVINCES: Final = _members("""
    广东 112 0.92  江苏 74 0.88  山东 66 0.96  浙江 62 0.86  河南 54 1.04  四川 52 1.02  北京 44 0.84  上海 44 0.82
    河北 40 1.02  湖北 38 0.98  湖南 38 1.00  福建 34 0.94  安徽 34 1.00  广西 26 1.08  江西 25 1.04  陕西 25 1.02
    辽宁 25 1.00  重庆 22 1.00  云南 22 1.12  山西 20 1.06  贵州 18 1.10  黑龙江 16 1.10  吉林 14 1.08  天津 14 0.92
    新疆 13 1.20  甘肃 12 1.16  内蒙古 12 1.14  海南 7 1.10  宁夏 5 1.14  青海 4 1.20  西藏 3 1.25
    台湾 10 1.10  香港 9 1.00  澳门 3 1.05
""")
ABROAD: Final = _members("""
    美国 14 1.30  日本 10 1.10  新加坡 12 1.05  马来西亚 10 1.15  泰国 7 1.20  印度尼西亚 8 1.30  越南 7 1.22
    菲律宾 6 1.30  韩国 6 1.08  加拿大 5 1.28  英国 5 1.26  澳大利亚 4 1.26  德国 3 1.24  法国 3 1.25  阿联酋 3 1.30
    沙特阿拉伯 3 1.32  印度 4 1.30  巴西 2 1.32  俄罗斯 3 1.30
""")
AXES: Final[dict[Axis, tuple[Member, ...]]] = {
    "place": PROVINCES + ABROAD,
    "os": _members("android 46 1.06  ios 33 0.92  windows 14 0.98  mac 5 0.92  linux 2 1.05"),
    "access": _members("2g 1 1.45  3g 2 1.28  4g 22 1.08  5g 13 0.90  wifi 62 0.97"),
}
# Noise among the members of a ring adds up to nothing (world.py), so rings are what is often asked for as a whole.
RINGS: Final[dict[Axis, tuple[range, ...]]] = {
    "place": (range(len(PROVINCES)), range(len(PROVINCES), len(PROVINCES) + len(ABROAD))),
    "os": (range(5),),
    "access": (range(5),),
}
WEB_SHARE: Final = 0.18  # of all users


@lru_cache(maxsize=512)
def share(axis: Axis, members: frozenset[int] | None) -> float:
    """The part of all users that has one of the members, 0 to 1; None stands for everybody."""
    if members is None:
        return 1.0
    everybody = AXES[axis]
    return sum(everybody[i].weight for i in members) / sum(m.weight for m in everybody)


def indices(axis: Axis, names: Iterable[str]) -> frozenset[int]:
    """The members with these names, letter case aside; names that nobody bears are left out."""
    wanted = {name.lower() for name in names}
    return frozenset(i for i, m in enumerate(AXES[axis]) if m.name in wanted)


def country(name: str) -> frozenset[int]:
    """The places of a country: all provinces for China, one place for any other."""
    return frozenset(RINGS["place"][0]) if name == CHINA else indices("place", [name])


@dataclass(frozen=True, slots=True)
class Cells:
    """A product set of cells: what any aggregate is taken over. None along an axis means all of it."""

    product: Product = "native"
    place: frozenset[int] | None = None
    os: frozenset[int] | None = None
    access: frozenset[int] | None = None

    def along(self, axis: Axis) -> frozenset[int] | None:
        """The members along an axis; the web product has neither OS nor network."""
        if self.product == "web" and axis != "place":
            return None
        if axis == "place":
            return self.place
        return self.os if axis == "os" else self.access


def slices(dimension: str, product: Product) -> dict[str, Cells]:
    """The slices of a dimension (`Province`, `Country`, `OS`, `Access`) by name."""
    if dimension == "Province":
        return {PROVINCES[i].name: Cells(product, place=frozenset({i})) for i in RINGS["place"][0]}
    if dimension == "Country":
        return {name: Cells(product, place=country(name)) for name in (CHINA, *(m.name for m in ABROAD))}
    if product == "web":
        return {}
    if dimension == "OS":
        return {m.name: Cells(os=frozenset({i})) for i, m in enumerate(AXES["os"])}
    return {m.name: Cells(access=frozenset({i})) for i, m in enumerate(AXES["access"])}
