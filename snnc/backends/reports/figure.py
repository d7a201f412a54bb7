"""The only door to matplotlib: a function that draws a figure becomes one that returns its PNG."""

from __future__ import annotations

import functools
import io
from collections.abc import Callable
from typing import Any, ParamSpec

from snnc.core.errors import Diagnostic, UserError

P = ParamSpec("P")


def require() -> None:
    """Raise :class:`UserError` E303 if pictures cannot be drawn. Call it before a long run that ends in a picture."""
    try:
        import matplotlib  # noqa: F401
    except ImportError as err:
        raise UserError(Diagnostic("E303", "matplotlib is not installed", hint="pip install 'snnc[plot]'")) from err


def picture(draw: Callable[P, Any]) -> Callable[P, bytes]:
    """``draw``, which returns a figure, as a function that returns a PNG: equal bytes for equal arguments.

    It runs under the defaults of matplotlib, whatever the user's own settings are, and leaves
    those alone. The PNG grows around what reaches beyond the figure, so that nothing is cut.
    Raises :class:`UserError` E303 without matplotlib.
    """

    @functools.wraps(draw)
    def png(*args: P.args, **kwargs: P.kwargs) -> bytes:
        require()
        import matplotlib

        buffer = io.BytesIO()
        with matplotlib.rc_context():
            matplotlib.rcdefaults()
            matplotlib.rcParams["text.parse_math"] = False  # names of users are no formulas
            drawn = draw(*args, **kwargs)
            drawn.savefig(buffer, format="png", dpi=110, bbox_inches="tight", metadata={"Software": None})
        return buffer.getvalue()

    return png


def figure(width: float, height: float) -> Any:
    """An empty figure whose plots fill ``width`` by ``height`` inches; labels and titles go around them."""
    from matplotlib.figure import Figure

    drawn = Figure(figsize=(width, height))
    drawn.subplots_adjust(left=0.0, right=1.0, bottom=0.0, top=1.0)
    return drawn


def whole_ticks(axis: Any, which: str = "both") -> None:
    """Ticks of ``axis`` at whole numbers only, written out in full."""
    axis.ticklabel_format(axis=which, style="plain", useOffset=False)
    axis.locator_params(axis=which, integer=True, min_n_ticks=1)


def legend_beside(axis: Any, **options: Any) -> None:
    """A legend to the right of ``axis``, where it hides nothing; none where nothing has a label."""
    if axis.get_legend_handles_labels()[0]:
        axis.legend(loc="upper left", bbox_to_anchor=(1.02, 1.0), borderaxespad=0.0, **options)
