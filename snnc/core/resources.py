"""Where the shipped non-Python files are: ``templates/``, ``hw/`` and ``sim/``."""

from __future__ import annotations

from pathlib import Path

from snnc.core.errors import internal_error

_PACKAGE = Path(__file__).resolve().parents[1]


def resource(folder: str) -> Path:
    """The shipped folder ``folder``, in an installed wheel or in a checkout."""
    for candidate in (_PACKAGE / "_resources" / folder, _PACKAGE.parent / folder):
        if candidate.is_dir():
            return candidate
    raise internal_error(f"the shipped folder '{folder}' is missing from this installation")
