"""The blocks of streams: buffers, queues, and what makes a stream of the events of a group."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from snnc.plan.blocks.block import Block, Register
from snnc.plan.blocks.clocks import EventSink
from snnc.plan.blocks.lanes import kept_updates
from snnc.plan.blocks.storage import fours, ram_parts
from snnc.plan.hardware import Core
from snnc.plan.kahn import Condition
from snnc.target.fabrics import Fabric, ram
from snnc.target.parts import Parts, Piece, logic

#: Bits of a beat beside its data: last, keep, user.
MARKS = 3


@dataclass(frozen=True)
class SkidBuffer(Block):
    """``skid_buffer`` with two places of ``data_bits`` and of so many ``marks``, the others being constant."""

    data_bits: int
    marks: int = MARKS

    module = "skid_buffer"

    @property
    def bits(self) -> int:
        """Bits of a place."""
        return self.data_bits + self.marks

    @property
    def parameters(self) -> dict[str, int]:
        """Its width."""
        return {"WIDTH": self.data_bits}

    @property
    def registers(self) -> tuple[Register, ...]:
        """Two places, and whether they are taken."""
        places = (Register("main_q", self.bits), Register("spare_q", self.bits))
        return (*places, Register("main_valid_q", 1), Register("spare_valid_q", 1))

    def instance(self, fabric: Fabric) -> Parts:
        """Its registers, and the choice between the new beat and the one that waits."""
        return super().instance(fabric) + logic(Piece.STREAM, self.bits)


@dataclass(frozen=True)
class Serialiser(Block):
    """``event_serialiser`` of groups of ``lanes``, with ``payload_bits`` for each; ``kept``: lanes with neurons."""

    lanes: int
    kept_lanes: int
    word_bits: int
    payload_bits: int

    module = "event_serialiser"

    @property
    def buffer(self) -> SkidBuffer:
        """The buffer before it, as synthesis keeps it: nothing in it is ever without ``tkeep``."""
        return SkidBuffer(self.payload + self.word_bits + self.kept_lanes, marks=2)

    @property
    def payload(self) -> int:
        """Bits of payload of all kept lanes."""
        return self.kept_lanes * self.payload_bits

    @property
    def parameters(self) -> dict[str, int]:
        """Sizes; a port has a bit at least."""
        return {
            "LANES": self.lanes,
            "LANE_WIDTH": (self.lanes - 1).bit_length(),
            "WORD_WIDTH": self.word_bits,
            "PAYLOAD": self.payload_bits,
            "PORT_WIDTH": max(1, self.lanes * self.payload_bits),
        }

    @property
    def registers(self) -> tuple[Register, ...]:
        """The group at hand."""
        return (
            *(Register(name, 1) for name in ("valid_q", "last_q", "user_q")),
            Register("events_q", self.kept_lanes),
            Register("word_q", self.word_bits),
            Register("payload_q", self.payload),
        )

    def instance(self, fabric: Fabric) -> Parts:
        """Its buffer, the group at hand, the number of the lowest lane, its payload."""
        parts = self.buffer.parts(fabric) + super().instance(fabric) + logic(Piece.EMIT, self.kept_lanes)
        return parts + logic(Piece.CHOOSE, self.payload_bits * fours(self.kept_lanes))


@dataclass(frozen=True)
class Repeater(Block):
    """``event_repeater`` of events with ``id_bits``, each of which comes with its number of ``count_bits``."""

    id_bits: int
    count_bits: int

    module = "event_repeater"

    @property
    def parameters(self) -> dict[str, int]:
        """Its widths."""
        return {"WIDTH": self.id_bits, "COUNT_WIDTH": self.count_bits}

    @property
    def registers(self) -> tuple[Register, ...]:
        """How many beats of the event at hand have left."""
        return (Register("sent_q", self.count_bits),)

    def instance(self, fabric: Fabric) -> Parts:
        """Its register, and the counter."""
        return super().instance(fabric) + logic(Piece.COUNT, self.count_bits)


class SerialiserClocks:
    """``event_serialiser``: two groups wait in its buffer, one is being emitted.

    An ``event_repeater`` behind it adds no clock: a slot is sent as often as it spikes.
    """

    def __init__(self, port: EventSink) -> None:
        self._port = port
        self._taken = [-1, -1]  # the clocks in which the last two groups left the buffer
        self._free = 0  # the clock in which the next may

    def room(self) -> int:
        """The first clock in which the buffer takes a group."""
        return self._taken[-2] + 1

    def emit(self, slots: list[int] | None, left: int, final: bool, user: bool) -> Generator[Condition, None, None]:
        """Emit the events of a group that left the pipeline in clock ``left``."""
        clock = max(left + 1, self._free)
        self._taken = [self._taken[-1], clock]
        if slots:
            for k, slot in enumerate(slots):
                last = final and k == len(slots) - 1
                clock = yield from self._port.send((slot, last, True, last and user), clock + 1)
            self._free = clock
        elif final:
            self._free = yield from self._port.send((0, True, False, user), clock + 1)
        else:
            self._free = clock + 1


def serialisers(core: Core) -> dict[str, Serialiser]:
    """The serialisers of ``core``: of spikes, of values, or of both."""
    payloads = {"spikes": core.spike_payload} if core.spiking else {}
    payloads |= {"values": core.value_bits} if core.values else {}
    kept = kept_updates(core)
    return {name: Serialiser(core.update_lanes, kept, core.index_bits, bits) for name, bits in payloads.items()}


def repeaters(core: Core) -> tuple[Repeater, ...]:
    """What repeats the spikes of ``core``, where a neuron may send several in a step."""
    return (Repeater(core.slot_bits, core.count_bits),) if core.events > 1 else ()


@dataclass(frozen=True)
class StreamFifo(Block):
    """``stream_fifo`` of ``depth`` beats with ``data_bits`` of data."""

    depth: int
    data_bits: int

    module = "stream_fifo"

    @property
    def bits(self) -> int:
        """Bits of a beat."""
        return self.data_bits + MARKS

    @property
    def address_bits(self) -> int:
        """Bits of an address."""
        return max(1, (self.depth - 1).bit_length())

    @property
    def parameters(self) -> dict[str, int]:
        """Its size."""
        return {"WIDTH": self.data_bits, "DEPTH": self.depth, "ADDR_WIDTH": self.address_bits}

    @property
    def registers(self) -> tuple[Register, ...]:
        """Two pointers, the number of beats, and whether the output register is taken."""
        pointers = (Register("write_q", self.address_bits), Register("read_q", self.address_bits))
        return (*pointers, Register("count_q", self.address_bits + 1), Register("valid_q", 1))

    def instance(self, fabric: Fabric) -> Parts:
        """Pointers and a count, the memory and its read register."""
        parts = super().instance(fabric) + logic(Piece.COUNT, 3 * self.address_bits + 1)
        return parts + ram_parts(ram(fabric, self.depth, self.bits), self.bits, reads=1, registered=True)
