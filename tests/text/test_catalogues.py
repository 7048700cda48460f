"""Both languages, complete; and every text that is asked for is there."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import rtc_tui
from rtc_tui.text import both, catalogue, has, language, pick, t, use
from rtc_tui.tui.keys import KEYS

PACKAGE = Path(rtc_tui.__file__).parent
AREAS = sorted(path.stem for path in (PACKAGE / "text").glob("*.py") if path.stem not in ("__init__", "safe"))


def fields(text: str) -> list[str]:
    """The names that a text wants filled."""
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def _calls() -> Iterator[tuple[str, ast.expr, ast.Call]]:
    """(place, key, call) of every `t(...)`, `both(...)`, `has(...)` in the package."""
    for path in sorted(PACKAGE.rglob("*.py")):
        calls = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))
        for call in calls:
            if getattr(call.func, "id", "") in ("t", "both", "has") and call.args:
                yield f"{path.relative_to(PACKAGE)}:{call.lineno}", call.args[0], call


def _literals(key: ast.expr) -> list[str]:
    """The keys that an expression may mean, as far as they are written down."""
    match key:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp(body=body, orelse=orelse):
            return [*_literals(body), *_literals(orelse)]
    return []


CALLS = list(_calls())
WRITTEN = [(place, text, call) for place, key, call in CALLS for text in _literals(key)]


@pytest.mark.parametrize("area", AREAS)
def test_each_text_stands_in_both_languages_with_the_same_fields(area: str) -> None:
    """Neither empty, neither forgotten, and each field that one fills is in the other."""
    for key, texts in catalogue(area).items():
        assert len(texts) == 2, key
        assert all(text.strip() for text in texts), key
        assert fields(texts[0]) == fields(texts[1]), key


def test_there_is_something_to_check() -> None:
    """The search finds the calls it is about."""
    assert len(WRITTEN) > 200


def test_each_text_that_is_asked_for_exists() -> None:
    """A key is never misspelt."""
    assert [(place, key) for place, key, _ in WRITTEN if key.partition(".")[0] not in AREAS or not has(key)] == []


def test_each_text_gets_the_fields_it_wants() -> None:
    """What is passed is what the text names; a call that passes a mapping is trusted."""
    wrong = []
    for place, key, call in WRITTEN:
        given = {keyword.arg for keyword in call.keywords}
        if getattr(call.func, "id", "") == "t" and given and None not in given and given != set(fields(both(key)[0])):
            wrong.append((place, key))
    assert wrong == []


def test_each_key_that_is_put_together_can_be_met() -> None:
    """`t(f"area.prefix_{name}")` has texts that begin so."""
    for place, key, _ in CALLS:
        match key:
            case ast.JoinedStr(values=[ast.Constant(value=str(prefix)), *_]):
                area, _, start = prefix.partition(".")
                assert area in AREAS, place
                assert any(name.startswith(start) for name in catalogue(area)), place


# Keys that are put together out of what another table holds: the start of the key, or its end.
COMPOSED = (
    "commands.",
    "simulator.family_",
    "pair.order_",
    "diagnosis.R",
    "coming.",
    *(f"keys.{key.id}_" for key in KEYS),
)
COMPOSED_ENDS = ("_hint",)


def test_each_text_is_asked_for_somewhere() -> None:
    """None outlives its last use: its key is written out, or fits one that is put together of written words."""
    whole, words, patterns = set[str](), set[str](), set[str]()
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.JoinedStr(values=values):
                    parts = (re.escape(str(v.value)) if isinstance(v, ast.Constant) else ".+" for v in values)
                    patterns.add("".join(parts))
                case ast.Constant(value=str(text)) if path.parent.name != "text":
                    whole.add(text)
                    words.update(re.findall(r"\w+", text))
    closed = [re.compile(each) for each in patterns if re.fullmatch(r"[a-z_]+\\\..*\w.*", each)]
    written = "\n".join(whole)
    opened = {each.partition("\\.")[0] for each in patterns if re.fullmatch(r"[a-z_]+\\\.\.\+", each)}

    def used(area: str, name: str) -> bool:
        key = f"{area}.{name}"
        if key in whole or key.startswith(COMPOSED) or name.endswith(COMPOSED_ENDS):
            return True
        by_name = name in words if name.isidentifier() else name in written
        return (area in opened and by_name) or any(pattern.fullmatch(key) for pattern in closed)

    assert [f"{area}.{name}" for area in AREAS for name in catalogue(area) if not used(area, name)] == []


def test_the_language_is_chosen_once_for_all() -> None:
    """English until told otherwise; fields are filled in either."""
    assert (language(), t("live.room", room="4711")) == ("en", "room 4711")
    use("zh")
    assert (language(), t("live.room", room="4711")) == ("zh", "房间 4711")
    assert both("live.room") == ("room {room}", "房间 {room}")


def test_a_value_is_never_read_as_a_field() -> None:
    """Foreign text may hold braces."""
    assert t("live.room", room="{0.__class__}") == "room {0.__class__}"


def test_a_misspelt_key_is_an_error() -> None:
    """Not an empty text."""
    with pytest.raises(KeyError):
        t("live.no_such_text")
    assert not has("live.no_such_text")


@pytest.mark.parametrize(
    ("setting", "environment", "expected"),
    [
        ("zh", {"LANG": "en_US.UTF-8"}, "zh"),
        ("en", {"LANG": "zh_CN.UTF-8"}, "en"),
        ("auto", {"LANG": "zh_CN.UTF-8"}, "zh"),
        ("auto", {"LANG": "zh_TW"}, "zh"),
        ("auto", {"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ("auto", {"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "zh"),
        ("auto", {"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
        ("auto", {"LANG": "de_DE.UTF-8"}, "en"),
        ("auto", {}, "en"),
    ],
)
def test_auto_follows_the_locale(setting: str, environment: dict[str, str], expected: str) -> None:
    """As the C library reads it: LC_ALL, then LC_MESSAGES, then LANG; an empty one counts as absent."""
    assert pick(setting, environment) == expected
