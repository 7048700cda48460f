"""Help pages: both languages, in columns, and only what exists."""

from collections.abc import Iterator
from importlib import import_module

import click
import pytest

from rtc_tui import text
from rtc_tui.cli.common import COMMON, DEMO, Flags
from rtc_tui.cli.grammar import Group
from rtc_tui.cli.help import cells, page
from rtc_tui.cli.root import root


def commands(group: Group, context: click.Context) -> Iterator[tuple[click.Command, click.Context]]:
    yield group, context
    for name in group.lazy:
        found = group.get_command(context, name)
        assert found
        inner = click.Context(found, info_name=name, parent=context)
        if isinstance(found, Group):
            yield from commands(found, inner)
        else:
            yield found, inner


def every_page() -> Iterator[str]:
    for command, context in commands(root, click.Context(root, info_name="rtc-tui", obj=Flags())):
        yield page(command, context)


@pytest.fixture(params=["en", "zh"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    text.use(request.param)
    yield request.param
    text.use("en")


def test_every_page_is_filled(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    pages = list(every_page())
    assert len(pages) == 21
    for lines in pages:
        assert ("用法：" in lines) is (language == "zh")
        assert "cli." not in lines
        assert not [line for line in lines.splitlines() if cells(line) > 80]


def test_chinese_lines_start_with_no_closing_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    text.use("zh")
    try:
        lines = [line.strip() for lines in every_page() for line in lines.splitlines()]
    finally:
        text.use("en")
    assert not [line for line in lines if line.startswith(tuple("，。；：、）"))]


def test_what_is_not_built_is_not_listed() -> None:
    assert list(root.lazy) == [
        "demo", "get", "diagnose", "record", "replay", "bundle", "simulate", "raw", "check", "config",
    ]  # fmt: skip


def test_both_languages_of_every_text() -> None:
    for area in ("bundle", "cli", "config", "replay", "report_calls", "request", "times"):
        for key, (en, zh) in import_module(f"rtc_tui.text.{area}").TEXTS.items():
            assert en.strip(), key
            assert zh.strip(), key
            assert fields(en) == fields(zh), key


def fields(template: str) -> set[str]:
    from string import Formatter

    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_every_common_option_has_a_text() -> None:
    for option in (*COMMON, *DEMO):
        assert text.has(f"cli.option_{option.name}")
