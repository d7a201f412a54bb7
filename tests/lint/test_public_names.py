"""One word, one meaning: a public name stands at the top of one module of snnc, but for those below."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

#: Names that several modules define, and why that is one meaning, or cannot be helped.
SHARED = {
    "CODEC": "the text of a stage, in the module of each stage",
    "COSTS": "of a device family, in the file of each",
    "DEVICES": "of a device family, in the file of each, and of all together",
    "FABRIC": "of a device family, in the file of each",
    "FAMILY": "of a device family, in the file of each",
    "main": "the command line, and the program that loads it",
    "section": "the text of a section of a core, in the file of each",
    "verify": "what holds of a stage or of options, in the module of each",
}


def definitions(tree: ast.Module) -> set[str]:
    """Public names that a module defines at its top; what types vary over is not a name of anything."""
    found = set()
    for node in tree.body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                found.add(node.name)
            case ast.Assign(value=value, targets=targets):
                if not (isinstance(value, ast.Call) and ast.unparse(value.func) in ("TypeVar", "ParamSpec")):
                    found |= {target.id for target in targets if isinstance(target, ast.Name)}
            case ast.AnnAssign(target=ast.Name() as target):
                found.add(target.id)
    return {name for name in found if not name.startswith("_")}


def test_public_names_are_defined_once() -> None:
    places = defaultdict(list)
    for path in sorted((ROOT / "snnc").rglob("*.py")):
        for name in definitions(ast.parse(path.read_text(), str(path))):
            places[name].append(str(path.relative_to(ROOT)))
    several = {name: where for name, where in places.items() if len(where) > 1}
    assert {name: where for name, where in several.items() if name not in SHARED} == {}
    assert set(SHARED) - set(several) == set(), "these are defined once by now"


def test_what_is_a_definition() -> None:
    text = "from x import y\ndef f(): g = 1\nclass C:\n    def m(self): ...\n"
    text += "A = B = 1\nn: int = 2\n_p = 3\nT = TypeVar('T')\n"
    assert definitions(ast.parse(text)) == {"f", "C", "A", "B", "n"}
