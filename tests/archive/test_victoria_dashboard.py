"""The dashboard that ships: it is what the catalogue says, and every query of it names series that are written."""

import json
import re
from pathlib import Path

from rtc_tui.archive.victoria_dashboard import FILE, as_text, expressions
from rtc_tui.archive.victoria_labels import COMMITS, metric_of
from rtc_tui.core.indicators import CATALOGUE
from rtc_tui.core.model import Dimension, SeriesKey
from tests.archive.making import batch
from tests.archive.node import Hands, archive, proven, recent, running, taken

_NAME = re.compile(r"\brtc_[a-z_]+\b")


def test_the_file_is_what_the_catalogue_makes() -> None:
    """`python -m rtc_tui.archive.victoria_dashboard` writes it anew."""
    assert FILE.read_text(encoding="utf-8") == as_text()


def test_every_query_names_series_that_are_written() -> None:
    """And every indicator of the catalogue has its panel."""
    found = {name for expression in expressions(json.loads(as_text())) for name in _NAME.findall(expression)}
    assert found == {metric_of(row.name, row.unit) for row in CATALOGUE.values()} | {COMMITS}


async def test_every_query_finds_something(tmp_path: Path) -> None:
    """In an engine with a recording of each indicator, of the whole app and of slices."""
    hands, start = Hands(), recent(4)
    keys = [SeriesKey(row.name) for row in CATALOGUE.values()]
    keys += [SeriesKey(row.name, dimension=Dimension.PROVINCE, slice="广东") for row in CATALOGUE.values()]
    with running(tmp_path) as node:
        recorder = await taken(archive(node.url, tmp_path, hands), hands)
        await recorder.write([batch([1.0, 2.0, 3.0], start, keys=keys)])
        await proven(recorder, hands, node)
        for _ in range(2):
            await recorder._tell()
            node.flush()
        for expression in expressions(json.loads(as_text())):
            query = expression.replace("$app", "app1").replace("$product", "native").replace("$dimension", "Province")
            if COMMITS not in query:
                assert node.promql(query, start + 60), query
        assert node.raw(f'{{__name__="{COMMITS}"}}')
        await recorder.close()
