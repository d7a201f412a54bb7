"""``python -m snnc``."""

from snnc.cli.main import main

raise SystemExit(main())
