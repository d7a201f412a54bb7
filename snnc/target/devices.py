"""All devices by name: a new family is a file beside this one, and a line here."""

from __future__ import annotations

from snnc.core.errors import user_error
from snnc.core.registry import by_name
from snnc.core.words import Topic, closest
from snnc.target import ecp5, ice40, xc7
from snnc.target.device import Device

#: The devices of every family, by a short name of it.
FAMILIES: dict[str, tuple[Device, ...]] = {
    "ice40": ice40.DEVICES,
    "ecp5": ecp5.DEVICES,
    "xc7": xc7.DEVICES,
}
DEVICES: dict[str, Device] = by_name("devices", (item for family in FAMILIES.values() for item in family))
#: What a netlist is simulated for: a family stands for its first device.
NETLISTS: dict[str, Device] = {name: family[0] for name, family in FAMILIES.items()} | DEVICES


def device(name: str) -> Device:
    """The device called ``name``; :class:`UserError` E400 lists the known ones."""
    if name not in DEVICES:
        also = {word: meant for known in DEVICES.values() for word, meant in known.family.words.items()}
        near = closest(name, DEVICES, Topic.DEVICE, also)
        raise user_error("E400", f"unknown device '{name}'{near}", hint=f"devices: {', '.join(DEVICES)}")
    return DEVICES[name]
