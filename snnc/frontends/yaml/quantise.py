"""The ``quantise`` part as YAML text, and in a spec."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from snnc.frontends.yaml.part import with_part, yaml_key
from snnc.ir.options import QuantiseOptions, StateOptions, WeightOptions


def quantise_text(options: QuantiseOptions) -> str:
    """``options`` as the part of a spec; what is the default is left out, or what is so for all parts."""
    lines = [f"  {entry}" for entry in _weights(options.weights, WeightOptions())]
    lines += [f"  {entry}" for entry in _state(options.state, StateOptions())]
    if options.target is not None:
        lines.append(f"  target: {{{options.target}}}")
    weights = [(name, list(_weights(each, options.weights))) for name, each in options.projections]
    states = [(name, list(_state(each, options.state))) for name, each in options.populations]
    lines += [*_overrides("projections", weights), *_overrides("populations", states)]
    return "\n".join(["quantise:", *lines] if lines else ["quantise: {}"]) + "\n"


def _overrides(what: str, parts: Sequence[tuple[str, Sequence[str]]]) -> Iterator[str]:
    if parts:
        yield f"  {what}:"
    for name, entries in parts:
        yield f"    {yaml_key(name)}: {{{', '.join(entries)}}}"


def _weights(options: WeightOptions, default: WeightOptions) -> Iterator[str]:
    """What ``options`` say that ``default`` does not."""
    if options.bits != default.bits:
        yield f"weight_bits: {options.bits}"
    if options.units is not None and options.units != default.units:
        yield f"scale: {options.units!r}"
    if options.units is None and (options.method is not default.method or default.units is not None):
        yield f"scale: {options.method.value}"
    if options.percentile != default.percentile:
        yield f"percentile: {options.percentile!r}"


def _state(options: StateOptions, default: StateOptions) -> Iterator[str]:
    """What ``options`` say that ``default`` does not."""
    if options.bits != default.bits:
        yield f"state_bits: {options.bits}"
    for key in ("fraction_bits", "decay_bits", "decay_digits", "tau_error", "gain_error", "number_bits"):
        if getattr(options, key) != getattr(default, key):
            yield f"{key}: {getattr(options, key)!r}"
    if options.rounding is not default.rounding:
        yield f"rounding: {options.rounding.value}"
    if options.decay is not default.decay:
        yield f"decay: {options.decay.value}"


def with_quantise(text: str, options: QuantiseOptions, spec: Path, file: Path) -> str:
    """The spec ``text`` of ``spec`` with ``options``, as it is to stand in ``file``.

    See :func:`snnc.frontends.yaml.part.with_part`, also for what is raised.
    """
    return with_part(
        text, part=quantise_text(options), spec=spec, file=file, kept=lambda read: read.quantise == options
    )
