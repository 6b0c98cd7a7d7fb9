"""The command ``homeward``: a window by default, sub-commands otherwise."""

from __future__ import annotations

import faulthandler
import sys

from app.cli import run


def main() -> None:
    """Run the command line and leave with its exit status; should the processor end it, say where that was."""
    if sys.stderr is not None:  # a window of Windows has none
        faulthandler.enable()
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
