"""The engine stays readable: small files, functions and classes, and each class name stands for one thing."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ENGINE = Path(__file__).parents[2] / "deepkata"
MODULES = sorted(ENGINE.rglob("*.py"))
MOST_LINES, MOST_LINES_OF_A_FUNCTION, MOST_ATTRIBUTES = 300, 60, 15
#: A record of report.json, whose fields others read.
RECORDS = {"Speed"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ENGINE).as_posix())
def test_a_module_can_be_read_in_one_go(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MOST_LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < MOST_LINES_OF_A_FUNCTION, node.name
        if isinstance(node, ast.ClassDef) and node.name not in RECORDS:
            assert len(set(attributes(node))) <= MOST_ATTRIBUTES, node.name


def attributes(node: ast.ClassDef) -> Iterator[str]:
    """What an object of a class holds: the fields of a record, and all that is assigned to ``self``."""
    yield from (part.target.id for part in node.body if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name))
    for part in ast.walk(node):
        if (
            isinstance(part, ast.Attribute)
            and isinstance(part.ctx, ast.Store)
            and isinstance(part.value, ast.Name)
            and part.value.id == "self"
        ):
            yield part.attr


def test_a_class_name_stands_for_one_thing() -> None:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in MODULES]
    names = Counter(node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    assert [name for name, count in names.items() if count > 1] == []
