"""100 LIF neurons behind exponential synapses, one second in steps of 0.1 ms: float, golden and RTL, and a picture.

python examples/lif_population/demo.py [--out build/lif_population] [--tool verilator] [--brian2]
"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import dynamics
import evaluate

import snnc

HERE = Path(__file__).resolve().parent


def drive(network: snnc.Network) -> np.ndarray:
    """Poisson spikes of all sources at full rate, bool [1, steps, sources]."""
    source = network.inputs[0]
    return snnc.golden.encode(np.ones((1, source.size)), source.coding)


def in_brian2(network: snnc.Network, spikes: np.ndarray) -> np.ndarray:
    """What Brian2 makes of the same network and ``spikes`` [steps, sources]: bool [steps, 100]."""
    import brian2 as b2  # type: ignore[import-not-found,unused-ignore]

    b2.prefs.codegen.target = "numpy"
    b2.start_scope()
    dt = network.dt * b2.ms
    b2.defaultclock.dt = dt
    # In the units of the spec: volts are millivolts here, and numbers without a unit to Brian2.
    equations = """
    dv/dt = (-70 - v + RI) / (20*ms) : 1 (unless refractory)
    dRI/dt = -RI / (5*ms) : 1
    """
    cells = b2.NeuronGroup(100, equations, threshold="v > -50", reset="v = -60", refractory=5 * b2.ms, method="euler")
    cells.v = -70
    step, source = np.nonzero(spikes)
    inputs = b2.SpikeGeneratorGroup(spikes.shape[1], source, step * dt)
    (projection,) = network.projections
    sources, targets, weights = projection.connection.synapses()
    synapses = b2.Synapses(inputs, cells, "w : 1", on_pre="RI += w")
    synapses.connect(i=sources, j=targets)
    synapses.w = weights / (network.dt / 20.0)
    monitor = b2.SpikeMonitor(cells)
    b2.Network(cells, inputs, synapses, monitor).run(len(spikes) * dt)
    fired = np.zeros((len(spikes), 100), bool)
    fired[np.rint(monitor.t / dt).astype(int), np.asarray(monitor.i)] = True
    return fired


def main() -> int:
    """Run the example; 0 when RTL and golden agree, and Brian2 and float where that was asked for."""
    arguments = evaluate.parser(__doc__, "build/lif_population", 1)
    arguments.add_argument("--brian2", action="store_true", help="compare the float network with Brian2, if installed")
    given = arguments.parse_args()
    spec = snnc.read_spec(HERE / "network.yaml")
    spikes = drive(spec.network)
    result = dynamics.show(spec, {"drive": spikes}, given.out, given.tool)
    wrong = bool(result["mismatches"] or result["cycle_mismatches"])
    if given.brian2:
        expected = in_brian2(spec.network, spikes[0])
        found = snnc.golden.run(spec.network, {"drive": spikes}).spikes("cells")[0]
        unequal = np.count_nonzero(expected != found)
        print(f"Brian2: {np.count_nonzero(expected)} spikes, {unequal} of them elsewhere in float")
        wrong |= unequal > 0
    return int(wrong)


if __name__ == "__main__":
    raise SystemExit(main())
