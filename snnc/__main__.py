"""The program ``snnc``, and ``python -m snnc``."""

from __future__ import annotations

import sys
from types import FrameType


def main() -> int:
    """Run the command line; an interrupt ends it with a word, also while the program is still being loaded."""
    try:
        import signal

        # At once, while nothing is written: NumPy takes an interrupt of its import for a broken installation.
        former = signal.getsignal(signal.SIGINT)
        signal.signal(signal.SIGINT, signal.SIG_IGN if former is signal.SIG_IGN else _end)
        from snnc.cli.main import main as run

        signal.signal(signal.SIGINT, former)
        code = run()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # what is left to do is done at once
        return code
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130


def _end(number: int, frame: FrameType | None) -> None:
    import os

    os.write(2, b"interrupted\n")
    os._exit(130)


if __name__ == "__main__":
    sys.exit(main())
