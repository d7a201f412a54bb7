"""A spec's text with one of its parts replaced, also to stand elsewhere; all else stays as it is."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from snnc.core.errors import Diagnostic, UserError
from snnc.frontends.spec import Spec
from snnc.frontends.yaml import tree
from snnc.frontends.yaml.spec import build
from snnc.frontends.yaml.tree import Tree

#: Words that YAML takes for something else than a name.
_RESERVED = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
#: What YAML takes for a name as it stands.
_PLAIN = re.compile(r"[A-Za-z_]\w*", re.ASCII)
#: What may stand between the end of a value and the end of its line.
_REST_OF_LINE = re.compile(r"[ \t]*(#[^\r\n]*)?")


def yaml_key(name: str) -> str:
    """``name`` as a key, in quotes where YAML would take it for something else."""
    plain = _PLAIN.fullmatch(name) and name.lower() not in _RESERVED
    return name if plain else json.dumps(name, ensure_ascii=False)


def with_part(text: str, part: str, spec: Path, file: Path, kept: Callable[[Spec], bool]) -> str:
    """The spec ``text`` of ``spec`` with ``part``, as it is to stand in ``file``.

    ``part``: lines of YAML that begin with ``NAME:``; ``kept``: whether a spec that was read says what
    ``part`` is to say. All else stays as it is, comments and ends of lines included; files that are
    named relatively to the spec are named relatively to ``file``. Raises :class:`UserError` E102
    where the old part cannot be taken out of the text.
    """
    root = tree.parse(text, str(spec))
    name = part.partition(":")[0]
    old = (root.key_trees[name], root.data[name]) if name in root.data else None
    flow = text[root.span[0]] == "{"
    new = _flow_text(part) if flow else _block_text(text, root, part)
    if old:
        start, end = old[0].span[0], _end(text, old[1])
        if not flow:
            end += len(_REST_OF_LINE.match(text, end)[0])  # type: ignore[index]  # it matches nothing, too
        result = text[:start] + new + text[end:]
    elif flow:
        result = f"{text[: root.span[0] + 1]}{new}, {text[root.span[0] + 1 :]}"
    else:
        end = _end(text, root)
        end += len(_REST_OF_LINE.match(text, end)[0])  # type: ignore[index]
        result = text[:end] + _line_end(text) + " " * (root.where.column - 1) + new + text[end:]
    try:
        read = build(tree.parse(result, str(spec)), spec.parent)
    except UserError as err:
        raise UserError(_uneditable(root, name)) from err
    if not kept(read):
        raise UserError(_uneditable(root, name))
    return _moved(result, spec, file.parent)


def _uneditable(root: Tree, name: str) -> Diagnostic:
    return root.complain(
        "E102",
        f"the {name} part cannot be replaced in a spec of this layout",
        f"write '{name}:' as a plain key of the spec, or put the part that is printed into it by hand",
    )


def _block_text(text: str, root: Tree, part: str) -> str:
    """The part as lines of a block mapping, the first of which is indented already."""
    between = _line_end(text) + " " * (root.where.column - 1)
    return between.join(part.splitlines())


def _flow_text(part: str) -> str:
    """The part as an entry of a flow mapping, which is JSON."""
    values = tree.parse(part, "")
    return json.dumps(values.plain, ensure_ascii=False)[1:-1]


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
