"""The ``architecture`` part as YAML text, and a spec's text with that part replaced, also elsewhere."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

from snnc.core.errors import internal_error
from snnc.frontends import tree
from snnc.frontends.tree import Tree
from snnc.frontends.yaml_spec import build
from snnc.target.architecture import FOLD_NUMBERS, LIMITS, Architecture, Fold

#: Words that YAML takes for something else than a name.
_RESERVED = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_KEY = re.compile(r"""(["']?)architecture\1\s*:""")


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
        key = json.dumps(name) if name.lower() in _RESERVED else name
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

    All other lines stay as they are, comments included; files that are named relatively to the spec
    are named relatively to ``file``.
    """
    lines = text.splitlines(keepends=True)
    start = next((k for k, line in enumerate(lines) if _KEY.match(line)), len(lines))
    end = start + 1
    while end < len(lines) and (lines[end][:1] in (" ", "\t", "}", "]", "#") or not lines[end].strip()):
        end += 1
    # Blank lines and comments ahead of the next part belong to that.
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    before = "".join(lines[:start])
    if before and not before.endswith("\n"):
        before += "\n"
    result = before + architecture_text(architecture) + "".join(lines[end:])
    if build(tree.parse(result, str(spec)), spec.parent).architecture != architecture:
        raise internal_error("a spec reads another architecture than was written to it")
    return _moved(result, spec, file.parent)


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
