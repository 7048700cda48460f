"""click, dressed: the common options on every command, texts from our catalogue, commands loaded when they are called.

Help texts of commands and options are catalogue keys, looked up when help is printed: the language is known by then.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Final

import click

from rtc_tui.cli import help as pages
from rtc_tui.cli.common import COMMON, DEMO, Flags
from rtc_tui.errors import UsageError
from rtc_tui.text import t
from rtc_tui.text.safe import safe


class CommonOption(click.Option):
    """One of the options that every command takes: kept in the context's `Flags`, not passed to the command."""


def _keep(context: click.Context, parameter: click.Parameter, value: object) -> None:
    """A later place (after the command) goes before an earlier one."""
    if value not in {None, False}:
        flags: Flags = context.find_root().obj
        flags[str(parameter.name).replace("_", "-")] = "true" if value is True else str(value)


def _common() -> list[click.Parameter]:
    return [
        CommonOption(
            [f"--{option.name}"],
            metavar=option.metavar or None,
            is_flag=None if option.metavar else True,
            help=f"cli.option_{option.name}",
            expose_value=False,
            callback=_keep,
        )
        for option in COMMON
    ]


def demo_options() -> list[click.Parameter]:
    """The options of `demo`, kept like the common ones, so that the fast path and click give the same."""
    return [
        click.Option(
            [f"--{row.name}"], metavar=row.metavar, help=f"cli.option_{row.name}", expose_value=False, callback=_keep
        )
        for row in DEMO
    ]


class _Dressed(click.Command):
    """What commands and groups share."""

    def __init__(self, name: str | None = None, *, params: list[click.Parameter] | None = None, **rest: Any) -> None:
        super().__init__(name, params=[*(params or []), *_common()], **rest)

    def get_help(self, ctx: click.Context) -> str:
        """The page, laid out by us."""
        return pages.page(self, ctx)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help`, with a text of the catalogue."""
        option = super().get_help_option(ctx)
        if option:
            option.help = "cli.option_help"
        return option


class Command(_Dressed):
    """A command."""


class Group(_Dressed, click.Group):
    """A group whose commands are named here and imported when called: `{"raw": "rtc_tui.cli.raw:raw"}`."""

    def __init__(self, *arguments: Any, lazy: Mapping[str, str], **rest: Any) -> None:
        super().__init__(*arguments, **rest)
        self.lazy = lazy

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Their names, in the order that help shows."""
        return list(self.lazy)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import it."""
        if cmd_name not in self.lazy:
            return None
        module, _, name = self.lazy[cmd_name].partition(":")
        found: click.Command = getattr(import_module(module), name)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Complain about a command that does not exist in our own words, and name the nearest."""
        if args[0] not in self.lazy and not args[0].startswith("-"):
            raise UsageError(t("cli.no_command", name=safe(args[0], 60)), nearest(args[0], self.lazy))
        return super().resolve_command(ctx, args)


def nearest(word: str, names: "Mapping[str, object] | list[str]") -> str:
    """`Did you mean …? There are: …`."""
    from difflib import get_close_matches

    close = get_close_matches(word.casefold(), list(names), n=1, cutoff=0.5)
    known = t("cli.known", names=", ".join(names))
    return t("cli.did_you_mean", name=close[0]) + " " + known if close else known


def command(name: str, **rest: Any) -> Callable[[Callable[..., int]], Command]:
    """A command whose function takes `Flags` first and returns the exit code. Help: `cli.<name>` with `_` for blanks."""

    def dress(function: Callable[..., int]) -> Command:
        built: Command = click.command(name.rpartition(" ")[2], cls=Command, help=key(name), **rest)(
            click.pass_obj(function)
        )
        return built

    return dress


def group(name: str, lazy: Mapping[str, str]) -> Group:
    """A group that does nothing by itself but say which commands it has."""

    def which() -> int:
        if not click.get_current_context().invoked_subcommand:
            known = t("cli.known", names=", ".join(lazy))
            raise UsageError(t("cli.which_command", name=f"rtc-tui {name}"), known)
        return 0

    return Group(name, lazy=lazy, help=key(name), callback=which, invoke_without_command=True)


def key(name: str) -> str:
    """Catalogue key of a command's help."""
    return "commands." + name.replace(" ", "_")


def in_our_words(error: click.UsageError) -> UsageError:
    """What click complains about, in the language in use."""
    name = safe(getattr(error, "option_name", "") or "", 60)
    if isinstance(error, click.NoSuchOption):
        options = [o for p in (error.ctx.command.params if error.ctx else []) for o in p.opts if o.startswith("--")]
        return UsageError(t("cli.no_option", name=name), nearest(error.option_name, options))
    if isinstance(error, click.MissingParameter) and error.param:
        shown = error.param.make_metavar(error.ctx) if error.ctx else str(error.param.name)
        return UsageError(t("cli.missing", name=shown), _see_help(error))
    if isinstance(error, click.BadParameter) and error.param:
        shown = error.param.opts[0] if isinstance(error.param, click.Option) else error.param.human_readable_name
        return UsageError(t("cli.bad_value", name=shown), _kind(error.param))
    if isinstance(error, click.BadOptionUsage):
        return UsageError(t("cli.bad_use", name=error.option_name), _see_help(error))
    return UsageError(safe(error.format_message(), 500), _see_help(error))


def _kind(parameter: click.Parameter) -> str:
    if isinstance(parameter.type, click.Choice):
        return t("cli.known", names=", ".join(map(str, parameter.type.choices)))
    whole: Final = isinstance(parameter.type, click.types.IntParamType)
    return t("cli.want_whole") if whole else t("cli.want_number")


def _see_help(error: click.UsageError) -> str:
    return t("cli.see_help", command=error.ctx.command_path if error.ctx else "rtc-tui")
