"""The command line as it is: every command with its usage, arguments and options, from the commands themselves."""

from collections.abc import Iterator

import click

from docs.generate.markdown import table


def page() -> str:
    """The page of the whole command tree."""
    from sekisho_site.cli import commands  # noqa: F401, PLC0415  (registers every command on the group)
    from sekisho_site.cli.main import sekisho  # noqa: PLC0415

    return "# コマンド\n\n" + "\n".join(_sections(sekisho, click.Context(sekisho, info_name="sekisho")))


def _sections(command: click.Command, context: click.Context) -> Iterator[str]:
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    help_text = "\n\n".join(" ".join(part.split()) for part in (command.help or "").replace("\b", "").split("\n\n"))
    yield f"## {context.command_path}\n\n{help_text}\n\n```\n{usage}\n```\n"
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option) and not parameter.hidden]
    if options:
        yield table(["指定", "意味"], (_option(option, context) for option in options))
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None and not child.hidden:
                yield from _sections(child, click.Context(child, info_name=name, parent=context))


def _option(option: click.Option, context: click.Context) -> list[str]:
    names, told = option.get_help_record(context) or (" / ".join(option.opts), option.help or "")
    return [f"`{names}`", told]
