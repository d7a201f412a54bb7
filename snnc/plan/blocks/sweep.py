"""The sweep engine: takes the groups of neurons of a closed step through the update pipeline."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.plan.blocks.block import Engine, Register, present
from snnc.plan.blocks.clocks import CoreClocks
from snnc.plan.blocks.lanes import share_bits
from snnc.plan.blocks.rows import RowSource
from snnc.plan.blocks.streams import SerialiserClocks
from snnc.plan.hardware import Core
from snnc.plan.kahn import Process
from snnc.target.fabrics import Fabric
from snnc.target.parts import Parts, Piece, logic


class _Pipeline:
    """The stages of a sweep: all stand still while a group cannot leave the last."""

    def __init__(self, stages: int) -> None:
        # Groups on their way can only meet the halts of as many groups ahead; older ones are forgotten.
        self._kept = stages + 1
        self._frozen: list[tuple[int, int]] = []
        self._thawed = 0  # the end of the last halt

    def advance(self, clock: int, moves: int = 1) -> int:
        """The clock of the last of so many ``moves`` of the stages, the first being in ``clock`` or later."""
        if clock >= self._thawed:
            return clock + moves - 1
        moved = clock - 1
        for _ in range(moves):
            moved += 1
            for start, end in self._frozen:
                if start <= moved < end:
                    moved = end
        return moved

    def freeze(self, start: int, end: int) -> None:
        """No stage moves from ``start`` up to, not including, ``end``."""
        if end > start:
            self._frozen = [*self._frozen[-self._kept :], (start, end)]
            self._thawed = end


@dataclass(frozen=True, eq=False)
class SweepSequencer(Engine):
    """``sweep_sequencer``."""

    core: Core

    module = "sweep_sequencer"

    @property
    def short(self) -> bool:
        """Whether a sweep waits until the one ahead has left the pipeline: it would read states that are on the way."""
        return self.core.groups <= self.core.sweep_stages

    @property
    def _tapped_bits(self) -> int:
        """Bits of a group's index that are read when its sums are there: its word and population, or its lanes."""
        core, uniform = self.core, RowSource(self.core).uniform
        whole = (core.words > 1 and not core.block) or not uniform or len(core.datapaths) > 1
        return core.index_bits if whole else share_bits(core)

    @property
    def parameters(self) -> dict[str, int]:
        """Sizes, and what the fold asks for."""
        return {
            "INDEX_WIDTH": self.core.index_bits,
            "GROUPS": self.core.groups,
            "SHARE_WIDTH": share_bits(self.core),
            "STAGES": self.core.sweep_stages,
            "BANKS": self.core.banks,
        }

    @property
    def registers(self) -> tuple[Register, ...]:
        """The step that waits, the group at hand, and what travels with it."""
        core, stages, tapped = self.core, self.core.sweep_stages, self._tapped_bits
        two, uniform = core.banks == 2, RowSource(core).uniform
        return (
            Register("waiting_q", 1),
            Register("waiting_user_q", 1),
            *present(uniform, Register("waiting_empty_q", 1)),
            *(Register(name, 1) for name in ("valid_q", "user_q", "first_q")),
            *present(uniform, Register("empty_q", 1)),
            *present(two, Register("bank_q", 1)),
            Register("index_q", core.index_bits),
            Register("valid_stages_q", 1, stages),
            Register("load_first_q", 1),
            *present(uniform, Register("load_empty_q", 1)),
            *present(two, Register("load_bank_q", 1)),
            Register("index_stages_q", tapped),
            Register("index_stages_q", tapped, stages - 1, passed=True),
            Register("index_stages_q", core.index_bits - tapped, stages, passed=True),
            # Without waiting for the pipeline, `swept` reads it in stage load.
            *present(not self.short, Register("last_stages_q", 1)),
            Register("last_stages_q", 1, stages if self.short else stages - 1, passed=True),
            Register("user_stages_q", 1, stages, passed=True),
        )

    def instance(self, fabric: Fabric) -> Parts:
        """Its registers, and the counter of groups."""
        return super().instance(fabric) + logic(Piece.COUNT, self.core.index_bits)

    def process(self, around: CoreClocks) -> Process:
        """The clocks of the engine and of the serialisers: when every group leaves."""
        core, handshake, ports = self.core, around.handshake, around.ports
        stages, short = core.sweep_stages, self.short
        pipe = _Pipeline(stages)
        values = _by_group(_value_slots(core), core.update_lanes)
        serialisers = [SerialiserClocks(ports[core.spike_stream.name])] if core.spiking else []
        serialisers += [SerialiserClocks(ports[core.value_stream.name])] if core.values else []
        groups = core.groups
        issued = -1  # the clock in which a group last left stage issue
        settled = -1  # the clock from which a short sweep finds the pipeline empty
        for step, slots in enumerate(around.spikes):
            while not handshake.closed.has(step):
                yield handshake.closed.condition
            # The first group follows the last one of the sweep ahead without a bubble, unless the states
            # that it reads may still be on their way.
            start = max(handshake.closed.clocks[step], issued)
            if short:
                start = max(start, settled)
            user = handshake.users[step]
            emitted = [_by_group(slots, core.update_lanes)] if core.spiking else []
            emitted += [values] if core.values else []
            entered = start + 1
            for group in range(groups):
                issued = pipe.advance(entered)
                entered = issued + 1
                # Each stage takes a clock, and more while some group ahead holds all stages in the last.
                read = pipe.advance(issued + 1)
                arrived = pipe.advance(read + 1, stages - 2)
                left = arrived + 1
                for serialiser in serialisers:
                    left = max(left, serialiser.room())
                pipe.freeze(arrived + 1, left)
                for serialiser, by_group in zip(serialisers, emitted, strict=True):
                    yield from serialiser.emit(by_group.get(group), left, group == groups - 1, user)
            around.log.done.append(issued)
            settled = left + 1
            # The bank is free once its sums were read; of a short sweep later, so that no second step waits.
            handshake.swept.add(left if short else read)


def _value_slots(core: Core) -> list[int]:
    streamed = {name for name, _ in core.values}
    valued = [part.slots(core.lanes) for part in core.slices if part.population in streamed]
    return [slot for slots in valued for slot in range(slots.start, slots.stop)]


def _by_group(slots: list[int], lanes: int) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = {}
    for slot in slots:
        groups.setdefault(slot // lanes, []).append(slot)
    return groups
