"""A plan that can wait for itself is refused."""

from __future__ import annotations

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
    taps = (Tap(b, a, 0, 32, (Range(0, 1, 0),)), Tap(a, b, 0, 32, (Range(0, 1, 0),)))
    plan = HardwarePlan("n", cores, (Router("router0", streams, streams, taps, False),), (), ())
    with pytest.raises(InternalError, match="deadlock"):
        check_live(plan)
    delayed = (Tap(b, a, 1, 32, (Range(0, 1, 0),)), taps[1])
    check_live(HardwarePlan("n", cores, (Router("router0", streams, streams, delayed, False),), (), ()))
