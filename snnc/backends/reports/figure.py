"""The only door to matplotlib: figures, and their bytes."""

from __future__ import annotations

import io
from typing import Any

from snnc.core.errors import Diagnostic, UserError


def figure(width: float, height: float) -> Any:
    """An empty figure of ``width`` by ``height`` inches; :class:`UserError` E303 without matplotlib."""
    try:
        import matplotlib
    except ImportError as err:
        raise UserError(Diagnostic("E303", "matplotlib is not installed", hint="pip install 'snnc[plot]'")) from err
    matplotlib.use("Agg")
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def png(drawn: Any) -> bytes:
    """A figure as PNG: the same bytes for the same figure."""
    buffer = io.BytesIO()
    drawn.savefig(buffer, format="png", dpi=110, metadata={"Software": None})
    return buffer.getvalue()
