"""Every operation has a meaning and an expansion, and what programs expand to is well formed."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from support.programs import lowered

from snnc.golden.tables import MEANING
from snnc.program.expand import EXPANSIONS, expand
from snnc.program.operation import Op
from snnc.program.ops import OPERATIONS, Literal
from snnc.program.primitives import sources


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_is_in_both_tables(operation: type[Op]) -> None:
    assert operation in MEANING
    # A literal becomes a constant in the primitives that read it.
    assert (operation in EXPANSIONS) == (operation.integer and operation is not Literal)
    assert operation.real or operation.integer


@settings(max_examples=200, deadline=None)
@given(lowered())
def test_circuits_are_straight_lines(result) -> None:
    """Names are made once and before they are read; statements keep together and keep their names and formats."""
    program = result[0].program
    circuit = expand(program)
    made = {port.name for port in circuit.ports}
    for signal in circuit.body:
        assert set(sources(signal.primitive)) <= made, signal
        assert signal.name not in made
        made.add(signal.name)
    assert circuit.results <= made
    statements = [s for s in program.body if not isinstance(s.op, Literal)]
    order = list(dict.fromkeys(signal.statement for signal in circuit.body))
    assert order == [s.target for s in statements]
    types = {signal.name: signal.type for signal in circuit.body}
    assert all(types[s.target] == s.type for s in statements)


@settings(max_examples=200, deadline=None)
@given(lowered())
def test_inner_signals_are_read_once_in_their_statement(result) -> None:
    circuit = expand(result[0].program)
    reads = Counter(name for signal in circuit.body for name in sources(signal.primitive))
    readers = {name: signal for signal in circuit.body for name in sources(signal.primitive)}
    for signal in circuit.body:
        if signal.inner:
            assert reads[signal.name] == 1 and signal.name not in circuit.results
            assert readers[signal.name].statement == signal.statement
