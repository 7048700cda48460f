"""What faults make of an answer's bytes and values."""

import gzip
import json
import re
import zlib
from typing import Any

import pytest

from tests.simulator.asking import OLD, Answer, caller, window
from tests.simulator.test_fault_catalogue import ask


def _met(*faults: str, action: str = "") -> Answer:
    return ask(caller(faults=faults), action)


def _values(answer: Answer) -> list[Any]:
    return [point.get("Value", "absent") for row in answer.json["Result"]["Indicators"] for point in row["Data"]]


PLAIN = _met()


def test_cuts_are_where_they_say() -> None:
    assert _met("cut:first").body == b"{"
    assert _met("cut:last").body == PLAIN.body[:-1]
    assert b'"Result"' not in _met("cut:envelope").body
    assert re.search(rb'"Value":\d$', _met("cut:number").body)
    assert '"TimeStamp":"' in _met("cut:string").body.decode()[-20:]
    with pytest.raises(UnicodeDecodeError, match="unexpected end"):
        _met("cut:character").body.decode()
    with pytest.raises(UnicodeDecodeError, match="unexpected end"):
        _met("cut:character", action="ListCallDetail").body.decode()


@pytest.mark.parametrize("name", ["utf-16", "utf-32", "gbk", "gb18030", "latin-1"])
def test_the_text_is_the_same_in_another_encoding(name: str) -> None:
    answer = _met(f"encoding:{name}")
    assert json.loads(answer.body.decode(name))["Result"] == PLAIN.json["Result"]
    assert answer.headers["content-type"].endswith("utf-8")
    if name in {"gbk", "gb18030", "latin-1"}:
        with pytest.raises(UnicodeDecodeError):
            answer.body.decode()


def test_something_stands_around_the_json() -> None:
    assert _met("leading:bom").body == b"\xef\xbb\xbf" + PLAIN.body
    assert _met("trailing:json").body.startswith(PLAIN.body + b"{")
    assert _met("leading:xssi", "trailing:brace").body[-1:] == b"}"


@pytest.mark.parametrize(
    "fault",
    [
        *("syntax:" + kind for kind in ("full-width-comma", "trailing-comma", "single-quotes", "no-quotes", "comment")),
        *("syntax:" + kind for kind in ("raw-control", "bad-escape", "bad-utf-8", "lines", "html-escaped")),
        *("number:" + kind for kind in ("zeros", "plus", "hex", "bare-point", "none")),
        *("trailing:" + kind for kind in ("text", "json", "brace", "comma", "nul")),
        *("leading:" + kind for kind in ("xssi", "text", "jsonp", "nul")),
        *("cut:" + kind for kind in ("half", "first", "envelope", "number", "string", "character", "last")),
        "nested:9:open",
        "garbage:random",
    ],
)
def test_it_is_no_json(fault: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        json.loads(_met(fault).body)


def test_numbers_are_what_they_say() -> None:
    assert b"NaN" in _met("number:nan").body
    assert b"-Infinity" in _met("number:minus-infinity").body
    assert b"1e400" in _met("number:1e400").body
    assert b"9" * 400 in _met("number:digits").body
    few = _met("number:nan").body.count(b"NaN")
    assert 0 < few < PLAIN.body.count(b'"Value"')


def test_keys_stand_twice() -> None:
    def keys(fault: str) -> list[list[str]]:
        found: list[list[str]] = []
        json.loads(_met(fault).body, object_pairs_hook=lambda pairs: found.append([key for key, _ in pairs]))
        return found

    assert keys("twice:result")[-1] == ["ResponseMetadata", "Result", "Result"]
    assert keys("twice:error")[-1].count("ResponseMetadata") == 2
    assert ["TimeStamp", "Value", "Value"] in keys("twice:value")


def test_nesting_is_as_deep_as_asked() -> None:
    assert _met("nested").body.count(b"[") == 100_000
    assert _met("nested:5:body").body == b"[[[[[0]]]]]"
    assert _met("nested:5:open-objects").body == b'{"a":' * 5
    assert _met("nested:3").json["Result"] == [[[0]]]
    assert _met("nested:3").json["ResponseMetadata"]["RequestId"]


def test_a_path_leads_to_every_place_or_to_one() -> None:
    count = len(_values(PLAIN))
    assert _values(_met("null:Result.Indicators.Data.Value")) == [None] * count
    assert _values(_met("missing:Result.Indicators.Data.Value")) == ["absent"] * count
    assert _values(_met("wrong:Result.Indicators.Data.Value:string")) == ["n/a"] * count
    assert _values(_met("null:Result.Indicators.[0].Data.[3].Value")).count(None) == 1
    assert _met("null:Result.Indicators.[]").json["Result"]["Indicators"] == [None] * len(
        PLAIN.json["Result"]["Indicators"]
    )
    assert "Result" not in _met("missing:Result").json
    assert "Data" not in _met("missing:Result.Indicators.Data").json["Result"]["Indicators"][0]
    assert _met("missing:Result.Indicators.[0]").json["Result"]["Indicators"] == PLAIN.json["Result"]["Indicators"][1:]
    assert _met("wrong:.:list").json == ["n/a", 42, None]
    assert _met("missing:.").body == b""
    assert _met("wrong:ResponseMetadata.Error:object").error == {"Value": 42}


def test_a_mutation_follows_from_its_seed() -> None:
    bodies = [_met(f"mutate:{seed}").body for seed in range(1, 30)]
    assert bodies == [_met(f"mutate:{seed}").body for seed in range(1, 30)]
    assert len(set(bodies)) > 20
    assert all(json.loads(body or b"0") is not PLAIN.json for body in bodies)


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("markup", "[bold red]"),
        ("esc", "\x1b[2J"),
        ("c1", "\x9b"),
        ("bidi", "\u202e"),
        ("zero-width", "\u200b"),
        ("wide", "宽"),
        ("combining", "\u0301"),
        ("newline", "\n"),
        ("nul", "\x00"),
        ("surrogate", "\ud800"),
    ],
)
def test_hostile_text_stands_in_strings_and_in_errors(kind: str, part: str) -> None:
    answer = _met(f"hostile:{kind}")
    head, rows = answer.json["ResponseMetadata"], answer.json["Result"]["Indicators"]
    assert all(part in text for text in head.values())
    assert all(part in row["Name"] and part in row["Unit"] for row in rows)
    assert all(part not in point["TimeStamp"] for row in rows for point in row["Data"])
    assert part in _met(f"hostile:{kind}:all").json["Result"]["Indicators"][0]["Data"][0]["TimeStamp"]
    error = _met(f"hostile:{kind}:error").error
    assert part in error["Code"]
    assert part in error["Message"]


def test_the_long_text_stands_once_per_path() -> None:
    answer = _met("hostile:long:all", action="ListRealTimeQualityDistribution")
    assert 1 << 20 < len(answer.body) < 10 << 20
    rows = answer.json["Result"]["Indicators"]
    assert sum(len(point["Dimension"]) > 1000 for row in rows for point in row["Data"]) == 1


@pytest.mark.parametrize(
    ("spelling", "seen"),
    [
        ("timestamp", lambda r: "Timestamp" in r["Indicators"][0]["Data"][0]),
        ("string-numbers", lambda r: isinstance(r["Indicators"][0]["Data"][0]["Value"], str)),
        ("unsorted", lambda r: (at := [p["TimeStamp"] for p in r["Indicators"][0]["Data"]]) != sorted(at)),
        ("duplicates", lambda r: len(at := [p["TimeStamp"] for p in r["Indicators"][0]["Data"]]) > len(set(at))),
        ("null-lists", lambda r: r["Indicators"] is None),
        ("null-data", lambda r: r["Indicators"][0]["Data"] is None),
        ("fewer-series", lambda r: not any("stall" in row["Name"] for row in r["Indicators"])),
        ("utc", lambda r: r["Indicators"][0]["Data"][0]["TimeStamp"].endswith("Z")),
        ("unit-missing", lambda r: "Unit" not in r["Indicators"][0]),
        ("overview", lambda r: isinstance(r["Indicators"][0]["overview"]["Value"], str)),
        ("stream-id", lambda r: r["Indicators"][0]["Data"][0]["StreamId"]),
        ("bare-names", lambda r: not r["Indicators"][0]["Name"][0].isdigit()),
    ],
)
def test_a_spelling_is_as_named(spelling: str, seen: Any) -> None:
    assert seen(_met(f"spelling:{spelling}").json["Result"])


def test_call_details_have_their_own_spellings() -> None:
    peers = _met("spelling:peer-up", action="ListCallDetail").json["Result"]["UserCallDetail"]
    assert all("PeerId" in row for row in peers)
    for spelling, digits in (("long-times", 14), ("short-times", 10)):
        rows = _met(f"spelling:{spelling}", action="ListCallDetail").json["Result"]["UserCallDetail"]
        found = {len(str(p["Time"])) for row in rows for metric in row["CallDetail"] for p in metric["Data"]}
        assert found == {13, digits}


def test_systems_have_another_case() -> None:
    rows = _met("spelling:os-case", action="ListRealTimeQualityDistribution").json["Result"]["Indicators"]
    assert {"iOS", "macos"} <= {point["Dimension"] for point in rows[0]["Data"]}


def test_gzip_is_right_or_wrong_as_named() -> None:
    assert gzip.decompress(_met("gzip").body) == PLAIN.body
    assert gzip.decompress(_met("gzip:members").body) == PLAIN.body
    assert gzip.decompress(gzip.decompress(_met("gzip:twice").body)) == PLAIN.body
    assert _met("gzip:none").body == PLAIN.body
    for kind in ("half", "no-end", "head"):
        with pytest.raises(EOFError):
            gzip.decompress(_met(f"gzip:{kind}").body)
    with pytest.raises(gzip.BadGzipFile, match="CRC"):
        gzip.decompress(_met("gzip:checksum").body)
    assert zlib.decompress(_met("packed:deflate").body) == PLAIN.body
    assert zlib.decompress(_met("packed:raw-deflate").body, -15) == PLAIN.body
    for name in ("br", "zstd"):
        answer = _met(f"packed:{name}")
        assert answer.headers["content-encoding"] == name
        assert PLAIN.body in answer.body
        assert PLAIN.body != answer.body
        assert _met(f"packed:no-{name}").body == PLAIN.body


@pytest.mark.parametrize("kind", ["gzip", "deflate", "twice"])
def test_a_bomb_is_good_json_in_a_small_body(kind: str) -> None:
    body = _met(f"bomb:16:{kind}").body
    assert len(body) < 40_000
    for _ in range(2 if kind == "twice" else 1):
        body = zlib.decompress(body, 47)
    assert len(body) == (16 << 20) + len(PLAIN.body)
    assert json.loads(body) == PLAIN.json


@pytest.mark.parametrize("filling", ["points", "string", "space"])
def test_a_big_answer_is_good_json_of_the_length_it_says(filling: str) -> None:
    answer = _met(f"big:2:{filling}")
    assert int(answer.headers["content-length"]) == len(answer.body)
    assert len(answer.body) > 1.9 * (1 << 20)
    assert answer.json["Result"]
    assert "content-length" not in _met(f"big:2:{filling}:chunked").headers


def test_errors_have_odd_shapes() -> None:
    assert _met("error-shape:null").json["ResponseMetadata"]["Error"] is None
    assert _met("error-shape:null").json["Result"] == PLAIN.json["Result"]
    assert "Code" not in _met("error-shape:no-code").error
    assert _met("error-shape:result-too").json["Result"] == PLAIN.json["Result"]
    assert _met("error-shape:null-result").json["Result"] is None
    assert _met("error-shape:unknown-code").code not in {"", "InternalError"}
    assert "ResponseMetadata" not in _met("error-shape:no-metadata").json


def test_redirects_and_dates() -> None:
    assert _met("redirect:307:file").headers["location"] == "file:///etc/passwd"
    assert _met("redirect:302").headers["location"].startswith("/elsewhere?Action=")
    assert "location" not in _met("redirect:302:none").headers
    assert "date" not in _met("date:missing").headers
    assert _met("date:3600").headers["date"] == "Fri, 20 Nov 2026 12:55:07 GMT"
    assert _met("date:3600").status == 200
    assert _met("many-headers:300").headers["x-filler-299"]
    assert len(_met("huge-header:64").headers["x-filler"]) == 1 << 16


def test_the_older_versions_errors_have_status_200_unless_told() -> None:
    desk = caller(faults=("error:InvalidParameter*1", "error:InvalidParameter:400"))
    found = [desk.ask("ListRealTimeQuality", window(), OLD).status for _ in range(2)]
    assert found == [200, 400]
