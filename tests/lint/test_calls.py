"""A call that passes more than four values names them, and a function fits on a screen."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

#: Values that a reader can still tell apart by their place.
MOST_BY_PLACE = 4

#: Code of others that takes any number of values, or gives them no names.
NAMELESS = {
    "print": "any number of values",
    "zip": "any number of values",
    "max": "any number of values",
    "min": "any number of values",
    "reshape": "one size for each axis of a NumPy array",
    "renameat2": "a function of the C library",
    "Call": "the nodes of Jinja2 take fields by place only",
}

#: Lines of a function, those of functions inside it aside: what can be seen at once.
LONGEST = 48

Definition = ast.FunctionDef | ast.AsyncFunctionDef


def sources(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """Every Python file below ``folders``: its name in the repository, and its tree."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text(), str(path))


def definitions(tree: ast.Module) -> Iterator[Definition]:
    return (node for node in ast.walk(tree) if isinstance(node, Definition))


def calls_by_place(tree: ast.Module, lists: set[str]) -> Iterator[tuple[int, str, int]]:
    """Line, callee and values without a name of each call with too many; ``lists``: functions that take a list."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and len(node.args) > MOST_BY_PLACE:
            callee = node.func
            name = callee.id if isinstance(callee, ast.Name) else getattr(callee, "attr", "")
            if name not in NAMELESS and name not in lists:
                yield node.lineno, ast.unparse(callee), len(node.args)


def lines(function: Definition) -> int:
    """Lines of ``function`` from its ``def`` to its end, without the functions inside it."""
    inner = [node for node in ast.iter_child_nodes(function) if isinstance(node, Definition)]
    return _span(function) - sum(_span(node) for node in inner)


def _span(node: Definition) -> int:
    assert node.end_lineno is not None
    return node.end_lineno - node.lineno + 1


def list_functions(tree: ast.Module) -> set[str]:
    """Functions whose values beyond the named ones are a list: ``*values``."""
    return {node.name for node in definitions(tree) if node.args.vararg is not None}


def test_calls_name_their_values() -> None:
    """A private function that takes a list is one in its own file only: others may have its name."""
    files = dict(sources("snnc", "sim", "examples", "tests"))
    lists = {name: list_functions(tree) for name, tree in files.items()}
    public = {function for functions in lists.values() for function in functions if not function.startswith("_")}
    found = [
        f"{name}:{line}: {callee} is given {count} values by place"
        for name, tree in files.items()
        for line, callee, count in calls_by_place(tree, public | lists[name])
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("call", "count"),
    [
        ("f(a, b, c, d)", 0),
        ("f(a, b, c, d, e)", 5),
        ("f(a, b, c, d, e=e)", 0),
        ("x.f(a, b, *c, d, e)", 5),
        ("(f if a else g)(a, b, c, d, e)", 5),
        ("print(a, b, c, d, e)", 0),
        ("listed(a, b, c, d, e)", 0),
        ("g(f(a, b, c, d, e))", 5),
    ],
)
def test_a_long_call_is_found(call: str, count: int) -> None:
    tree = ast.parse(f"def listed(*values): ...\ndef f(a, b, c, d, e): ...\n{call}\n")
    assert [found for _, _, found in calls_by_place(tree, list_functions(tree))] == [count] * bool(count)


def test_functions_fit_on_a_screen() -> None:
    found = [
        f"{name}:{function.lineno}: {function.name} has {lines(function)} lines"
        for name, tree in sources("snnc", "sim", "examples", "tests/support")
        for function in definitions(tree)
        if lines(function) > LONGEST
    ]
    assert not found, "\n".join(found)


def test_lines_of_a_function() -> None:
    tree = ast.parse("def outer(\n    a):\n    b = a\n\n    def inner():\n        return b\n    return inner\n")
    assert {function.name: lines(function) for function in definitions(tree)} == {"outer": 5, "inner": 2}
