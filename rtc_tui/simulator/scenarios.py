"""Scenarios: what is wrong with the calls, with the service, and when. One TOML file each.

    [[effect]]                      something is wrong with the calls of a product set of cells
    why = "one sentence"
    place = ["广东"]                provinces or countries by name, all if absent; likewise os, access, product
    start_min, ramp_min, hold_min, every_min      see schedule.py, in minutes from the epoch; always if absent
    online = -0.1                   share of the rooms that opens or closes
    [effect.points]                 percent points of badness that it adds at its height, per series

    [[fault]]                       the service misbehaves (faults, injection.py); may have the same times
    why = "one sentence"
    kind = "status-500"
    share = 0.5                     of the requests; several faults add up

    [[person]]                      something is wrong at one user's end (call/faults.py); may have the same times
    why = "one sentence"
    user = "user-20817"
    kind = "uplink_loss"
    severity = 3                    1 to 3

    [limits]                        [[requests, seconds], ...] per action; "*" stands for the others

Their one-line descriptions are texts `simulator.scenario_NAME`.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from rtc_tui.errors import UsageError
from rtc_tui.simulator.population import Product, country, indices
from rtc_tui.simulator.schedule import Schedule, from_minutes
from rtc_tui.text import t

_FOLDER: Final = Path(__file__).parent / "scenarios"


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """What is wrong with the calls of a set of cells. `points` are percent points per series name."""

    why: str
    schedule: Schedule
    points: tuple[tuple[str, float], ...] = ()
    products: tuple[Product, ...] = ("native", "web")
    place: frozenset[int] | None = None
    os: frozenset[int] | None = None
    access: frozenset[int] | None = None
    online: float = 0.0


@dataclass(frozen=True, slots=True)
class ServiceFault:
    """A fault of the service, spelled as on the command line (injection.py), for a share of the requests."""

    why: str
    kind: str
    schedule: Schedule
    share: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class PersonFault:
    """A fault at one user's end: a kind of call/faults.py, in one of three severities."""

    why: str
    user: str
    kind: str
    severity: int
    schedule: Schedule


@dataclass(frozen=True, slots=True)
class Scenario:
    """What a scenario file says."""

    name: str
    effects: tuple[Effect, ...] = ()
    faults: tuple[ServiceFault, ...] = ()
    limits: tuple[tuple[str, tuple[tuple[float, float], ...]], ...] = ()
    persons: tuple[PersonFault, ...] = ()


def scenario_names() -> tuple[str, ...]:
    """The scenarios there are, calm first."""
    names = sorted(path.stem for path in _FOLDER.iterdir() if path.suffix == ".toml")
    return tuple(sorted(names, key=lambda name: name != "calm"))


def describe(name: str) -> str:
    """One line about a scenario."""
    return t(f"simulator.scenario_{name}")


@lru_cache(maxsize=16)
def load(name: str) -> Scenario:
    """The scenario of that name. UsageError if there is none."""
    names = scenario_names()
    if name not in names:
        raise UsageError(
            t("simulator.unknown_scenario", name=name), t("simulator.known_scenarios", names=", ".join(names))
        )
    return parse(name, (_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def parse(name: str, text: str) -> Scenario:
    """A scenario from TOML."""
    import tomllib

    table = tomllib.loads(text)
    limits = table.get("limits", {})
    return Scenario(
        name,
        tuple(_effect(row) for row in table.get("effect", ())),
        tuple(
            ServiceFault(row["why"], row["kind"], from_minutes(row), row.get("share", 1.0))
            for row in table.get("fault", ())
        ),
        tuple((action, tuple((count, seconds) for count, seconds in limits[action])) for action in limits),
        tuple(
            PersonFault(row["why"], row["user"], row["kind"], row.get("severity", 2), from_minutes(row))
            for row in table.get("person", ())
        ),
    )


def _effect(row: dict[str, Any]) -> Effect:
    """One `[[effect]]`. What names an OS or a network does not touch the web product, which has neither."""
    products: tuple[Product, ...] = ("native",) if "os" in row or "access" in row else ("native", "web")
    return Effect(
        row["why"],
        from_minutes(row),
        tuple(row.get("points", {}).items()),
        tuple(row.get("product", products)),
        frozenset().union(*(country(name) for name in row["place"])) if "place" in row else None,
        indices("os", row["os"]) if "os" in row else None,
        indices("access", row["access"]) if "access" in row else None,
        row.get("online", 0.0),
    )
