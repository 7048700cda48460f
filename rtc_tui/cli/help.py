"""The help page: usage, what the command does, its commands and options, in columns that fit wide characters."""

import shutil
from collections.abc import Iterable, Iterator
from typing import Final
from unicodedata import east_asian_width

import click

from rtc_tui.text import has, t

_LEFT: Final = 30  # cells for names; what is longer gets a line of its own
_WIDEST: Final = 110


def page(command: click.Command, context: click.Context) -> str:
    """The whole page, without a newline at its end."""
    return "\n".join(_lines(command, context))


def _lines(command: click.Command, context: click.Context) -> Iterator[str]:
    from rtc_tui.cli.grammar import CommonOption

    width = min(_WIDEST, shutil.get_terminal_size().columns)
    yield t("cli.usage", usage=f"{context.command_path} {' '.join(command.collect_usage_pieces(context))}")
    yield ""
    yield from _wrapped(t(command.help or ""), width)
    if has(f"{command.help}_more"):
        yield ""
        yield from t(f"{command.help}_more").splitlines()
    if isinstance(command, click.Group):
        names = [(name, command.get_command(context, name)) for name in command.list_commands(context)]
        yield from _section("cli.commands", [(name, t(found.help or "")) for name, found in names if found], width)
    options = [p for p in command.get_params(context) if isinstance(p, click.Option) and not p.hidden]
    own = [option for option in options if not isinstance(option, CommonOption)]
    yield from _section("cli.options", map(_row, own), width)
    if context.parent is None:
        common = [option for option in options if isinstance(option, CommonOption)]
        yield from _section("cli.common", map(_row, common), width)
    else:
        yield ""
        yield from _wrapped(t("cli.common_elsewhere"), width)


def _row(option: click.Option) -> tuple[str, str]:
    names = ", ".join(option.opts)
    return f"{names} {option.metavar}" if option.metavar and not option.is_flag else names, t(option.help or "")


def _section(title: str, rows: Iterable[tuple[str, str]], width: int) -> Iterator[str]:
    rows = list(rows)
    if not rows:
        return
    yield ""
    yield from _wrapped(t(title), width)
    left = min(_LEFT, max(cells(name) for name, _ in rows) + 4)
    for name, text in rows:
        lines = list(_wrapped(text, max(20, width - left)))
        if cells(name) > left - 4:
            yield f"  {name}"
        else:
            yield f"  {name}{' ' * (left - 2 - cells(name))}{lines.pop(0)}"
        yield from (" " * left + line for line in lines)


def cells(text: str) -> int:
    """Columns on a terminal; the texts are ours, so two kinds of letters are all there is."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _wrapped(text: str, width: int) -> Iterator[str]:
    """Lines of at most `width` cells, broken at blanks, or between two wide letters."""
    for paragraph in text.split("\n"):
        line = ""
        for word in _words(paragraph):
            if line and cells(line) + cells(word.rstrip()) > width:
                yield line.rstrip()
                line = word.lstrip()
            else:
                line += word
        yield line.rstrip()


def _words(text: str) -> Iterator[str]:
    """Pieces after which a line may end. No line starts with closing punctuation."""
    word = ""
    for here, following in zip(text, text[1:] + " ", strict=True):
        word += here
        wide = east_asian_width(here) in "WF" or east_asian_width(following) in "WF"
        if here == " " or (wide and following not in "，。；：、）？！" and here != "（"):
            yield word
            word = ""
    if word:
        yield word
