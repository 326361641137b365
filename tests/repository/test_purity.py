"""The core reads no clock and no environment: every date, and every setting, is an argument."""

import ast

from tests.repository.tree import CORE, modules, parsed, place

CLOCK_CALLS = {"today", "now", "utcnow", "fromtimestamp"}
CLOCK_AND_CHANCE = {"time", "random", "secrets", "uuid"}
ENVIRONMENT = {"os.environ", "os.getenv", "os.getcwd", "Path.cwd", "Path.home"}


def test_the_core_reads_no_clock():
    found = [
        place(path, node.lineno)
        for path in modules(CORE)
        for node in ast.walk(parsed(path))
        if (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCK_CALLS)
        or _imported(node) & CLOCK_AND_CHANCE
    ]
    assert not found


def test_the_core_reads_no_environment():
    found = [
        place(path, node.lineno)
        for path in modules(CORE)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ENVIRONMENT
    ]
    assert not found


def _imported(node):
    if isinstance(node, ast.Import):
        return {alias.name.partition(".")[0] for alias in node.names}
    if isinstance(node, ast.ImportFrom):
        return {(node.module or "").partition(".")[0]}
    return set()
