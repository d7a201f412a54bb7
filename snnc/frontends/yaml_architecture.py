"""The ``architecture`` part as YAML text, and a spec's text with that part replaced."""

from __future__ import annotations

import json
import re
from pathlib import Path

from snnc.core.errors import internal_error
from snnc.frontends import tree
from snnc.frontends.yaml_spec import build
from snnc.target.architecture import LIMITS, Architecture

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
        lines.append(f"    {key}: {{lanes: {fold.lanes}, update_lanes: {fold.update_lanes}}}")
    return "\n".join(lines) + "\n"


def with_architecture(text: str, architecture: Architecture, file: Path) -> str:
    """The spec ``text`` with ``architecture``; all other lines stay as they are, comments included.

    ``file`` is where it is to stand: what it names is sought from there. Raises
    :class:`UserError` where it is not found.
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
    if build(tree.parse(result, str(file)), file.parent).architecture != architecture:
        raise internal_error("a spec reads another architecture than was written to it")
    return result
