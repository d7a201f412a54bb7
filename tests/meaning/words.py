"""What a step of a neuron is written with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

#: The words of choices by key, numbers by name, and the numbers of states.
Words = Mapping[str, str]
Values = Mapping[str, Any]
State = dict[str, Any]
