"""A plan that can wait for itself is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.networks import feed_forward

import snnc
from snnc.core.errors import InternalError
from snnc.plan.hardware import HardwarePlan
from snnc.plan.liveness import check_live
from snnc.plan.stream import Range, Router, Stream, Tap


def test_a_plan_that_can_deadlock_is_refused() -> None:
    """Two cores that wait for each other without an initial packet."""
    compiled = snnc.compile(feed_forward())
    cores = compiled.plan.cores
    streams = tuple(Stream(core.axon_stream.name, 8, 0) for core in cores)
    a, b = (stream.name for stream in streams)
    taps = (
        Tap(source=b, sink=a, delay=0, depth=32, ranges=(Range(0, 1, 0),)),
        Tap(source=a, sink=b, delay=0, depth=32, ranges=(Range(0, 1, 0),)),
    )
    router = Router(name="router0", sources=streams, sinks=streams, taps=taps, wire=False)
    plan = HardwarePlan(name="n", cores=cores, routers=(router,), inputs=(), outputs=())
    with pytest.raises(InternalError, match="deadlock"):
        check_live(plan)
    delayed = (replace(taps[0], delay=1), taps[1])
    check_live(replace(plan, routers=(replace(router, taps=delayed),)))
