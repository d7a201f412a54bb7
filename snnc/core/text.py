"""The text form of every stage: JSON with named classes, and ``parse(print(x)) == x``.

Grammar::

    value  := null | true | false | integer | float | string | [value, ...] | object
    object := {"CLASS": {"FIELD": value, ...}}            a frozen dataclass
            | {"ENUM": "MEMBER"}                          an enumeration
            | {"CLASS": "TEXT"}                           a value with a text of its own, see :class:`Texted`
            | {"array": DTYPE, "shape": [n, ...], "values": [...]}     up to 64 elements
            | {"array": DTYPE, "shape": [n, ...], "base64": "..."}     little endian, C order

Fields that are marked as :data:`OPTIONAL` are left out while they hold their default. Tuples are
lists. Only classes handed to :class:`Codec` are ever constructed; a group of them may
be a view of a registry, and grow.
"""

from __future__ import annotations

import base64
import dataclasses
import json
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping
from enum import Enum
from functools import cache
from typing import Any, Self, get_args, get_origin, get_type_hints

import numpy as np

from snnc.core.errors import UserError, internal_error, user_error

#: Metadata of a field with a default that most texts need not repeat: ``field(default=…, metadata=OPTIONAL)``.
OPTIONAL = {"optional": True}

#: Bytes of memory that reading takes for each byte of a stage as text.
STAGE_MEMORY = 12

_INLINE = 64
_DTYPES = frozenset({"bool", "int8", "int16", "int32", "int64", "float32", "float64"})


class Texted(ABC):
    """A value that ``str`` tells all of. ``parse(str(x)) == x``."""

    @classmethod
    @abstractmethod
    def parse(cls, text: str) -> Self:
        """The value that ``text`` tells; ValueError when it is none."""


class Codec:
    """Prints and parses values built of the classes of ``groups``, plain values and NumPy arrays."""

    def __init__(self, *groups: Collection[type]) -> None:
        self._groups = groups

    @property
    def _classes(self) -> dict[str, type]:
        return {cls.__name__: cls for group in self._groups for cls in group}

    def extended(self, *others: Codec, classes: Iterable[type] = ()) -> Codec:
        """A codec for values built of the classes of this one, of ``others``, and of ``classes``."""
        groups = (group for codec in (self, *others) for group in codec._groups)
        return Codec(*groups, tuple(classes))

    def print(self, value: Any) -> str:
        """``value`` as text that ends in a newline."""
        return json.dumps(_encode(value, self._classes), indent=1, allow_nan=False) + "\n"

    def parse(self, text: str, origin: str) -> Any:
        """The value that ``text`` describes; ``origin`` names the file in errors.

        Raises :class:`UserError` E005 when ``text`` is not of the grammar above.
        """
        try:
            return _decode(json.loads(text), self._classes)
        except (ValueError, TypeError, KeyError, RecursionError) as err:
            if isinstance(err, UserError):
                raise
            raise user_error("E005", f"'{origin}' is not a stage written by snnc: {err}") from err


def _encode(value: Any, classes: Mapping[str, type]) -> Any:
    """``value`` as plain values; of ``classes`` by name are all others in it. The commonest come first."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        return float(value)
    if isinstance(value, tuple | list):
        return [_encode(item, classes) for item in value]
    if isinstance(value, np.ndarray):
        return _encode_array(value)
    name = type(value).__name__
    if isinstance(value, Enum):
        return {name: value.name}
    if name in classes and isinstance(value, Texted):
        return {name: str(value)}
    if name in classes and dataclasses.is_dataclass(value):
        fields = [(f, getattr(value, f.name)) for f in dataclasses.fields(value)]
        return {name: {f.name: _encode(own, classes) for f, own in fields if not _left_out(f, own)}}
    raise internal_error(f"no text form for {name}")


def _decode(tree: Any, classes: Mapping[str, type]) -> Any:
    if isinstance(tree, list):
        return tuple(_decode(item, classes) for item in tree)
    if not isinstance(tree, dict):
        return tree
    if "array" in tree:
        return _decode_array(tree)
    ((name, content),) = tree.items()
    cls: Any = classes.get(name)
    if cls is None:
        raise ValueError(f"unknown class '{name}'")
    if issubclass(cls, Enum):
        return cls[content]
    if issubclass(cls, Texted):
        return cls.parse(str(content))
    fields = dataclasses.fields(cls)
    required = {f.name for f in fields if not f.metadata.get("optional")}
    if not required <= set(content) <= {f.name for f in fields}:
        raise ValueError(f"wrong fields for '{name}'")
    values = {key: _decode(item, classes) for key, item in content.items()}
    for key, value in values.items():
        if not _fits(value, _types(cls)[key]):
            raise ValueError(f"'{key}' of '{name}' is of another type")
    return cls(**values)


@cache
def _types(cls: type) -> dict[str, Any]:
    """The types of the fields of a dataclass, by name."""
    return get_type_hints(cls)


def _fits(value: Any, kind: Any) -> bool:
    """Whether ``value`` is of the type ``kind`` of a field; numbers are those that 64 bits hold."""
    arguments = get_args(kind)
    if get_origin(kind) is tuple:
        if not isinstance(value, tuple):
            return False
        kinds = arguments[:1] * len(value) if arguments[-1] is Ellipsis else arguments
        return len(kinds) == len(value) and all(map(_fits, value, kinds))
    if arguments:  # one of several
        return any(_fits(value, each) for each in arguments)
    if kind is Any:
        return True
    if isinstance(value, bool):
        return kind is bool  # and no whole number, which it is to Python
    if isinstance(value, int):
        return kind is float or (kind is int and abs(value) < 1 << 63)
    return isinstance(value, kind)


def _left_out(field: dataclasses.Field[Any], value: Any) -> bool:
    return bool(field.metadata.get("optional")) and value == field.default


def _encode_array(array: np.ndarray) -> dict[str, Any]:
    dtype = array.dtype.newbyteorder("=").name
    if dtype not in _DTYPES:
        raise internal_error(f"no text form for arrays of {dtype}")
    head: dict[str, Any] = {"array": dtype, "shape": list(array.shape)}
    if array.size <= _INLINE:
        return head | {"values": array.reshape(-1).tolist()}
    raw = np.ascontiguousarray(array.astype(array.dtype.newbyteorder("<"), copy=False)).tobytes()
    return head | {"base64": base64.b64encode(raw).decode("ascii")}


def _decode_array(tree: dict[str, Any]) -> np.ndarray:
    dtype = tree["array"]
    if dtype not in _DTYPES:
        raise ValueError(f"unknown array type '{dtype}'")
    if "values" in tree:
        return np.array(tree["values"], dtype=dtype).reshape(tree["shape"])
    raw = base64.b64decode(tree["base64"], validate=True)
    little = np.frombuffer(raw, dtype=np.dtype(dtype).newbyteorder("<"))
    return little.astype(dtype).reshape(tree["shape"])
