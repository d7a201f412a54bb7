"""Compile the same networks with other Pythons and NumPys, each in an environment of its own: ``make versions``.

Every pair that can be installed here must print the digest of this one.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve()
#: The versions that snnc runs on: of Python, and of NumPy as a requirement.
PYTHONS = ("3.11", "3.12", "3.13")
NUMPYS = ("numpy>=1.26,<2", "numpy>=2,<2.1", "numpy>=2.1")
COUNT = "150"


def interpreter(version: str) -> str | None:
    """A Python of ``version``: on the path, or one of pyenv."""
    installed = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    return str(installed[-1]) if installed else shutil.which(f"python{version}")


def digest(python: str) -> str:
    """What ``python`` prints."""
    command = [python, str(HERE.with_name("digests.py")), COUNT]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def main() -> int:
    """1 where any pair prints another digest."""
    expected, wrong = digest(sys.executable), 0
    print(f"{expected[:16]}  this Python")
    for version in PYTHONS:
        python = interpreter(version)
        for numpy in NUMPYS if python else ():
            with tempfile.TemporaryDirectory() as folder:
                subprocess.run([str(python), "-m", "venv", folder], check=True)
                own = f"{folder}/bin/python"
                command = [own, "-m", "pip", "install", "-q", "--only-binary=:all:", numpy, "jinja2", "pyyaml"]
                if subprocess.run(command, capture_output=True, check=False).returncode:
                    print(f"{'-':16}  Python {version}, {numpy}: cannot be installed here")
                    continue
                found = digest(own)
                wrong += found != expected
                print(f"{found[:16]}  Python {version}, {numpy}{'' if found == expected else ': OTHER BYTES'}")
        if not python:
            print(f"{'-':16}  Python {version}: not installed")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
