"""What cores take for granted of the memories of every device, before one is chosen."""

from __future__ import annotations

from snnc.target.fabrics import BLOCK_18K

#: Most sums of a lane that are worth distributed RAM.
DISTRIBUTED_WORDS = 32
#: From this many bits on a read-only memory is in blocks: ``BLOCK_BITS`` of ``hw/rtl/memory/rom.v``.
ROM_BLOCK_BITS = 2048
#: Memories of so many words are not sliced.
_WHOLE_WORDS = 1024
#: Shapes of a block that slices have, the shallowest first.
_DEEP = tuple(sorted(shape for shape in BLOCK_18K if shape[0] > _WHOLE_WORDS))
#: Slices that would leave more of their blocks empty than this are not worth it.
_FILLED = 0.7


def slice_widths(words: int, bits: int) -> tuple[int, ...]:
    """Widths of the memories that a read-only memory of ``words`` of ``bits`` is cut into, the lowest bits first.

    A deep one is cut into slices of the width that blocks have at its depth, so that synthesis has no
    multiplexer to put behind the blocks.
    """
    depth, width = next((shape for shape in _DEEP if words <= shape[0]), _DEEP[-1])
    if words <= _WHOLE_WORDS or words < _FILLED * depth * -(-words // depth):
        return (bits,)
    return (*[width] * (bits // width), *([bits % width] if bits % width else []))
