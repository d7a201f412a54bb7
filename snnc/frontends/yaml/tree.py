"""YAML text as a tree of plain values that know their place in the file.

The file may come from anybody: anchors and aliases (whose expansion can explode), tags and very
large or deep documents are refused.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from snnc.core.errors import Diagnostic, Location, UserError
from snnc.core.inputs import read_input

#: Bytes of memory for each byte of text, where it is all short numbers.
_MEMORY_PER_BYTE = 700
_MAX_DEPTH = 32


@dataclass(frozen=True, eq=False)
class Tree:
    """A scalar (``data``: str, int, float, bool or None), list or mapping, with its place.

    ``span``: first character and the one behind the last, in the text; ``raw``: a string as it is written there.
    """

    data: Any
    where: Location
    source: str
    span: tuple[int, int]
    key_trees: dict[str, Tree] = field(default_factory=dict)
    raw: str = ""

    @property
    def kind(self) -> str:
        """The kind of value, in the words of error messages."""
        names = {dict: "a mapping", list: "a list", str: "a string", bool: "a boolean", type(None): "nothing"}
        return names.get(type(self.data), "a number")

    @property
    def plain(self) -> Any:
        """The value without places, in plain lists and mappings."""
        if isinstance(self.data, dict):
            return {key: value.plain for key, value in self.data.items()}
        return [value.plain for value in self.data] if isinstance(self.data, list) else self.data

    def complain(self, code: str, message: str, hint: str = "") -> Diagnostic:
        """A diagnostic at this place."""
        return Diagnostic(code=code, message=message, where=self.where, hint=hint, source=self.source)


def read(path: Path) -> Tree:
    """The document in ``path``; raises :class:`UserError` E10x."""
    try:
        raw = read_input(path, _MEMORY_PER_BYTE)
        text = raw.decode("utf-8")
    except OSError as err:
        said = Diagnostic("E100", f"cannot read: {err.strerror or err}", Location(str(path)), getattr(err, "hint", ""))
        raise UserError(said) from err
    except UnicodeDecodeError as err:
        line = raw.count(b"\n", 0, err.start) + 1
        where = Location(str(path), line, err.start - raw.rfind(b"\n", 0, err.start))
        raise UserError(Diagnostic("E100", f"not UTF-8 text: {err.reason}", where)) from err
    return parse(text, str(path))


def parse(text: str, file: str) -> Tree:
    """The document ``text``; ``file`` names it in errors."""
    lines = text.splitlines()

    def place(mark: Any) -> tuple[Location, str]:
        source = lines[mark.line] if mark.line < len(lines) else ""
        return Location(file, mark.line + 1, mark.column + 1), source[:200]

    def fail(mark: Any, code: str, message: str, hint: str = "") -> UserError:
        where, source = place(mark)
        return UserError(Diagnostic(code=code, message=message, where=where, hint=hint, source=source))

    def convert(node: yaml.Node) -> Tree:
        where, source = place(node.start_mark)
        span = node.start_mark.index, node.end_mark.index
        if isinstance(node, yaml.ScalarNode):
            value = _scalar(node, fail)
            return Tree(value, where, source, span, raw=text[span[0] : span[1]] if isinstance(value, str) else "")
        if isinstance(node, yaml.SequenceNode):
            return Tree([convert(child) for child in node.value], where, source, span)
        result: dict[str, Tree] = {}
        keys: dict[str, Tree] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise fail(key_node.start_mark, "E102", "a key must be a plain word")
            key = str(key_node.value)
            if key in result:
                raise fail(key_node.start_mark, "E103", f"key '{key[:80]}' is given twice")
            key_where, key_source = place(key_node.start_mark)
            keys[key] = Tree(key, key_where, key_source, (key_node.start_mark.index, key_node.end_mark.index))
            result[key] = convert(value_node)
        return Tree(data=result, where=where, source=source, span=span, key_trees=keys)

    try:
        depth = 0
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise fail(event.start_mark, "E102", "anchors and aliases are not allowed in a spec")
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > _MAX_DEPTH:
                    raise fail(event.start_mark, "E102", f"nested deeper than {_MAX_DEPTH} levels")
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as err:
        mark = err.problem_mark or err.context_mark
        if mark is None:
            raise UserError(Diagnostic("E101", f"not YAML: {err.problem}", Location(file))) from err
        raise fail(mark, "E101", f"not YAML: {err.problem}") from err
    except yaml.reader.ReaderError as err:
        before = text[: err.position].split("\n")
        where = Location(file, len(before), len(before[-1]) + 1)
        raise UserError(Diagnostic("E101", f"not YAML: {err.reason}", where)) from err
    except (ValueError, OverflowError) as err:
        # An escape such as "\\U00110000" beyond the last character: the parser does not say where.
        beyond = next((m for m in re.finditer(r"\\U([0-9a-fA-F]{8})", text) if int(m[1], 16) > sys.maxunicode), None)
        before = text[: beyond.start() if beyond else 0].split("\n")
        where = Location(file, len(before), len(before[-1]) + 1)
        raise UserError(Diagnostic("E101", "not YAML: an escape that is no character", where)) from err
    except yaml.YAMLError as err:
        raise UserError(Diagnostic("E101", f"not YAML: {str(err).splitlines()[0]}", Location(file))) from err
    if node is None:
        raise UserError(Diagnostic("E101", "the spec is empty", Location(file, 1, 1)))
    return convert(node)


def _scalar(node: yaml.ScalarNode, fail: Any) -> Any:
    """The value of a plain or quoted scalar; numbers such as 1e-3 are numbers."""
    tag, text = node.tag, node.value
    known = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null")}
    if tag not in known:
        raise fail(node.start_mark, "E102", f"tag '{tag[:40]}' is not allowed in a spec")
    name = tag.rsplit(":", 1)[1]
    if name == "null":
        return None
    if name == "bool":
        return text.lower() in ("yes", "true", "on")
    if name == "str" and node.style is not None:
        return text
    for number in (int, float):
        try:
            return number(text.replace("_", "") if name != "str" else text)
        except ValueError:
            continue
    if name in ("int", "float"):
        try:
            return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
        except ValueError as err:
            raise fail(node.start_mark, "E102", f"write the number '{text[:40]}' in decimal") from err
    return text
