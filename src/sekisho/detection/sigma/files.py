"""Paths that people give → files of rules.

Knows which files of a folder may hold rules. Refuses to look inside.
"""

from collections.abc import Iterable
from pathlib import Path

from sekisho.detection.sigma.faults import RuleFault

_SUFFIXES = {".yml", ".yaml"}


def rule_files(paths: Iterable[Path]) -> tuple[list[Path], list[RuleFault]]:
    """The files of rules, each once and in order, and which of the paths lead nowhere."""
    files: dict[Path, Path] = {}
    faults: list[RuleFault] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(each for each in path.rglob("*") if each.suffix.lower() in _SUFFIXES and each.is_file())
            if not inside:
                faults.append(RuleFault(str(path), 0, "規則（.yml）が一つもありません。フォルダーを確かめてください。"))
            for each in inside:
                files.setdefault(each.resolve(), each)
        elif path.is_file():
            files.setdefault(path.resolve(), path)
        else:
            faults.append(RuleFault(str(path), 0, "規則のファイルもフォルダーもありません。場所と名前を確かめてください。"))
    return list(files.values()), faults
