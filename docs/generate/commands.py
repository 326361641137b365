"""The command line as it is: every command with its usage, arguments and options, from the commands themselves."""

from collections.abc import Iterator

import click

from docs.generate.markdown import table


def page() -> str:
    """The page of the whole command tree; options that every command has are told once."""
    from sekisho_site.cli import commands  # noqa: F401, PLC0415  (registers every command on the group)
    from sekisho_site.cli.main import sekisho  # noqa: PLC0415

    context = click.Context(sekisho, info_name="sekisho")
    common = [option for option in _options(sekisho) if option.name != "version"]
    return (
        f"# コマンド\n\n{_text(sekisho)}\n\n"
        "どのコマンドも、次の指定を受け付けます。終了コードは、終わったら 0、`--fail-on` に当たる指摘があれば 1、"
        "使い方や入力の誤りは 2 です。\n\n"
        + table(["指定", "意味"], (_told(option, context) for option in common))
        + "".join(_section(command, inner, common) for command, inner in _below(sekisho, context))
    )


def _below(group: click.Group, context: click.Context) -> Iterator[tuple[click.Command, click.Context]]:
    """Every command under a group, in the order of names, groups themselves left out."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        inner = click.Context(command, info_name=name, parent=context)
        if isinstance(command, click.Group):
            yield from _below(command, inner)
        else:
            yield command, inner


def _section(command: click.Command, context: click.Context, common: list[click.Option]) -> str:
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    known = {option.name for option in common}
    own = [option for option in _options(command) if option.name not in known]
    told = f"\n## {context.command_path}\n\n{_text(command)}\n\n```\n{usage}\n```\n"
    return told + (f"\n{table(['指定', '意味'], (_told(option, context) for option in own))}" if own else "")


def _options(command: click.Command) -> list[click.Option]:
    return [parameter for parameter in command.params if isinstance(parameter, click.Option) and not parameter.hidden]


def _text(command: click.Command) -> str:
    return "\n\n".join(" ".join(part.split()) for part in (command.help or "").replace("\b", "").split("\n\n"))


def _told(option: click.Option, context: click.Context) -> list[str]:
    names, told = option.get_help_record(context) or (" / ".join(option.opts), option.help or "")
    return [f"`{names}`", told]
