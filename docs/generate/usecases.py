"""What can be done: one verb per file, with what it is told and what it promises; from the files, without running them."""

import ast
from pathlib import Path

_USECASES = Path("src/sekisho_site/usecases")


def page(root: Path) -> str:
    """The page of all use cases."""
    told = (_section(path) for path in sorted((root / _USECASES).glob("*.py")) if path.name != "__init__.py")
    return (
        "# できること\n\n"
        "変えることは、すべてここにある一つずつの動詞を通ります。`by` は操作する人、`at` はその時刻です。"
        "どれも一つの取引で終わり、証跡の連なりに葉を残します。\n\n" + "\n".join(told)
    )


def _section(path: Path) -> str:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    [verb] = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == path.stem]
    result = f" -> {ast.unparse(verb.returns)}" if verb.returns else ""
    return f"## {verb.name}\n\n{ast.get_docstring(verb)}\n\n```python\n{verb.name}({ast.unparse(verb.args)}){result}\n```\n"
