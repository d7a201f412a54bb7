"""The data of a beat as expressions: an id, and a payload above it, cut or extended for who reads them."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.plan.stream import Stream


def resized(name: str, source: Stream, id_bits: int, payload_bits: int, spike: int = 1) -> str:
    """``name_tdata`` with its id cut or extended to ``id_bits``, and its payload above to ``payload_bits``.

    A payload is a number in two's complement; ``spike``: that of a spike.
    """
    data = f"{name}_tdata"
    if (source.id_bits, source.payload_bits) == (id_bits, payload_bits):
        return data
    parts = [f"{data}[{min(source.id_bits, id_bits) - 1}:0]"]
    if source.id_bits < id_bits:
        parts.insert(0, f"{id_bits - source.id_bits}'d0")
    top = source.id_bits + source.payload_bits - 1
    if payload_bits and not source.payload_bits:
        parts.insert(0, f"{payload_bits}'d{spike}")
    elif payload_bits:
        parts.insert(0, f"{data}[{min(top, source.id_bits + payload_bits - 1)}:{source.id_bits}]")
        if payload_bits > source.payload_bits:
            parts.insert(0, f"{{{payload_bits - source.payload_bits}{{{data}[{top}]}}}}")
    return f"{{{', '.join(parts)}}}"


@dataclass(frozen=True)
class BeatSlice:
    """What a sink takes of the data of a router, and the bits that it leaves ``unused``."""

    text: str
    unused: tuple[str, ...]


def beat_slice(data: str, low: int, sink: Stream, id_bits: int, payload_bits: int) -> BeatSlice:
    """The beat of ``sink`` in ``data`` from bit ``low`` on, where a beat has ``id_bits`` and ``payload_bits``."""
    text, unused = f"{data}[{low + sink.id_bits - 1}:{low}]", list[str]()
    above, top = low + id_bits, low + id_bits + sink.payload_bits
    if sink.payload_bits:
        text = f"{{{data}[{top - 1}:{above}], {text}}}"
    if sink.payload_bits < payload_bits:
        unused.append(f"{data}[{above + payload_bits - 1}:{top}]")
    if sink.id_bits < id_bits:
        unused.append(f"{data}[{above - 1}:{low + sink.id_bits}]")
    return BeatSlice(text, tuple(unused))
