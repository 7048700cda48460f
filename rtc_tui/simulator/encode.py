"""Numbers -> the service's JSON, spelled as in the documents: `TimeStamp`, two decimals, Beijing time.

Rows are joined from text: a distribution has thousands, and `json.dumps` of dictionaries costs three times as much.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from typing import Any, Final

from rtc_tui.simulator.refusals import Refusal

BEIJING: Final = timezone(timedelta(hours=8))


def dumps(value: Any) -> str:
    """Compact JSON, Chinese as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=8192)
def stamp(at: int) -> str:
    """A Unix time as the service prints it."""
    return datetime.fromtimestamp(at, BEIJING).isoformat()


def metadata(request_id: str, action: str, version: str, region: str, *, named: bool = True) -> dict[str, Any]:
    """ResponseMetadata. ListCallDetail's example has no Action in it (`named=False`)."""
    head = {"RequestId": request_id} | ({"Action": action} if named else {})
    return head | {"Version": version, "Service": "rtc", "Region": region}


def success(head: Mapping[str, Any], result: str) -> bytes:
    """The envelope around a Result that is JSON already."""
    before, after = envelope(head)
    return before + result.encode() + after


def envelope(head: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """What stands before a Result, and after it."""
    return f'{{"ResponseMetadata":{dumps(head)},"Result":'.encode(), b"}"


def failure(head: Mapping[str, Any], refusal: Refusal) -> bytes:
    """The envelope of an error. CodeN is the gateway's alone, and missing where the documents give no number."""
    error: dict[str, Any] = {"CodeN": refusal.code_n} if refusal.code_n else {}
    error |= {"Code": refusal.code, "Message": refusal.message}
    return dumps({"ResponseMetadata": {**head, "Error": error}}).encode()


def points(stamps: Sequence[str], values: Iterable[float | None]) -> str:
    """A `Data` list; where there is no value there is no point."""
    rows = zip(stamps, values, strict=True)
    return "[" + ",".join(f'{{"TimeStamp":"{at}","Value":{v:.2f}}}' for at, v in rows if v is not None) + "]"


def slice_points(
    stamps: Sequence[str], names: Sequence[Sequence[str]], columns: Mapping[str, Sequence[float | None]]
) -> str:
    """A `Data` list of a distribution: per time the slices in the given order, which differs from time to time."""
    rows = [
        f'{{"TimeStamp":"{at}","Dimension":"{name}","Value":{value:.2f}}}'
        for i, at in enumerate(stamps)
        for name in names[i]
        if (value := columns[name][i]) is not None
    ]
    return "[" + ",".join(rows) + "]"


def indicator(name: str, unit: str, data: str, overview: str = "") -> str:
    """One entry of `Indicators`."""
    unit = f',"Unit":"{unit}"' if unit else ""
    return f'{{"Name":"{name}"{unit},"Data":{data}{overview}}}'


def overview(name: str, unit: str, alias: str, values: Iterable[float | None]) -> str:
    """The `overview` of the older version: numbers as strings (FACTS 1.1)."""
    known = [v for v in values if v is not None]
    if not known:
        return ""
    numbers = {"Value": sum(known) / len(known), "MaxValue": max(known), "MinValue": min(known)}
    words = {"Name": name, "Unit": unit, "Alias": alias, **{k: f"{v:.2f}" for k, v in numbers.items()}}
    return ',"overview":' + dumps({**words, "ExtraInfo": "", "HoverInfo": ""})
