"""Modules and functions stay small, and are named for what they know."""

import ast

from tests.repository.tree import CORE, ROOT, SHELL, modules, parsed, place

MODULE_LINES = 450
FUNCTION_LINES = 70
NAMES_THAT_SAY_NOTHING = {
    "common", "core", "helper", "helpers", "manager", "managers", "misc", "shared", "tools", "util", "utils",
}  # fmt: skip
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def written():
    """Modules that people write; migrations are written by Django."""
    return [path for path in modules() if "migrations" not in path.parts]


def test_modules_are_small():
    long = {place(path): lines for path in written() if (lines := len(path.read_text("utf-8").splitlines())) > MODULE_LINES}
    assert not long


def test_functions_are_small():
    long = {
        place(path, node.lineno): f"{node.name}: {lines}"
        for path in written()
        for node in ast.walk(parsed(path))
        if isinstance(node, FUNCTIONS) and (lines := node.end_lineno - node.lineno + 1) > FUNCTION_LINES
    }
    assert not long


def test_no_module_has_a_name_that_says_nothing():
    found = [
        place(path)
        for path in modules()
        if NAMES_THAT_SAY_NOTHING & {path.stem, *(part.lower() for part in path.relative_to(ROOT).parent.parts)}
    ]
    assert not found


def test_every_module_says_what_it_knows():
    silent = [
        place(path)
        for path in modules(CORE, SHELL)
        if "migrations" not in path.parts and not (path.name == "__init__.py" and not path.read_text("utf-8").strip())
        if not ast.get_docstring(parsed(path))
    ]
    assert not silent


def test_everything_public_in_the_core_has_a_docstring():
    silent = [
        place(path, node.lineno)
        for path in modules(CORE)
        for scope in _public_scopes(parsed(path))
        for node in scope.body
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert not silent


def _public_scopes(tree):
    yield tree
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield node
