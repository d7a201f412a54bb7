"""What streams and pipelines of a design may meet in a simulation: a list, and how the testbench sees each."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.backends.verilog.naming import port_prefix
from snnc.plan.hardware import HardwarePlan


@dataclass(frozen=True)
class StreamEvent:
    """Something that a stream or pipeline of a design may meet: ``what`` happens to the ``subject`` of ``owner``.

    ``expression``: whether it happens in a clock, in the testbench.
    """

    owner: str
    subject: str
    what: str
    expression: str


def stream_events(plan: HardwarePlan, *, inside: bool = True) -> tuple[StreamEvent, ...]:
    """What the testbench of ``plan`` tells when it is met, by number: waits that need a host or a core that stalls.

    ``inside``: those that only who looks into the chip can tell, too.
    """
    found = []
    for stream in plan.outputs:
        port = port_prefix(plan.names, stream.name)
        waits = f"{port}_tvalid && !{port}_tready"
        found.append(StreamEvent(str(stream.name), "a beat", "waits for the host", waits))
    if not inside:
        return tuple(found)
    for core in plan.cores:
        at = f"dut.u_{core.name}"
        held = f"{at}.store_valid && !{at}.en"
        arriving = f"{at}.s_tvalid && !{at}.s_tready"
        found.append(StreamEvent(core.name, "an arriving beat", "waits", arriving))
        found.append(StreamEvent(core.name, "neurons in the pipeline", "wait", held))
        last = f"{held} && {at}.store_last && {at}.store_user"
        found.append(StreamEvent(core.name, "the end of a sample", "waits in the pipeline", last))
    for router in plan.routers:
        for k, tap in enumerate(router.taps if not router.wire else ()):
            at = f"dut.u_{router.name}.g_tap[{k}].u_tap"
            what = f"the queue {tap.source} -> {tap.sink}" + (f", delay {tap.delay}" if tap.delay else "")
            full = f"{at}.delay_tvalid && !{at}.delay_tready"
            found.append(StreamEvent(router.name, what, "is full with a beat behind", full))
    return tuple(found)
