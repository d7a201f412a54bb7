"""Connection kinds as front ends see them: which there are, and which keys each of them has."""

from __future__ import annotations

from collections.abc import Collection

from snnc.connections.complaint import RefusalError
from snnc.connections.connection import Connection
from snnc.connections.registry import KINDS
from snnc.core.words import Topic, closest, either

#: The kind of a projection that names none.
DEFAULT_KIND = "dense"


def kind_called(word: str) -> type[Connection]:
    """The kind of that name; :class:`RefusalError` E108 where there is none."""
    if word not in KINDS:
        also = {word: meant for kind in KINDS.values() for word, meant in kind.words.items()}
        near = closest(word, KINDS, Topic.CONNECTION, also)
        raise RefusalError("E108", f"kind; got '{word[:40]}', expected {either(KINDS)}{near}", key="kind")
    return KINDS[word]


def keys_of_kinds() -> list[str]:
    """The keys of all kinds."""
    return list(dict.fromkeys(key.name for kind in KINDS.values() for key in kind.keys))


def keys_of_kind(word: str) -> list[str]:
    """The keys of the kind of that name; of all where there is none."""
    return [key.name for key in KINDS[word].keys] if word in KINDS else keys_of_kinds()


def check_keys(kind: type[Connection], given: Collection[str]) -> None:
    """:class:`RefusalError` when ``given`` lacks a key of ``kind`` (E106), or holds one of other kinds alone (E119)."""
    for key in kind.keys:
        if key.required and key.name not in given:
            raise RefusalError("E106", f"projection lacks '{key.name}'")
    own = {key.name for key in kind.keys}
    for name in keys_of_kinds():
        if name in given and name not in own:
            raise RefusalError("E119", f"'{name}' is for {_purpose(name)}", key=name)


def _purpose(name: str) -> str:
    """What the key ``name`` is for: as it says itself, or the kinds that have it."""
    owners = {kind.name: key for kind in KINDS.values() for key in kind.keys if key.name == name}
    said = [key.purpose for key in owners.values() if key.purpose]
    return said[0] if said else f"projections of kind {either(owners)}"
