"""The ``architecture`` part as YAML text, and a spec's text with that part replaced, also elsewhere."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

from snnc.core.errors import Diagnostic, UserError
from snnc.frontends import tree
from snnc.frontends.tree import Tree
from snnc.frontends.yaml_spec import build
from snnc.target.architecture import FOLD_NUMBERS, LIMITS, Architecture, Fold

#: Words that YAML takes for something else than a name.
_RESERVED = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
#: Names that need no quotation marks.
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")
#: What may stand between the end of a value and the end of its line.
_REST_OF_LINE = re.compile(r"[ \t]*(#[^\r\n]*)?")


def architecture_text(architecture: Architecture) -> str:
    """``architecture`` as the part of a spec; limits that are the default are left out."""
    default = Architecture()
    lines = ["architecture:"]
    for name in LIMITS:
        value = getattr(architecture, name)
        if name in ("lanes", "update_lanes") or value != getattr(default, name):
            lines.append(f"  {name}: {value}")
    lines.append(f"  overlap: {str(architecture.overlap).lower()}")
    lines.append(f"  accumulators: {architecture.accumulators.value}")
    if architecture.populations:
        lines.append("  populations:")
    for name, fold in architecture.populations:
        plain = _PLAIN.match(name) and name.lower() not in _RESERVED
        key = name if plain else json.dumps(name, ensure_ascii=False)
        lines.append(f"    {key}: {{{', '.join(_fold(fold))}}}")
    return "\n".join(lines) + "\n"


def _fold(fold: Fold) -> Iterator[str]:
    """What ``fold`` does not leave to the architecture."""
    for key in FOLD_NUMBERS:
        if getattr(fold, key):
            yield f"{key}: {getattr(fold, key)}"
    if fold.overlap is not None:
        yield f"overlap: {str(fold.overlap).lower()}"
    if fold.accumulators is not None:
        yield f"accumulators: {fold.accumulators.value}"


def with_architecture(text: str, architecture: Architecture, spec: Path, file: Path) -> str:
    """The spec ``text`` of ``spec`` with ``architecture``, as it is to stand in ``file``.

    All else stays as it is, comments and ends of lines included; files that are named relatively to
    the spec are named relatively to ``file``. Raises :class:`UserError` E102 where the old part
    cannot be taken out of the text.
    """
    root = tree.parse(text, str(spec))
    old = (root.key_trees["architecture"], root.data["architecture"]) if "architecture" in root.data else None
    flow = text[root.span[0]] == "{"
    part = _flow_text(architecture) if flow else _block_text(text, root, architecture)
    if old:
        start, end = old[0].span[0], _end(text, old[1])
        if not flow:
            end += len(_REST_OF_LINE.match(text, end)[0])  # type: ignore[index]  # it matches nothing, too
        result = text[:start] + part + text[end:]
    elif flow:
        result = f"{text[: root.span[0] + 1]}{part}, {text[root.span[0] + 1 :]}"
    else:
        end = _end(text, root)
        end += len(_REST_OF_LINE.match(text, end)[0])  # type: ignore[index]
        result = text[:end] + _line_end(text) + " " * (root.where.column - 1) + part + text[end:]
    try:
        read = build(tree.parse(result, str(spec)), spec.parent)
    except UserError as err:
        raise UserError(_uneditable(root)) from err
    if read.architecture != architecture:
        raise UserError(_uneditable(root))
    return _moved(result, spec, file.parent)


def _uneditable(root: Tree) -> Diagnostic:
    return root.complain(
        "E102",
        "the architecture part cannot be replaced in a spec of this layout",
        "write 'architecture:' as a plain key of the spec, or put the part that is printed into it by hand",
    )


def _block_text(text: str, root: Tree, architecture: Architecture) -> str:
    """The part as lines of a block mapping, the first of which is indented already."""
    between = _line_end(text) + " " * (root.where.column - 1)
    return between.join(architecture_text(architecture).splitlines())


def _flow_text(architecture: Architecture) -> str:
    """The part as an entry of a flow mapping, which is JSON."""
    values = tree.parse(architecture_text(architecture), "")
    return json.dumps(_plain(values), ensure_ascii=False)[1:-1]


def _plain(t: Tree) -> object:
    return {key: _plain(value) for key, value in t.data.items()} if isinstance(t.data, dict) else t.data


def _end(text: str, t: Tree) -> int:
    """Behind the last character of ``t``: a block mapping or list ends where its last part does."""
    children = list(t.data.values()) if isinstance(t.data, dict) else t.data if isinstance(t.data, list) else []
    if not children or text[t.span[0]] in "{[":
        return t.span[1]
    return max(_end(text, child) for child in children)


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _moved(text: str, spec: Path, folder: Path) -> str:
    """``text`` with the files that it names relatively to ``spec`` named relatively to ``folder``."""
    if spec.parent.resolve() == folder.resolve():
        return text
    for named in sorted(_files(tree.parse(text, str(spec))), key=lambda t: t.span, reverse=True):
        path = os.path.relpath((spec.parent / named.data).resolve(), folder.resolve())
        quoted = json.dumps(Path(path).as_posix(), ensure_ascii=False)
        text = text[: named.span[0]] + quoted + text[named.span[1] :]
    return text


def _files(t: Tree) -> Iterator[Tree]:
    """The values of all keys ``file`` that are relative paths."""
    children = list(t.data.values()) if isinstance(t.data, dict) else t.data if isinstance(t.data, list) else []
    if isinstance(t.data, dict) and "file" in t.data:
        named = t.data["file"]
        if isinstance(named.data, str) and not Path(named.data).is_absolute():
            yield named
    for child in children:
        yield from _files(child)
