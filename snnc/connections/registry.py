"""All connection kinds by name: a new one is a file beside this one, and a line here."""

from __future__ import annotations

from snnc.connections.connection import Connection
from snnc.connections.dense import Dense
from snnc.connections.one_to_one import OneToOne
from snnc.connections.sparse import Sparse
from snnc.core.registry import by_name

#: Read wherever kinds are looked for, so that one that is added later is found as well.
KINDS: dict[str, type[Connection]] = by_name(
    "connection kinds",
    (
        Dense,
        Sparse,
        OneToOne,
    ),
)
