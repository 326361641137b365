"""In which language the command line speaks: Japanese in the source, English by translation (``LANG=C`` or ``--lang en``)."""

import gettext
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

LANGUAGES = ("ja", "en")

_LOCALES = Path(__file__).parent / "locale"
_chosen: gettext.NullTranslations = gettext.NullTranslations()


def asked_language(environment: Mapping[str, str] = os.environ) -> str:
    """``en`` when the environment asks for English or for plain C, else ``ja``. ``C.UTF-8`` names no language.

    >>> asked_language({"LANG": "C"}), asked_language({"LC_ALL": "ja_JP.UTF-8"}), asked_language({"LANG": "C.UTF-8"})
    ('en', 'ja', 'ja')
    """
    asked = environment.get("LC_ALL") or environment.get("LC_MESSAGES") or environment.get("LANG") or ""
    return "en" if asked in ("C", "POSIX") or asked.startswith("en") else "ja"


def told_language(words: Sequence[str]) -> str | None:
    """The language that ``--lang`` asks for among the words of a command line, wherever it stands.

    Looked up before the words are parsed, because help and complaints about the words come in that language too.

    >>> told_language(["verify", "--lang", "en"]), told_language(["--lang=ja", "verify"]), told_language(["verify"])
    ('en', 'ja', None)
    """
    told = [after for word, after in zip(words, (*words[1:], ""), strict=True) if word == "--lang"]
    told += [word.removeprefix("--lang=") for word in words if word.startswith("--lang=")]
    return told[-1] if told and told[-1] in LANGUAGES else None


def speak(language: str) -> None:
    """Choose the language of every later :func:`say`."""
    global _chosen  # noqa: PLW0603  (one process speaks one language)
    # the option parser asks the standard library for its words, in the language of the environment
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain("messages", str(_LOCALES))
    gettext.textdomain("messages")
    _chosen = gettext.translation("sekisho", _LOCALES, languages=[language], fallback=True)


def say(text: str, /, **values: object) -> str:
    """``text`` in the chosen language with ``values`` filled in."""
    return _chosen.gettext(text).format(**values)


def in_words(text: str) -> str:
    """``text`` in the chosen language as it stands, braces and all (help texts). The empty text stays empty."""
    return _chosen.gettext(text) if text else text
