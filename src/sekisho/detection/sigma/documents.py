"""YAML text of rules → documents whose every part knows its line.

Knows YAML, several documents in one file, and the actions ``global``, ``repeat`` and ``reset``. Refuses to know what a
document means. Unlike YAML 1.1, a date stays text (it is compared as it is written), and so does a number with leading zeros
or with colons. A key that stands twice is a fault: the library would silently keep the last.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import yaml

from sekisho.detection.sigma.faults import RuleFault

Place = tuple[str, ...]

_TOO_DEEP = "入れ子が深すぎます。浅く書き直してください。"

_MOST_NODES = 100_000
_DEEPEST = 40
#: No text of so many characters is nested deep enough to exhaust the parser, which would end the process.
_SURELY_SHALLOW = 4_000


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads what the library reads safely, but fewer texts as something else."""


_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":timestamp", ":int"))]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"([-+]?(0|[1-9][0-9]*)|0x[0-9a-fA-F]+)\Z"), [*"-+0123456789"]
)


@dataclass
class Document:
    """One rule as it is written. ``lines`` gives the line of a place, a path of keys and positions.

    ``unresolved`` are placeholders (``expand``) that nobody gave values for: such a value is like nothing, and is told.
    """

    file: str
    line: int
    content: dict[str, Any]
    lines: dict[Place, int]
    faults: list[RuleFault] = field(default_factory=list)
    unresolved: list[str] = field(default_factory=list)

    def tell(self, why: str, *place: str) -> None:
        """Note a fault at a place, or at the nearest place above it that has a line."""
        for length in range(len(place), 0, -1):
            if place[:length] in self.lines:
                self.faults.append(RuleFault(self.file, self.lines[place[:length]], why))
                return
        self.faults.append(RuleFault(self.file, self.line, why))

    def merged(self, over: "Document") -> "Document":
        """The document with ``over`` laid on it, map by map."""
        content = _laid_over(deepcopy(self.content), over.content)
        return Document(self.file, self.line, content, {**over.lines, **self.lines})


class _UnreadableError(Exception):
    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line
        self.why = why


def read_documents(file: str, content: bytes) -> tuple[list[Document], list[RuleFault]]:
    """The documents of one file with its actions carried out, and what is wrong with the YAML itself (then none at all)."""
    try:
        raw = list(_raw_documents(file, content.decode("utf-8-sig")))
    except UnicodeDecodeError:
        return [], [RuleFault(file, 1, "文字コードが UTF-8 ではありません。UTF-8 で保存し直してください。")]
    except yaml.MarkedYAMLError as error:
        line = min(error.problem_mark.line + 1, content.rstrip().count(b"\n") + 1) if error.problem_mark else 1
        why = f"YAML として読めません（{error.problem or error.context}）。字下げ、引用符、コロンを確かめてください。"
        return [], [RuleFault(file, line, why)]
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        return [], [RuleFault(file, 1, f"YAML として読めません（{first}）。ファイルの中身を確かめてください。")]
    except _UnreadableError as error:
        return [], [RuleFault(file, error.line, error.why)]
    return _acted(raw)


def _raw_documents(file: str, text: str) -> Iterator[Document]:
    if len(text) > _SURELY_SHALLOW:
        _refuse_depth(text)
    loader = _Loader(text)
    try:
        while loader.check_node():
            node = loader.get_node()
            lines: dict[Place, int] = {}
            for number, (place, line) in enumerate(_places(node, ())):
                if number > _MOST_NODES:
                    raise _UnreadableError(line, "別名（&、*）をほどくと大きくなりすぎます。別名を使わずに書いてください。")
                lines[place] = line
            content = loader.construct_document(node)
            if content is None:
                continue
            line = node.start_mark.line + 1
            if not isinstance(content, dict):
                raise _UnreadableError(line, "規則は「title:」「detection:」などの項目を並べて書いてください。")
            yield Document(file, line, {str(key): value for key, value in content.items()}, lines)
    finally:
        loader.dispose()


def _refuse_depth(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, _Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise _UnreadableError(event.start_mark.line + 1 if event.start_mark else 1, _TOO_DEEP)


def _places(node: yaml.Node, place: Place) -> Iterator[tuple[Place, int]]:
    if len(place) > _DEEPEST:
        raise _UnreadableError(node.start_mark.line + 1, _TOO_DEEP)
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            name = str(key.value)
            if not isinstance(key, yaml.ScalarNode):
                raise _UnreadableError(key.start_mark.line + 1, "項目の名前は一つの文字列で書いてください。")
            if name in seen and name != "<<":
                raise _UnreadableError(
                    key.start_mark.line + 1,
                    f"「{name}」が二つあります。後のものだけが残ってしまうので、一つにまとめてください。",
                )
            seen.add(name)
            yield (*place, name), key.start_mark.line + 1
            yield from _places(value, (*place, name))
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            yield (*place, str(position)), value.start_mark.line + 1
            yield from _places(value, (*place, str(position)))


def _acted(raw: list[Document]) -> tuple[list[Document], list[RuleFault]]:
    documents: list[Document] = []
    everywhere = previous = None
    for document in raw:
        action = document.content.pop("action", None)
        match action:
            case None if {"correlation", "filter"} & document.content.keys():
                documents.append(document)
            case None:
                previous = document
                documents.append(document.merged(everywhere) if everywhere else document)
            case "global":
                everywhere = previous = document
            case "reset":
                everywhere = None
            case "repeat" if previous is not None:
                previous = previous.merged(document)
                previous.line = document.line
                documents.append(previous.merged(everywhere) if everywhere else previous)
            case _:
                document.tell(
                    f"action「{action}」は使えません。global、reset、または前に規則がある repeat にしてください。", "action"
                )
                documents.append(document)
    return documents, []


def _laid_over(below: dict[Any, Any], above: dict[Any, Any]) -> dict[Any, Any]:
    for key, value in above.items():
        there = below.get(key)
        below[key] = _laid_over(there, value) if isinstance(value, dict) and isinstance(there, dict) else deepcopy(value)
    return below
