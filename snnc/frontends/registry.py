"""The front ends: a new one is a file or folder beside this one, and a line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from snnc.core.errors import user_error
from snnc.core.words import closest
from snnc.frontends.spec import Spec
from snnc.frontends.yaml.spec import read_yaml


@dataclass(frozen=True)
class FrontEnd:
    """A way to read a network from a file: by the suffixes that such files have, or by its ``name``.

    ``read``: the spec in a file; :class:`UserError` with every error found.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[Path], Spec]


#: The first one reads what no suffix tells.
FRONT_ENDS: dict[str, FrontEnd] = {each.name: each for each in (FrontEnd("yaml", (".yaml", ".yml"), read_yaml),)}


def read_spec(path: str | Path, front_end: str = "") -> Spec:
    """The spec in the file ``path``; :class:`UserError` with every error found.

    ``front_end``: the name of the one that reads it; by default the suffix of the file decides.
    """
    path = Path(path)
    if front_end and front_end not in FRONT_ENDS:
        near = closest(front_end, FRONT_ENDS)
        raise user_error(
            "E108", f"front end; got '{front_end[:40]}'{near}", hint=f"front ends: {', '.join(FRONT_ENDS)}"
        )
    by_suffix = (each for each in FRONT_ENDS.values() if path.suffix.lower() in each.suffixes)
    chosen = FRONT_ENDS[front_end] if front_end else next(by_suffix, next(iter(FRONT_ENDS.values())))
    return chosen.read(path)
