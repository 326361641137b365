"""The files of the repository as the tests of this folder read them."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CORE = ROOT / "src" / "sekisho"
SHELL = ROOT / "src" / "sekisho_site"


@cache
def files() -> tuple[Path, ...]:
    """Every file that is, or is about to be, under version control."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return tuple(sorted(path for name in listed.split("\0") if name and (path := ROOT / name).is_file()))


@cache
def modules(*below: Path) -> tuple[Path, ...]:
    """The Python files below the folders, or all of them."""
    places = below or (ROOT,)
    return tuple(path for path in files() if path.suffix == ".py" and any(path.is_relative_to(place) for place in places))


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def texts() -> tuple[tuple[Path, str], ...]:
    """Every file that is text, with its text."""
    found = []
    for path in files():
        try:
            found.append((path, path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return tuple(found)


def place(path: Path, line: int | None = None) -> str:
    """How a failing test names a file."""
    name = path.relative_to(ROOT).as_posix()
    return f"{name}:{line}" if line else name
