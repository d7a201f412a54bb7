"""Typed, strict reading of a :class:`~snnc.frontends.yaml.tree.Tree`; errors are collected."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import TypeVar

import numpy as np

from snnc.core.arrays import UnreadableError, load_arrays, load_csv
from snnc.core.digits import unit_hint
from snnc.core.errors import Complaints, UserError
from snnc.core.limits import excess, way_out
from snnc.core.words import Topic, closest, either
from snnc.frontends.yaml.tree import Tree
from snnc.ir.verify import MAX_NEURONS, Locate

E = TypeVar("E", bound=Enum)


#: Bytes of memory that a number of a file takes while it is looked at.
_NUMBER_MEMORY = 32


def _numeric(array: np.ndarray) -> np.ndarray:
    """``array`` as float64; :class:`UnreadableError` for anything but real numbers, and for too many."""
    if array.dtype.kind not in "biuf":
        raise UnreadableError(f"it holds {array.dtype}, expected real numbers")
    needed = array.size * _NUMBER_MEMORY
    if excess(needed):
        raise UnreadableError(f"its {array.size:,} numbers take {excess(needed)}", way_out(needed))
    return array.astype(np.float64)


class Reader:
    """Reads values; where one is wrong it complains and answers with a harmless stand-in."""

    def __init__(self, folder: Path, locate: Locate) -> None:
        """``folder``: where the files lie that are read; ``locate``: from a part of a network to its place."""
        self.folder = folder
        self.locate = locate
        self.complaints = Complaints()

    def say(self, tree: Tree, code: str, message: str, hint: str = "") -> None:
        """Complain about ``tree``."""
        self.complaints.add(tree.complain(code, message, hint))

    @contextlib.contextmanager
    def located(self) -> Iterator[None]:
        """Complaints of others about parts of a network: say where in the file those are, unless they do."""
        try:
            yield
        except UserError as err:
            for each in err.diagnostics:
                where, source = (each.where, each.source) if each.source else self.locate(each.part)
                self.complaints.add(replace(each, where=where, source=source))

    def mapping(
        self,
        tree: Tree,
        what: str,
        known: Iterable[str],
        required: Iterable[str] = (),
        near: Callable[[str], str] | None = None,
        fitting: Iterable[str] = (),
    ) -> dict[str, Tree]:
        """The entries of a mapping; unknown and missing keys are errors.

        ``near``: what an unknown key may have been meant for; ``fitting``: the keys that a hint lists, by default
        all that are known.
        """
        known = set(known)
        if not isinstance(tree.data, dict):
            self.say(tree, "E104", f"{what}; got {tree.kind}, expected a mapping")
            return {}
        for key in tree.data:
            if key not in known:
                meant = near(key) if near else closest(key, known)
                self.say(
                    tree.key_trees[key],
                    "E105",
                    f"{what} has no property '{key[:80]}'{meant}",
                    f"properties: {', '.join(sorted(fitting or known))}",
                )
        for key in required:
            if key not in tree.data:
                self.say(tree, "E106", f"{what} lacks '{key}'")
        return {key: value for key, value in tree.data.items() if key in known}

    def items(self, tree: Tree, what: str) -> dict[str, Tree]:
        """The entries of a mapping from names the user chooses."""
        if not isinstance(tree.data, dict):
            self.say(tree, "E104", f"{what}; got {tree.kind}, expected a mapping of names")
            return {}
        return dict(tree.data)

    def sequence(self, tree: Tree, what: str) -> list[Tree]:
        """The entries of a list."""
        if not isinstance(tree.data, list):
            self.say(tree, "E104", f"{what}; got {tree.kind}, expected a list")
            return []
        return list(tree.data)

    def text(self, tree: Tree, what: str) -> str:
        """A string."""
        if not isinstance(tree.data, str):
            scalar = not isinstance(tree.data, dict | list)
            hint = "in quotation marks it is a string" if scalar else ""
            self.say(tree, "E104", f"{what}; got {tree.kind}, expected a string", hint)
            return "invalid"
        return tree.data

    def flag(self, tree: Tree, what: str) -> bool:
        """A boolean."""
        if not isinstance(tree.data, bool):
            self.say(tree, "E104", f"{what}; got {tree.kind}, expected true or false")
            return False
        return tree.data

    def number(self, tree: Tree, what: str) -> float:
        """A finite number."""
        if isinstance(tree.data, bool) or not isinstance(tree.data, int | float):
            self.say(tree, "E104", f"{what}; got {tree.kind}, expected a number", unit_hint(tree.data))
            return 1.0
        try:
            value = float(tree.data)
        except OverflowError:
            value = float("inf")
        if not np.isfinite(value):
            self.say(
                tree, "E126", f"{what}; got {tree.data if value != value else 'infinity'}, expected a finite number"
            )
            return 1.0
        return value

    def share(self, tree: Tree, what: str) -> float:
        """A share above 0 and below 1, as a number or in per cent: ``0.01`` or ``1 %``."""
        given, value = tree.data, 0.0
        if isinstance(given, str) and given.strip().endswith("%"):
            with contextlib.suppress(ValueError):
                value = float(given.strip().removesuffix("%")) / 100
        elif isinstance(given, int | float) and not isinstance(given, bool):
            value = float(given)
        if not 0 < value < 1:
            got = given if isinstance(given, str | int | float) else tree.kind
            self.say(tree, "E107", f"{what}; got {str(got)[:40]}, expected a share such as 1 % or 0.01")
            return 0.5
        return value

    def integer(self, tree: Tree, what: str, lo: int, hi: int) -> int:
        """A whole number from ``lo`` to ``hi``."""
        if isinstance(tree.data, bool) or not isinstance(tree.data, int):
            self.say(tree, "E104", f"{what}; got {tree.kind}, expected a whole number")
            return lo
        if not lo <= tree.data <= hi:
            self.say(tree, "E107", f"{what}; got {str(tree.data)[:40]}, expected {lo} … {hi}")
            return lo
        return tree.data

    def choice(self, tree: Tree, what: str, options: type[E], topic: Topic | None = None) -> E:
        """A member of an enumeration, by its value. ``topic``: of the values."""
        values = {str(option.value): option for option in options}
        word = self.text(tree, what)
        if word not in values:
            if isinstance(tree.data, str):
                near = closest(word, values, topic)
                self.say(tree, "E108", f"{what}; got '{word[:40]}', expected {either(values)}{near}")
            return next(iter(options))
        return values[word]

    def shape(self, entries: dict[str, Tree], owner: Tree, what: str) -> tuple[int, ...]:
        """``size: n`` or ``shape: [n, ...]``."""
        if ("size" in entries) == ("shape" in entries):
            self.say(owner, "E106", f"{what} needs either 'size' or 'shape'")
            return (1,)
        if "size" in entries:
            return (self.integer(entries["size"], f"size of {what}", 1, MAX_NEURONS),)
        sizes = self.sequence(entries["shape"], f"shape of {what}")
        if not 1 <= len(sizes) <= 8:
            self.say(entries["shape"], "E109", f"shape of {what}; expected 1 to 8 sizes")
            return (1,)
        return tuple(self.integer(n, f"shape of {what}", 1, MAX_NEURONS) for n in sizes)

    def array(self, tree: Tree, what: str) -> np.ndarray:
        """Numbers: one, a list, a list of rows, or ``{file: NAME, key: NAME}``; float64."""
        if isinstance(tree.data, dict):
            entries = self.mapping(tree, what, ("file", "key"), ("file",))
            return self._file(entries, tree, what) if "file" in entries else np.zeros(1)
        if not isinstance(tree.data, list):
            return np.asarray(self.number(tree, what))
        if not tree.data:
            self.say(tree, "E109", f"{what}: the list is empty")
            return np.zeros(1)
        rows = [self.array(row, what) for row in tree.data]
        if len({row.shape for row in rows}) > 1:
            self.say(tree, "E109", f"{what}: rows have different lengths")
            return np.zeros(1)
        return np.array(rows, dtype=np.float64)

    def _file(self, entries: dict[str, Tree], tree: Tree, what: str) -> np.ndarray:
        name = self.text(entries["file"], f"file of {what}")
        path = self.folder / name
        try:
            loaded = load_csv(path) if path.suffix == ".csv" else load_arrays(path)
            if isinstance(loaded, np.ndarray):
                return _numeric(loaded)
            key = self.text(entries["key"], "key") if "key" in entries else ""
            if key in loaded:
                return _numeric(loaded[key])
            listed = ", ".join(list(loaded)[:20])
            missing = f"'{name}' has no array '{key}'{closest(key, loaded)}" if key else f"'{name}' needs a 'key'"
            self.say(tree, "E118", f"{what}: {missing}", f"arrays: {listed}")
        except UnreadableError as err:
            self.say(tree, "E118", f"{what}: cannot read '{name}': {err}", err.hint)
        return np.zeros(1)
