"""The glossary: words of law and trade from the catalog, the kinds of record, the closed vocabularies, own words."""

import inspect
import pkgutil
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

import sekisho
from docs.generate.markdown import table
from sekisho.catalog import load_catalog
from sekisho.planes import KINDS
from sekisho.record import Record
from sekisho.terms import Vocabulary

_ORIGINS = {"statute": "法令", "guideline": "ガイドライン", "seed": "業界の文書", "own": "自社"}


def terms() -> list[Mapping[str, Any]]:
    """The glossary of the catalog."""
    return list(load_catalog().glossary.values())


def own_terms() -> dict[str, Any]:
    """The words that the product chose itself: ``vocabularies`` by class name, and ``words``."""
    content: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("own_terms.yaml").read_text(encoding="utf-8"))
    return content


def vocabularies() -> dict[str, type[Vocabulary]]:
    """Every closed vocabulary of the core by class name, wherever it is written."""
    for found in pkgutil.walk_packages(sekisho.__path__, prefix="sekisho."):
        import_module(found.name)
    own = f"{sekisho.__name__}."  # the shell has some of its own, loaded or not
    return {kind.__name__: kind for kind in Vocabulary.__subclasses__() if kind.__module__.startswith(own)}


def page() -> str:
    """GLOSSARY.md."""
    own = own_terms()
    known = vocabularies()
    return "\n".join(
        [
            "# 用語\n\n一つの語に、日本語・コードの名前・英語を一つずつ決めています。画面は日本語、コードは英語です。\n",
            "## 法令・ガイドライン・業務の語\n",
            table(["日本語", "コードの名前", "English", "由来", "注"], (_term(term) for term in terms())),
            "## 製品の語\n",
            table(["日本語", "コードの名前", "English"], ([w["ja"], f"`{w['code']}`", w["en"]] for w in own["words"])),
            "## 記録の種類\n",
            table(["シート", "記録", "コードの名前", "英語の説明"], (_kind(kind) for kind in KINDS)),
            "## 決まった語\n",
            table(
                ["何の語か", "コードの名前", "語"],
                ([ja, f"`{name}`", _members(known[name])] for name, ja in own["vocabularies"].items()),
            ),
        ]
    )


def _term(term: Mapping[str, Any]) -> list[str]:
    return [term["ja"], f"`{term['code']}`", term["en"], _ORIGINS[term["ja_from"]], term.get("note_ja", "")]


def _kind(kind: type[Record]) -> list[str]:
    sentence = (inspect.getdoc(kind) or "").split("\n\n")[0]
    return [kind.schema.sheet, kind.schema.plane.label, f"`{kind.schema.source}`, `{kind.__name__}`", sentence]


def _members(vocabulary: type[Vocabulary]) -> str:
    return "、".join(f"{member.label} `{member.value}`" for member in vocabulary)
