"""Snapshots for the views, made as the feed makes them."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from rtc_tui.core.ask import Wanted
from rtc_tui.core.model import BUCKET, WHOLE_APP, Batch, Feature, Product, Query, Scope, Series, SeriesKey, Window
from rtc_tui.core.snapshot import Problem, Snapshot
from rtc_tui.store import Store

NOW = datetime(2026, 11, 20, 2, 32, 41, tzinfo=UTC).timestamp()
NEWEST = int(NOW) - int(NOW) % BUCKET - 60  # 10:31:30 in Shanghai, 71 s old
ZONE = ZoneInfo("Asia/Shanghai")
HOUR = range(NEWEST - 3540, NEWEST + 1, BUCKET)
QUALITY, OPERATION = Query(Feature.QUALITY), Query(Feature.OPERATION)
GOOD = {
    "5s_join_room_success_rate": 98.68, "10s_join_room_success_rate": 99.51, "80ms_audio_stall_rate": 1.12,
    "500ms_video_stall_rate": 2.05, "audio_first_frame_send_success_rate": 99.1,
    "video_first_frame_send_success_rate": 99.0, "audio_first_frame_recv_success_rate": 98.4,
    "video_first_frame_recv_success_rate": 98.2, "400ms_audio_network_trans_delay": 97.7,
    "400ms_video_network_trans_delay": 96.3,
}  # fmt: skip
ONLINE = {"online_user_count": 12431.0, "online_room_count": 911.0}
Values = float | Callable[[int], float | None] | Mapping[int, float]


def column(name: str, values: Values, product: Product = Product.NATIVE, scope: Scope = WHOLE_APP) -> Series:
    """An hour of one value, of a function of the bucket's start, or just these points."""
    if isinstance(values, Mapping):
        points = dict(values)
    else:
        every = values if callable(values) else lambda _: values
        points = {at: value for at in HOUR if (value := every(at)) is not None}
    return Series.of(SeriesKey(name, product, scope), points, "%" if name.endswith(("rate", "delay")) else "")


def snapshot(
    quality: Mapping[str, Values] | None = None,
    operation: Mapping[str, Values] | None = None,
    *,
    query: Query = QUALITY,
    problems: Mapping[Query, Problem] | None = None,
    now: float = NOW,
    **more: object,
) -> Snapshot:
    """What the store says after these answers, then these problems. None: not answered."""
    store = Store()
    store.watch(Wanted((query, OPERATION)))
    for asked, found in ((query, quality), (OPERATION, operation)):
        if found is not None:
            series = tuple(column(name, values, asked.product, asked.scope) for name, values in found.items())
            window = Window(HOUR[0], HOUR[-1] + BUCKET)
            store.apply(Batch(asked, window, series, now, **(more if asked is query else {})), now)  # type: ignore[arg-type]
    for asked, problem in (problems or {}).items():
        store.fail(asked, problem, now)
    return store.snapshot(now)
