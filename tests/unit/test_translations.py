"""The command line speaks English wherever it speaks Japanese, and the compiled catalogues are those of the sources."""

import io
from pathlib import Path

import click
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

import sekisho_site.cli.commands  # noqa: F401  (commands register themselves)
from sekisho.formats.fault import REASONS
from sekisho_site.cli.main import sekisho

CLI = Path(__file__).parents[2] / "src" / "sekisho_site" / "cli"
WORDS = {"say": None, "tell": None, "working": None}


def catalog(path):
    return read_po(io.BytesIO(path.read_bytes()))


def test_every_sentence_of_the_command_line_has_an_english_one():
    said = {message for _, _, message, *_ in extract_from_dir(CLI, keywords=WORDS)}
    translated = {message.id for message in catalog(CLI / "locale/en/LC_MESSAGES/sekisho.po") if message.id and message.string}
    said |= set(REASONS.values())
    assert {text for text in said | set(helped(sekisho)) if not text.isascii()} == translated


def helped(command):
    """Every sentence that ``--help`` shows of a command and of those below it."""
    yield command.help or ""
    yield from (option.help or "" for option in command.params if isinstance(option, click.Option))
    for each in getattr(command, "commands", {}).values():
        yield from helped(each)


@pytest.mark.parametrize("source", sorted(CLI.glob("locale/*/LC_MESSAGES/*.po")), ids=lambda path: path.stem)
def test_the_compiled_catalogue_is_that_of_its_source(source):
    compiled = read_mo(io.BytesIO(source.with_suffix(".mo").read_bytes()))
    assert texts(compiled) == texts(catalog(source))


def texts(words):
    """The translations by message; of a message with a plural, its first form."""
    return {first(message.id): first(message.string) for message in words if message.id}


def first(text):
    return text if isinstance(text, str) else text[0]
