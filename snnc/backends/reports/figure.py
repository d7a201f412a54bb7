"""The only door to matplotlib: a function that draws a figure becomes one that returns a PNG or SVG."""

from __future__ import annotations

import functools
import io
from collections.abc import Callable
from enum import Enum
from typing import Any, Generic, ParamSpec

import numpy as np

from snnc.core.errors import Diagnostic, UserError

P = ParamSpec("P")


class PictureForm(Enum):
    """What a picture is written as: the ending of its file, without the dot."""

    PNG = "png"
    SVG = "svg"

    @property
    def metadata(self) -> dict[str, None]:
        """What matplotlib would write into a file that is not the same tomorrow, or with its next version."""
        return {"Software": None} if self is PictureForm.PNG else {"Date": None, "Creator": None}


def require() -> None:
    """Raise :class:`UserError` E303 if pictures cannot be drawn. Call it before a long run that ends in a picture."""
    try:
        import matplotlib  # noqa: F401
    except ImportError as err:
        raise UserError(Diagnostic("E303", "matplotlib is not installed", hint="pip install 'snnc[plot]'")) from err


class Picture(Generic[P]):
    """A way to draw figures, which as a call returns a PNG: equal bytes for equal arguments.

    It runs under the defaults of matplotlib, whatever the user's own settings are, and leaves
    those alone. The picture grows around what reaches beyond the figure, so that nothing is cut.
    Raises :class:`UserError` E303 without matplotlib.
    """

    def __init__(self, draw: Callable[P, Any]) -> None:
        """``draw``: returns a figure."""
        self._draw = draw
        functools.update_wrapper(self, draw)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> bytes:
        """A PNG."""
        return self.of(PictureForm.PNG)(*args, **kwargs)

    def of(self, form: PictureForm) -> Callable[P, bytes]:
        """The same function, which returns the bytes of a file of ``form``."""

        @functools.wraps(self._draw)
        def file(*args: P.args, **kwargs: P.kwargs) -> bytes:
            require()
            import matplotlib

            buffer = io.BytesIO()
            with matplotlib.rc_context():
                matplotlib.rcdefaults()
                matplotlib.rcParams["text.parse_math"] = False  # names of users are no formulas
                matplotlib.rcParams["svg.hashsalt"] = "snnc"  # of the names of parts, random by default
                drawn = self._draw(*args, **kwargs)
                drawn.savefig(buffer, format=form.value, dpi=110, bbox_inches="tight", metadata=form.metadata)
            return buffer.getvalue()

        return file


def picture(draw: Callable[P, Any]) -> Picture[P]:
    """``draw``, which returns a figure, as a function that returns a PNG, or what its ``of`` is asked for."""
    return Picture(draw)


def figure(width: float, height: float) -> Any:
    """An empty figure whose plots fill ``width`` by ``height`` inches; labels and titles go around them."""
    from matplotlib.figure import Figure

    drawn = Figure(figsize=(width, height))
    drawn.subplots_adjust(left=0.0, right=1.0, bottom=0.0, top=1.0)
    return drawn


def shades(color: str, strengths: np.ndarray) -> np.ndarray:
    """``color`` on white, from 0 (white) to 1 (all of it) as ``strengths`` [n] say: float64 [n, 4], red to opacity."""
    from matplotlib.colors import to_rgba

    strong = np.array(to_rgba(color))
    return np.asarray(1.0 + strengths[:, None] * (strong - 1.0))


def whole_ticks(axis: Any, which: str = "both") -> None:
    """Ticks of ``axis`` at whole numbers only, written out in full."""
    axis.ticklabel_format(axis=which, style="plain", useOffset=False)
    axis.locator_params(axis=which, integer=True, min_n_ticks=1)


def legend_beside(axis: Any, **options: Any) -> None:
    """A legend to the right of ``axis``, where it hides nothing; none where nothing has a label."""
    if axis.get_legend_handles_labels()[0]:
        axis.legend(loc="upper left", bbox_to_anchor=(1.02, 1.0), borderaxespad=0.0, **options)
