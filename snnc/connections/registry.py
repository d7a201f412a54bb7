"""All connection kinds by name: a new one is a line here."""

from __future__ import annotations

from snnc.connections.connection import Connection
from snnc.connections.dense import Dense
from snnc.connections.one_to_one import OneToOne
from snnc.connections.sparse import Sparse

#: Read wherever kinds are looked for, so that one that is added later is found as well.
KINDS: dict[str, type[Connection]] = {
    Dense.name: Dense,
    Sparse.name: Sparse,
    OneToOne.name: OneToOne,
}
