"""Plain Python values as parts of a network: what :class:`~snnc.frontends.builder.NetworkBuilder` is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, assert_never

import numpy as np

from snnc.connections.complaint import RefusalError
from snnc.connections.connection import Connection
from snnc.connections.keys import Flag, Form, Number, OneOf, PairsForm, WeightsForm, Whole
from snnc.connections.values import CompressedRows, Pairs, Weights
from snnc.core.errors import user_error
from snnc.core.words import Topic, closest, either
from snnc.frontends import parts
from snnc.frontends.kinds import check_keys, keys_of_kinds, kind_called

Shape = int | tuple[int, ...] | list[int]


@dataclass(frozen=True)
class NamedEnds:
    """The ends of a projection by name, which need not be there before somebody asks for their sizes."""

    size_of: Callable[[str], int]
    source_name: str
    target_name: str

    @property
    def source(self) -> int:
        """Number of source neurons."""
        return self.size_of(self.source_name)

    @property
    def target(self) -> int:
        """Number of target neurons."""
        return self.size_of(self.target_name)

    def __str__(self) -> str:
        return f"{self.source_name} -> {self.target_name}"


def sizes_of(shape: Shape) -> tuple[int, ...]:
    """The sizes of ``shape``; E112 for anything but whole numbers."""
    sizes = shape if isinstance(shape, tuple | list) else (shape,)
    if any(isinstance(n, bool) or not isinstance(n, int | np.integer) for n in sizes):
        raise user_error("E112", f"shape; got {shape!r}, expected whole numbers")
    return tuple(int(n) for n in sizes)


def _reals(values: Any, what: str) -> np.ndarray:
    """``values`` as a float64 array; E104 for anything but real numbers."""
    try:
        return parts.reals(values)
    except ValueError:
        raise user_error("E104", f"{what}; expected real numbers in a regular array") from None


def choice_of(options: Any, word: str, what: str, topic: Topic | None = None) -> Any:
    """The member of the enumeration ``options`` that ``word`` names; E108 for none."""
    try:
        return options(word)
    except ValueError:
        values = [option.value for option in options]
        near = closest(word, values, topic)
        raise user_error("E108", f"{what}; got '{word}', expected {either(values)}{near}") from None


def connection_of(word: str, given: Mapping[str, Any], ends: NamedEnds) -> Connection:
    """The connection of kind ``word`` that ``given`` describes; what is None is not given."""
    kind, known = kind_called(word), keys_of_kinds()
    given = {name: value for name, value in given.items() if value is not None}
    for name in given:
        if name not in known:
            near = closest(name, known, Topic.PROJECTION)
            raise RefusalError("E105", f"projection has no property '{name}'{near}")
    check_keys(kind, given)
    values = {
        key.name: _value(key.form, given[key.name], f"{key.name} of {ends}") if key.name in given else key.default
        for key in kind.keys
    }
    return kind.from_values(values, ends)


def _value(form: Form, value: Any, what: str) -> Any:
    """``value`` in the form that a connection kind takes it."""
    match form:
        case Number(lo, hi):
            return float(_number(value, what=what, lo=lo, hi=hi, kinds="fiu"))
        case Whole(lo, hi):
            return int(_number(value, what=what, lo=lo, hi=hi, kinds="iu"))
        case Flag():
            if not isinstance(value, bool | np.bool_):
                raise user_error("E104", f"{what}; got {value!r}, expected True or False")
            return bool(value)
        case OneOf(options):
            return choice_of(options, value, what)
        case WeightsForm():
            return Weights(_reals(value, what))
        case PairsForm():
            if not isinstance(value, Mapping):
                raise user_error("E104", f"{what}; got {value!r}, expected a mapping")
            lists = {name: _indices(each, f"{name} of {what}") for name, each in value.items()}
            if set(lists) == {"source", "target"}:
                return Pairs(lists["source"], lists["target"])
            if set(lists) == {"indptr", "indices"}:
                return CompressedRows(lists["indptr"], lists["indices"])
            raise user_error("E106", f"{what}; expected 'source' and 'target', or 'indptr' and 'indices'")
        case _:
            assert_never(form)


def _number(value: Any, what: str, lo: float, hi: float, kinds: str) -> Any:
    """One number of a NumPy kind in ``kinds``, from ``lo`` to ``hi``."""
    if np.ndim(value) or np.asarray(value).dtype.kind not in kinds:
        raise user_error("E104", f"{what}; got {value!r}, expected a {'whole ' * ('f' not in kinds)}number")
    if not lo <= value <= hi:
        raise user_error("E107", f"{what}; got {value}, expected {lo} … {hi}")
    return value


def _indices(values: Any, what: str) -> np.ndarray:
    """``values`` as int64; E135 for anything but whole numbers."""
    array = np.asarray(values)
    if array.size and array.dtype.kind not in "iu":
        raise user_error("E135", f"{what}; expected a list of whole numbers")
    return array.astype(np.int64)
