"""Peer simulators for the CPU speed benchmarks.

A factory in ``PEERS`` or ``RECURRENT_PEERS`` takes a case, imports its framework, builds and
warms up the network and returns a zero-argument callable that runs the workload once from rest
and returns spike counts. Time it with :func:`timed`. The simulator under test joins the table
with ``PEERS["name"] = factory``. Set the number of threads before calling a factory.

Peers compute in float32, on dense input converted beforehand (Brian2: on lists of spikes).
Where they differ from ``v = decay * v + input; spike if v >= threshold; v -= threshold``:

* snntorch spikes at ``v > threshold`` and subtracts the threshold in the next step, after the
  decay (its default; ``reset_delay=False`` is slower);
* norse spikes at ``v > threshold``; its weights carry a factor ``1 / (1 - decay)``;
* bindsnet resets to zero, having no reset by subtraction.
"""

from __future__ import annotations

import contextlib
import importlib
import math
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

Run = Callable[[], np.ndarray]


@dataclass(frozen=True, eq=False)
class FeedForwardCase:
    """Inputs -> hidden LIF -> output LIF without delays; the run returns counts [batch, out]."""

    spikes: np.ndarray  # [steps, batch, inputs], bool or float32
    w1: np.ndarray  # [inputs, hidden]
    w2: np.ndarray  # [hidden, out]
    decay: float = 0.9375
    threshold: float = 1.0


@dataclass(frozen=True, eq=False)
class RecurrentCase:
    """Inputs -> LIF neurons with a recurrence of one step delay; returns counts [neurons]."""

    spikes: np.ndarray  # [steps, inputs], bool or float32
    w_in: np.ndarray  # [inputs, neurons]
    w_rec: np.ndarray  # [neurons, neurons], from row to column; negative: inhibition
    decay: float = 0.9375
    threshold: float = 1.0


def timed(run: Run) -> tuple[float, np.ndarray]:
    """Seconds of one run, and its result; a run that keeps its own ``seconds`` is believed."""
    start = time.perf_counter()
    result = run()
    return float(getattr(run, "seconds", time.perf_counter() - start)), result


def _faster(steps: Callable[[], Iterable[Any]], layers: Callable[[], Any]) -> Run:
    """The faster (best of 4) of yielding output step by step and running layer by layer."""
    import torch

    def step_by_step() -> np.ndarray:
        with torch.no_grad():
            return np.asarray(sum(steps()))

    def layer_by_layer() -> np.ndarray:
        with torch.no_grad():
            return np.asarray(layers().sum(0))

    best = {step_by_step: math.inf, layer_by_layer: math.inf}
    for _ in range(4):
        best = {run: min(seconds, timed(run)[0]) for run, seconds in best.items()}
    return min(best, key=best.__getitem__)


def _torch_parts(case: FeedForwardCase, gain: float = 1.0) -> tuple[Any, Any, Any]:
    """A float32 copy of the spikes, and the weights as two bias-free linear layers."""
    import torch

    def linear(weights: np.ndarray) -> Any:
        layer = torch.nn.Linear(weights.shape[0], weights.shape[1], bias=False)
        tensor = torch.from_numpy(np.array(weights * gain, dtype=np.float32, order="C"))
        layer.weight = torch.nn.Parameter(tensor.T, requires_grad=False)
        return layer

    spikes = torch.from_numpy(np.array(case.spikes, dtype=np.float32, order="C"))
    return spikes, linear(case.w1), linear(case.w2)


def snntorch(case: FeedForwardCase) -> Run:
    """``snntorch.Leaky`` without surrogate gradients."""
    import snntorch as snn
    import torch

    spikes, dense1, dense2 = _torch_parts(case)
    options = {"init_hidden": True, "surrogate_disable": True}
    lif1, lif2 = (snn.Leaky(case.decay, case.threshold, **options) for _ in range(2))

    def fresh() -> Any:
        lif1.reset_mem()
        lif2.reset_mem()
        return spikes

    def steps() -> Iterator[Any]:
        for x in fresh():
            yield lif2(dense2(lif1(dense1(x))))

    def layers() -> Any:
        hidden = torch.stack([lif1(current) for current in dense1(fresh())])
        return torch.stack([lif2(current) for current in dense2(hidden)])

    return _faster(steps, layers)


def spikingjelly(case: FeedForwardCase) -> Run:
    """``LIFNode`` in single-step or multi-step mode."""
    import torch
    from spikingjelly.activation_based import functional, neuron, surrogate

    spikes, dense1, dense2 = _torch_parts(case)
    options = {"decay_input": False, "v_reset": None, "surrogate_function": surrogate.heaviside}
    options |= {"tau": 1 / (1 - case.decay), "v_threshold": case.threshold}
    lif1, lif2 = (neuron.LIFNode(**options) for _ in range(2))
    net = torch.nn.Sequential(dense1, lif1, dense2, lif2).eval()

    def fresh(step_mode: str) -> Any:
        functional.reset_net(net)
        lif1.step_mode = lif2.step_mode = step_mode
        return net

    return _faster(lambda: map(fresh("s"), spikes), lambda: fresh("m")(spikes))


def norse(case: FeedForwardCase) -> Run:
    """``LIFBoxCell`` (no synaptic current) with reset by subtraction."""
    import norse.torch as nt
    import torch
    from norse.torch.functional.reset import reset_subtract

    spikes, dense1, dense2 = _torch_parts(case, gain=1 / (1 - case.decay))
    options = {"method": "heaviside", "reset_method": reset_subtract}
    options |= {"tau_mem_inv": torch.tensor(1 - case.decay), "v_th": torch.tensor(case.threshold)}
    lif1, lif2 = (nt.LIFBoxCell(nt.LIFBoxParameters(**options), dt=1.0) for _ in range(2))
    cells = nt.SequentialState(dense1, lif1, dense2, lif2)

    def steps() -> Iterator[Any]:
        state: Any = None
        for x in spikes:
            out, state = cells(x, state)
            yield out

    def layers() -> Any:
        hidden, _ = nt.Lift(lif1)(dense1(spikes))
        return nt.Lift(lif2)(dense2(hidden))[0]

    return _faster(steps, layers)


def bindsnet(case: FeedForwardCase) -> Run:
    """``Network`` of ``LIFNodes``, spikes crossing both layers within one step (``one_step``)."""
    import torch
    from bindsnet.network import Network
    from bindsnet.network.monitors import Monitor
    from bindsnet.network.nodes import Input, LIFNodes
    from bindsnet.network.topology import Connection

    spikes, dense1, dense2 = _torch_parts(case)
    options = {"thresh": case.threshold, "tc_decay": -1 / math.log(case.decay)}
    options |= {"rest": 0.0, "reset": 0.0, "refrac": 0}
    steps, batch, _ = spikes.shape
    net, source = Network(batch_size=batch, learning=False), Input(n=len(case.w1))
    hidden, out = (LIFNodes(n=w.shape[1], **options) for w in (case.w1, case.w2))
    for name, layer in {"in": source, "hidden": hidden, "out": out}.items():
        net.add_layer(layer, name)
    net.add_connection(Connection(source, hidden, w=dense1.weight.T), "in", "hidden")
    net.add_connection(Connection(hidden, out, w=dense2.weight.T), "hidden", "out")
    net.add_monitor(monitor := Monitor(out, ["s"], time=steps), "out")

    def step_by_step() -> np.ndarray:
        for part in (hidden, out, monitor):  # resetting the input layer would erase spikes
            part.reset_state_variables()
        with torch.no_grad():
            net.run({"in": spikes}, time=steps, one_step=True)
            return np.asarray(monitor.get("s").sum(0))

    step_by_step()
    return step_by_step


class Brian2Run:
    """A Brian2 network that restarts from its stored state at every call.

    ``seconds``: time of the steps of the last run, as Brian2 reports it, without the code
    generation and garbage collection before them. ``target``: ``cython``, else ``numpy``.
    """

    def __init__(self, case: RecurrentCase) -> None:
        import brian2 as b2

        b2.prefs.codegen.target = "auto"
        b2.prefs.core.default_float_dtype = np.float32
        dt = b2.defaultclock.dt
        steps, units = np.nonzero(case.spikes)
        source = b2.SpikeGeneratorGroup(case.w_in.shape[0], units, steps * dt, when="start")
        model = {"threshold": "v >= theta", "reset": "v -= theta", "method": "exact"}
        neurons = b2.NeuronGroup(case.w_rec.shape[0], "dv/dt = -v / tau : 1", **model)
        neurons.namespace.update(tau=-dt / math.log(case.decay), theta=case.threshold)
        synapses = []
        for origin, weights in ((source, case.w_in), (neurons, case.w_rec)):
            to = b2.Synapses(origin, neurons, "w : 1", on_pre="v_post += w")
            to.connect()
            to.w = weights[to.i[:], to.j[:]]
            synapses.append(to)
        self._monitor = b2.SpikeMonitor(neurons, record=False)
        self._net = b2.Network(source, neurons, *synapses, self._monitor)
        # Synapses before thresholds: input acts in its own step, recurrence in the next.
        self._net.schedule = ["start", "groups", "synapses", "thresholds", "resets", "end"]
        self._duration = len(case.spikes) * dt
        self._net.store()
        self()  # generates and compiles the code
        self.target: str = neurons.state_updater.codeobj.class_name

    def __call__(self) -> np.ndarray:
        """Run once from rest; spikes per neuron."""
        self._net.restore()
        self._net.run(self._duration, report=self._note, namespace={})
        return np.array(self._monitor.count)

    def _note(self, elapsed: Any, *_: object) -> None:
        self.seconds = float(elapsed)


PEERS: dict[str, Callable[[FeedForwardCase], Run]] = {
    function.__name__: function for function in (snntorch, spikingjelly, norse, bindsnet)
}
RECURRENT_PEERS: dict[str, Callable[[RecurrentCase], Run]] = {"brian2": Brian2Run}


def available() -> dict[str, bool]:
    """Whether each peer can be imported; a broken installation counts as absent."""
    parts = {"spikingjelly": ".activation_based.neuron", "norse": ".torch", "bindsnet": ".network"}
    found = dict.fromkeys((*PEERS, *RECURRENT_PEERS), False)
    for name in found:
        with contextlib.suppress(ImportError, AttributeError, OSError, RuntimeError):
            importlib.import_module(name + parts.get(name, ""))
            found[name] = True
    return found
