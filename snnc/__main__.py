"""The program ``snnc``, and ``python -m snnc``."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line; an interrupt ends it with a word, also while the program is still being loaded."""
    try:
        import signal

        from snnc.cli.main import main as run

        code = run()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # what is left to do is done at once
        return code
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
