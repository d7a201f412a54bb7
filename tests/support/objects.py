"""Compile Verilator's runtime once: ``python objects.py FOLDER COMPILER ARGUMENT…``, as OBJCACHE of its make.

A file of the runtime is the same for every design, so its object is kept in FOLDER, under the whole command. The C++
that Verilator makes of a design is compiled each time. ``ccache``, where it is installed, takes the place of this.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path


def kept(folder: Path, command: list[str]) -> Path | None:
    """Where the object is kept that ``command`` makes of a file of the runtime; None for other commands."""
    if command.count("-c") != 1 or command.count("-o") != 1:
        return None
    source = Path(command[-1])
    if not source.is_absolute() or source.parent.name != "include" or not source.name.startswith("verilated"):
        return None
    status = source.stat()
    key = repr([command, str(source), status.st_size, status.st_mtime_ns])
    return folder / f"{source.stem}-{hashlib.sha256(key.encode()).hexdigest()}.o"


def main(folder: Path, command: list[str]) -> int:
    """Run ``command``, or copy the object that it made before; its exit code."""
    place = kept(folder, command)
    if place is None:
        return subprocess.run(command, check=False).returncode
    made = Path(command[command.index("-o") + 1])
    if place.exists():
        shutil.copyfile(place, made)
        return 0
    code = subprocess.run(command, check=False).returncode
    if not code:
        own = place.with_suffix(f".{os.getpid()}")
        shutil.copyfile(made, own)
        own.replace(place)  # at once: another process may look for it
    return code


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
