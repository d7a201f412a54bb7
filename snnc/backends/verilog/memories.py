"""Memory images of a core, as the text that ``$readmemh`` reads."""

from __future__ import annotations

from snnc.backends.verilog.naming import image_file
from snnc.numbers.packing import hex_lines
from snnc.plan.blocks.core import CoreBlocks


def memory_images(module: str, blocks: CoreBlocks) -> dict[str, str]:
    """The memory images of the core whose module is ``module``: file name -> ``$readmemh`` text."""
    images = (image for block in blocks for image in block.images().items())
    return {image_file(module, name): hex_lines(bits) for name, bits in images}
