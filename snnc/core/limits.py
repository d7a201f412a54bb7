"""How much memory snnc takes for what it is given: whoever wrote a file may have wished for more than there is.

Sizes are estimated before anything is made, and refused with the estimate.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

#: Bytes in a GiB, the unit in which users say how much memory may be taken.
GIB = 1 << 30
#: GiB for one network, one stimulus or one file, unless somebody allows more.
DEFAULT_MEMORY = 1.0

_MEMORY: ContextVar[float] = ContextVar("memory", default=DEFAULT_MEMORY)


@contextmanager
def memory_limit(gib: float) -> Iterator[None]:
    """Let a network, a stimulus or a file take so many GiB while the block runs."""
    if not 0 < gib < math.inf:
        raise ValueError(f"memory; got {gib}, expected GiB above 0")
    former = _MEMORY.set(gib)
    try:
        yield
    finally:
        _MEMORY.reset(former)


def excess(needed: float) -> str:
    """What to say of ``needed`` bytes where they are too many: an estimate and the limit; else nothing."""
    if needed <= _MEMORY.get() * GIB:
        return ""
    return f"about {_gib(needed)} GiB of memory, expected at most {_MEMORY.get():g}"


def way_out(needed: float) -> str:
    """The hint that goes with :func:`excess`."""
    return f"where that is meant, --memory {math.ceil(needed / GIB)} allows it (in Python: snnc.memory_limit)"


def _gib(size: float) -> str:
    return f"{size / GIB:,.3g}" if size < 1000 * GIB else f"{size / GIB:,.0f}"
