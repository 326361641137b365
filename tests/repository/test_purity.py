"""The core reads no clock and no environment: dates and settings are arguments. Each surface of the shell reads one clock."""

import ast

from tests.repository.tree import CORE, SHELL, modules, parsed, place

CLOCKS = {SHELL / "cli" / "clock.py", SHELL / "web" / "clock.py"}
CLOCK_CALLS = {"today", "now", "utcnow", "fromtimestamp"}
CLOCK_AND_CHANCE = {"time", "random", "secrets", "uuid"}
ENVIRONMENT = {"os.environ", "os.getenv", "os.getcwd", "Path.cwd", "Path.home"}


def test_the_core_reads_no_clock():
    found = [
        place(path, node.lineno)
        for path in modules(CORE)
        for node in ast.walk(parsed(path))
        if _asks_the_clock(node) or _imported(node) & CLOCK_AND_CHANCE
    ]
    assert not found


def test_each_surface_reads_the_clock_in_one_place():
    found = {path for path in modules(SHELL) for node in ast.walk(parsed(path)) if _asks_the_clock(node)}
    assert found == CLOCKS


def test_the_core_reads_no_environment():
    found = [
        place(path, node.lineno)
        for path in modules(CORE)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ENVIRONMENT
    ]
    assert not found


def _asks_the_clock(node):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCK_CALLS


def _imported(node):
    if isinstance(node, ast.Import):
        return {alias.name.partition(".")[0] for alias in node.names}
    if isinstance(node, ast.ImportFrom):
        return {(node.module or "").partition(".")[0]}
    return set()
