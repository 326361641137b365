"""Reads the catalog files of the package into frozen editions, and picks the edition that is asked for or in force.

A folder of ``data`` is an edition and its name the version to pin. Nothing of an edition is used unless all of it is right.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

import yaml

from sekisho.catalog.edition import Catalog, Entries
from sekisho.catalog.schema import FILES, WORDS
from sekisho.catalog.validation import Shape, faults


class CatalogError(ValueError):
    """The catalog is not well formed, or an edition does not exist. ``faults`` are lines of file, item, field and fault."""

    def __init__(self, *told: str) -> None:
        super().__init__("\n".join(told))
        self.faults = told


def load_catalog(version: str | None = None, as_of: date | None = None) -> Catalog:
    """The edition pinned by ``version``, else the one in force on ``as_of``, else the newest of the package.

    Raises :class:`CatalogError` when there is no such edition.
    """
    editions = versions()
    if version is not None:
        if version not in editions:
            raise CatalogError(f"カタログの版「{version}」はありません。あるのは {'、'.join(editions)} です。")
        return _edition(version)
    if as_of is None:
        return _edition(editions[-1])
    in_force = [edition for edition in map(_edition, editions) if edition.effective_from <= as_of]
    if not in_force:
        first = _edition(editions[0])
        raise CatalogError(
            f"{as_of} に有効なカタログの版はありません。最初の版 {first.version} は {first.effective_from} からです。"
        )
    return in_force[-1]


@lru_cache(maxsize=1)
def versions() -> tuple[str, ...]:
    """The versions of all editions in the package, oldest first."""
    return tuple(sorted(folder.name for folder in _data().iterdir() if folder.is_dir()))


def read_edition(folder: Traversable, words: Traversable) -> Catalog:
    """Read and validate one folder of catalog files, and the files of words beside the editions.

    Raises :class:`CatalogError` with every fault of every file.
    """
    content = {**_read(folder, FILES), **_read(words, WORDS)}
    found = faults(content, {**FILES, **WORDS})
    if found:
        raise CatalogError(*found)
    sections = {
        title: _by_key(content[name][title], section.key)
        for name, shape in {**FILES, **WORDS}.items()
        for title, section in shape.items()
    }
    return Catalog(
        version=folder.name,
        effective_from=max(content[name]["effective_from"] for name in FILES),
        file_versions=MappingProxyType({name: content[name]["version"] for name in content}),
        categories=sections["categories"],
        record_kinds=sections["records"],
        check_items=sections["checks"],
        clauses=sections["clauses"],
        evidence_order=sections["type_b_evidence_order"],
        annual_items=sections["annual_items"],
        data_items=sections["data_items"],
        signs=sections["signs"],
        flow_down=sections["attributes"],
        measures=sections["measures"],
        questions=sections["questions"],
        tables=sections["tables"],
        glossary=sections["terms"],
    )


def _data() -> Traversable:
    return files("sekisho.catalog").joinpath("data")


@lru_cache(maxsize=8)
def _edition(version: str) -> Catalog:
    return read_edition(_data().joinpath(version), _data())


def _read(folder: Traversable, shape: Shape) -> dict[str, Mapping[str, Any]]:
    """The files that are there, as YAML tells them."""
    content = {}
    for name in shape:
        file = folder.joinpath(name)
        if file.is_file():
            content[name] = _parsed(name, file.read_text(encoding="utf-8"))
    return content


def _parsed(name: str, text: str) -> Mapping[str, Any]:
    try:
        value = yaml.load(text, _UniqueKeys)  # noqa: S506 -- a safe loader that also refuses a key that stands twice
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{mark.line + 1}行{mark.column + 1}文字目" if mark else "全体"
        raise CatalogError(f"{name} {place}: YAML として読めません（{error.problem}）") from error
    if not isinstance(value, dict):
        raise CatalogError(f"{name} 全体: 項目の組ではありません")
    return value


class _UniqueKeys(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Safe YAML in which a mapping may hold a key once only: a second one would silently win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> Any:
        seen = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"「{key.value}」が二つあります", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def _by_key(entries: Iterable[Mapping[str, Any]], key: str) -> Entries:
    return MappingProxyType({entry[key]: _frozen(entry) for entry in entries})


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return MappingProxyType({key: _frozen(each) for key, each in value.items()})
    return tuple(_frozen(each) for each in value) if isinstance(value, list) else value
