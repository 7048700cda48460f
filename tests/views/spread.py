"""Snapshots with distributions, made as the feed makes them."""

from collections.abc import Callable, Mapping

from rtc_tui.core.ask import Wanted
from rtc_tui.core.model import BUCKET, Batch, Dimension, Feature, Product, Query, Series, SeriesKey, Window
from rtc_tui.core.snapshot import Selection, Snapshot, Spread
from rtc_tui.store import Store
from tests.views.known import HOUR, NEWEST, NOW

STALL = "80ms_audio_stall_rate"
JOIN = "5s_join_room_success_rate"
Values = float | Callable[[int], float | None]


def slice_of(raw: str, values: Values, name: str = STALL, dimension: Dimension = Dimension.PROVINCE) -> Series:
    """An hour of one value, or of a function of the bucket's start (None: absent)."""
    every = values if callable(values) else lambda _: values
    points = {at: value for at in HOUR if (value := every(at)) is not None}
    return Series.of(SeriesKey(name, dimension=dimension, slice=raw), points, "%")


def snapshot(
    slices: Mapping[str, Values],
    *,
    name: str = STALL,
    dimension: Dimension = Dimension.PROVINCE,
    own: float | None = 1.4,
    more: tuple[Series, ...] = (),
    now: float = NOW,
) -> Snapshot:
    """What the store says after these answers; `own` is the app's value, `more` further slices."""
    store = Store()
    query = Query(Feature.DISTRIBUTION, Product.NATIVE, dimension=dimension, indicator="stall_rate")
    store.watch(Wanted((Query(Feature.QUALITY), query)))
    window = Window(HOUR[0], HOUR[-1] + BUCKET)
    found = (*(slice_of(raw, values, name, dimension) for raw, values in slices.items()), *more)
    if own is not None:
        app = Series.of(SeriesKey(name), dict.fromkeys(HOUR, own), "%")
        store.apply(Batch(Query(Feature.QUALITY), window, (app,), now), now)
    return store.apply(Batch(query, window, found, now), now)


def selection(series: str = STALL, **more: object) -> Selection:
    """The Distribution pane, turned to a series; `more` is of the pane or of the selection."""
    spread = Spread(**{k: v for k, v in more.items() if k in Spread.__dataclass_fields__})  # type: ignore[arg-type]
    rest = {k: v for k, v in more.items() if k not in Spread.__dataclass_fields__}
    return Selection(pane="distribution", series=series, spread=spread, **rest)  # type: ignore[arg-type]


def later(values: float, before: float, since: int = 600) -> Callable[[int], float]:
    """`before`, and `values` in the last `since` seconds."""
    return lambda at: values if at > NEWEST - since else before
