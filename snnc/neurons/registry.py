"""All neuron models by name: a new one is a file beside this one, and a line here."""

from __future__ import annotations

from snnc.core.registry import by_name
from snnc.core.words import Word
from snnc.neurons.alif import AdaptiveLif
from snnc.neurons.cuba_li import CubaLeakyIntegrator
from snnc.neurons.cuba_lif import CubaLif
from snnc.neurons.double_exp_lif import DoubleExponentialLif
from snnc.neurons.exponential import AdaptiveExponential, ExponentialIntegrateFire
from snnc.neurons.if_cond_exp import IfCondExp
from snnc.neurons.if_curr_exp import IfCurrExp
from snnc.neurons.integrate_fire import IntegrateFire
from snnc.neurons.izhikevich import Izhikevich
from snnc.neurons.li import LeakyIntegrator
from snnc.neurons.lif import Lif
from snnc.neurons.linear_lif import LinearLif
from snnc.neurons.model import Model
from snnc.neurons.nengo_lif import NengoLif
from snnc.neurons.poisson import Poisson
from snnc.neurons.quadratic import QuadraticIntegrateFire
from snnc.neurons.relay import Relay
from snnc.neurons.relu import RectifiedLinear
from snnc.neurons.resonate import ResonateFire
from snnc.neurons.sfa_lif import AdaptationCurrentLif
from snnc.neurons.spiking_relu import SpikingRectifiedLinear

MODELS: dict[str, Model] = by_name(
    "neuron models",
    (
        IntegrateFire(),
        Lif(),
        LeakyIntegrator(),
        CubaLif(),
        CubaLeakyIntegrator(),
        DoubleExponentialLif(),
        LinearLif(),
        AdaptiveLif(),
        AdaptationCurrentLif(),
        IfCurrExp(),
        IfCondExp(),
        Izhikevich(),
        QuadraticIntegrateFire(),
        ExponentialIntegrateFire(),
        AdaptiveExponential(),
        ResonateFire(),
        NengoLif(),
        SpikingRectifiedLinear(),
        RectifiedLinear(),
        Relay(),
        Poisson(),
    ),
)


def words_of_models() -> dict[str, Word]:
    """What others call the models."""
    return {word: meant for model in MODELS.values() for word, meant in model.words.items()}
