"""Layout of generated Verilog: no line longer than 100 columns."""

from __future__ import annotations

_COLUMNS = 100


def wrap_lines(text: str) -> str:
    """``text`` with long lines broken at spaces, and their comments moved above them."""
    return "\n".join(part for line in text.split("\n") for part in _fold_line(line))


def _fold_line(line: str) -> list[str]:
    if len(line) <= _COLUMNS:
        return [line]
    body = line.lstrip(" ")
    indent = " " * (len(line) - len(body))
    if body.startswith("//"):
        words = body[2:].lstrip(" ")
        prefix = indent + body[: len(body) - len(words)]
        return _break(words, prefix, prefix)
    code, slashes, comment = body.partition("  // ")
    above = [f"{indent}// {comment}"] if slashes else []
    return above + _break(code, indent, indent + "    ")


def _break(text: str, first: str, rest: str) -> list[str]:
    """Words of ``text`` in lines that start with ``first``, then ``rest``."""
    lines, line = [], first
    for word in text.split(" "):
        glued = line + (" " if line.strip(" /") else "") + word
        if len(glued) > _COLUMNS and line.strip(" /"):
            lines.append(line)
            line = rest + word
        else:
            line = glued
    return [*lines, line]
