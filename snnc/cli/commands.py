"""All commands of ``snnc``, in the order of the stages. Every one that computes takes ``--json FILE``."""

from __future__ import annotations

from snnc.cli.bits import BITS
from snnc.cli.check import CHECK
from snnc.cli.compare import COMPARE
from snnc.cli.compile import COMPILE
from snnc.cli.dump import DUMP
from snnc.cli.fit import FIT
from snnc.cli.models import MODELS_COMMAND
from snnc.cli.report import REPORT
from snnc.cli.run import RUN
from snnc.cli.simulate import SIMULATE
from snnc.cli.synth import SYNTH

COMMANDS = (CHECK, COMPILE, DUMP, RUN, COMPARE, BITS, SIMULATE, SYNTH, REPORT, FIT, MODELS_COMMAND)
