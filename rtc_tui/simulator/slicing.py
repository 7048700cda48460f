"""What both distributions of quality, real-time and offline, have in common: which slices of whom, in which order."""

from collections.abc import Callable, Sequence
from random import Random

from rtc_tui.simulator import encode, parameters
from rtc_tui.simulator.ask import NEW, Ask, members_named
from rtc_tui.simulator.population import Cells, slices
from rtc_tui.simulator.refusals import Refusal
from rtc_tui.simulator.series import Series

Column = Callable[[Series, str, Cells], list[float | None]]  # the values of one slice, as printed


def distribution(ask: Ask, starts: Sequence[int], column: Column) -> str:
    """The Result: the series of one indicator by the slices of one dimension, at these Unix times."""
    series = parameters.indicators([_one_indicator(ask)])
    parts = _parts(ask)
    order = [_shuffled(ask, list(parts), start) for start in starts]
    stamps = [encode.stamp(start) for start in starts]
    found = []
    for one in series if parts else ():
        columns = {name: column(one, name, cells) for name, cells in parts.items()}
        found.append(encode.indicator(one.name, "", encode.slice_points(stamps, order, columns)))
    return f'{{"Indicators":[{",".join(found)}]}}'


def _parts(ask: Ask) -> dict[str, Cells]:
    """The slices asked for by name; none where the platform leaves nobody."""
    dimension = parameters.one_of(ask.fields, "Dimension", parameters.DIMENSIONS)
    base = _platform(ask)
    parts = {name: _narrowed(cells, base) for name, cells in slices(dimension, base.product).items()}
    return {name: cells for name, cells in parts.items() if cells.os is None or cells.os}


def _shuffled(ask: Ask, names: list[str], start: int) -> list[str]:
    """The service sorts nothing."""
    Random(ask.world.seed ^ start).shuffle(names)
    return names


def _one_indicator(ask: Ask) -> str:
    """The distribution's Indicator: a string by the documents' table, a list by their example."""
    value = ask.fields.get("Indicator")
    form = ask.settings.indicator_form
    if isinstance(value, list) and form != "string" and len(value) == 1:
        return parameters.text({"Indicator": value[0]}, "Indicator", required=True)
    if form == "list":
        raise Refusal("InvalidParameter.Unmarshal", "Indicator must be a list of strings")
    return parameters.text(ask.fields, "Indicator", required=True)


def _platform(ask: Ask) -> Cells:
    """ProductType and Platform, which only the newer version knows: the older one takes no notice of them."""
    if ask.version != NEW:
        return Cells()
    product = parameters.product(ask.fields)
    platform = parameters.one_of(ask.fields, "Platform", ("Android", "iOS", "Web", "any"), "any")
    if platform == "Web":
        return Cells("web")
    return Cells(product) if platform == "any" else Cells(product, os=members_named("os", [platform], "Platform"))


def _narrowed(cells: Cells, base: Cells) -> Cells:
    """The part of a slice that belongs to `base`."""
    if base.os is None:
        return cells
    return Cells(cells.product, cells.place, base.os if cells.os is None else cells.os & base.os, cells.access)
