"""The front ends: a new one is a file or folder beside this one, and a line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from snnc.core.errors import Diagnostic, Location, UserError, user_error
from snnc.core.registry import by_name
from snnc.core.words import closest
from snnc.frontends.spec import Spec
from snnc.frontends.yaml.spec import read_yaml


@dataclass(frozen=True)
class FrontEnd:
    """A way to read a network from a file: by the suffixes that such files have, or by its ``name``.

    ``read``: the spec in a file; :class:`UserError` with every error found. ``edited``: whether snnc can
    write parts of such a file anew and leave the rest as it is.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[Path], Spec]
    edited: bool = False


#: The first one reads what no suffix tells.
FRONT_ENDS: dict[str, FrontEnd] = by_name(
    "front ends",
    (FrontEnd("yaml", (".yaml", ".yml"), read_yaml, edited=True),),
)


def read_spec(path: str | Path, front_end: str = "") -> Spec:
    """The spec in the file ``path``; :class:`UserError` with every error found.

    ``front_end``: the name of the one that reads it; by default the suffix of the file decides.
    """
    path = Path(path)
    try:
        return front_end_of(path, front_end).read(path)
    except OSError as err:
        raise UserError(Diagnostic("E100", f"cannot read: {err.strerror or err}", Location(str(path)))) from err


def front_end_of(path: Path, name: str = "") -> FrontEnd:
    """The front end called ``name``, or that which files like ``path`` have; E108 for an unknown name."""
    if name and name not in FRONT_ENDS:
        near = closest(name, FRONT_ENDS)
        raise user_error("E108", f"front end; got '{name[:40]}'{near}", hint=f"front ends: {', '.join(FRONT_ENDS)}")
    by_suffix = (each for each in FRONT_ENDS.values() if path.suffix.lower() in each.suffixes)
    return FRONT_ENDS[name] if name else next(by_suffix, next(iter(FRONT_ENDS.values())))


def refuse_to_edit(path: Path, part: str) -> None:
    """E102 for a spec whose ``part`` snnc cannot write: anything else would be spoilt."""
    chosen = front_end_of(path)
    if not chosen.edited:
        able = ", ".join(each.name for each in FRONT_ENDS.values() if each.edited)
        raise UserError(
            Diagnostic(
                "E102",
                f"the {part} part can be written into specs that {able} reads; this one is read by {chosen.name}",
                Location(str(path)),
                "leave out -o, and put what is printed where your spec keeps it",
            )
        )
