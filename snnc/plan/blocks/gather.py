"""The gather engine: reads the words of a row and says where their weights are added."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.plan.blocks.block import Engine, Register, present
from snnc.plan.blocks.clocks import CoreClocks
from snnc.plan.blocks.rows import RowSource
from snnc.plan.blocks.tags import Tags
from snnc.plan.hardware import Core
from snnc.plan.kahn import Process
from snnc.target.fabrics import Fabric
from snnc.target.parts import Parts, Piece, logic


@dataclass(frozen=True, eq=False)
class GatherSequencer(Engine):
    """``gather_sequencer``."""

    core: Core

    module = "gather_sequencer"

    @property
    def rows(self) -> RowSource:
        """What it reads rows from."""
        return RowSource(self.core)

    @property
    def sparse(self) -> bool:
        """Whether the word of neurons comes from the offset of a synapse word."""
        return self.core.offsets is not None

    @property
    def forwards(self) -> bool:
        """Whether a sum may be wanted again before it is stored: within three clocks, see ``hw/``."""
        return not (self.rows.uniform and self.core.places >= 3)

    @property
    def place_bits(self) -> int:
        """Bits that say where a word is added: place and bank."""
        return self.core.place_bits + (self.core.banks == 2)

    @property
    def comparisons(self) -> int:
        """Comparisons of places, which tell that a sum is wanted again: ``recent``, and ``again``."""
        return self._recent + self.core.block

    @property
    def _recent(self) -> bool:
        """Whether tags or block memories look at ``recent``."""
        return self.core.block or not self.rows.uniform

    @property
    def counted_bits(self) -> int:
        """Bits of counters: address, words left, and the word of neurons where no offset says it."""
        return self.rows.address_bits + self.rows.length_bits + (0 if self.sparse else self.core.place_bits)

    @property
    def parameters(self) -> dict[str, int]:
        """Widths, and what the fold and the rows ask for."""
        return {
            "ADDR_WIDTH": self.rows.address_bits,
            "WORD_WIDTH": self.core.place_bits,
            "LENGTH_WIDTH": self.rows.length_bits,
            "BANKS": self.core.banks,
            "INDEXED": int(self.sparse),
            **({"SCALED": 1} if self.core.scaled else {}),
            "BLOCK": int(self.core.block),
            "FORWARD": int(self.forwards),
        }

    @property
    def _stages(self) -> tuple[str, ...]:
        """The stages behind ``fetch``."""
        return (*["scale"] * self.core.scaled, *["index"] * self.sparse, "locate", *["read"] * self.core.block, "add")

    @property
    def registers(self) -> tuple[Register, ...]:
        """The row at hand, the state of the step, and what travels with every word."""
        core, two, first = self.core, self.core.banks == 2, self.rows.uniform
        return (
            *(Register(name, 1) for name in ("valid_q", "event_q", "close_q", "user_q")),
            *present(first, Register("first_q", 1), Register("fresh_q", 1)),
            *present(two, Register("bank_q", 1), Register("next_bank_q", 1)),
            Register("unswept_q", 2),
            Register("addr_q", self.rows.address_bits),
            Register("left_q", self.rows.length_bits),
            Register("word_q", core.place_bits),
            *self._travelling("event_q", 1),
            *self._travelling("close_q", 1),
            *self._travelling("word_q", core.place_bits),
            *present(two, *self._travelling("bank_q", 1)),
            self._passed("user_q"),
            *present(first, self._passed("first_q")),
            *present(self._recent, Register("recent_q", 1)),
        )

    def _travelling(self, name: str, bits: int) -> tuple[Register, ...]:
        """A register for each stage."""
        return tuple(Register(f"{stage}_{name}", bits) for stage in self._stages)

    def _passed(self, name: str) -> Register:
        """A bit that nothing reads before the last stage."""
        first, *behind = (f"{stage}_{name}" for stage in self._stages)
        return Register(first, 1, len(self._stages), passed=True, behind=tuple(behind))

    def instance(self, fabric: Fabric) -> Parts:
        """Its registers, the counters, and the comparisons of places."""
        compared = logic(Piece.REDUCE, self.place_bits * self.comparisons)
        return super().instance(fabric) + logic(Piece.COUNT, self.counted_bits) + compared

    def process(self, around: CoreClocks) -> Process:
        """The clocks of ``row_fetch`` and of the engine: when every step has all its sums."""
        core, handshake, log = self.core, around.handshake, around.log
        skid, table, lengths = around.input, self.rows.table, core.rows.length.tolist()
        fetch_free = 0  # the clock in which row_fetch may accept a beat
        row_free = 0  # the clock in which its row registers may be loaded
        left = 0  # the clock in which the last word of the row ahead is in stage fetch
        # After reset tags are cleared, and no row is taken.
        ready = Tags(core).clearing_clocks
        for step in range(len(around.spikes)):
            if step >= core.banks:
                # The bank that this step adds to is still swept for the step that had it before.
                while not handshake.swept.has(step - core.banks):
                    yield handshake.swept.condition
                ready = max(ready, handshake.swept.clocks[step - core.banks] + 1)
            closed = False
            words = 0
            first = last = -1
            while not closed:
                while not skid.has_beat():
                    yield skid.beat
                (axon, closed, keep, user), offered = skid.peek()
                accepted = max(offered, fetch_free)
                skid.take(accepted)
                # A table is read between the beat and the row registers: a beat more may be under way.
                loaded = max(accepted + 1, row_free) if table else accepted
                # A row follows the one ahead without a bubble, as its last word leaves stage fetch.
                taken = max(loaded + 1, left, ready)
                row_free = taken
                fetch_free = loaded if table else taken
                length = lengths[axon] if keep else 0
                if length:
                    words += length
                    first = taken + 1 if first < 0 else first
                    last = taken + length
                # A row without words takes a clock of stage fetch only where it must close the step.
                left = taken + length if length else taken + closed
            log.words.append(words)
            # From the first word to the last, waiting in between included.
            log.gather.append(last - first + 1 if words else 0)
            handshake.users.append(user)
            handshake.closed.add(left + core.gather_stages)
