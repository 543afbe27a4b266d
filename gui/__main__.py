"""The program: arguments; a subcommand goes to the command line, without Qt; else the window."""

import os
import sys
from collections.abc import Sequence

from models import FactError, cli
from models.places import default_store_path, store_path

NO_DISPLAY = (
    "khorgos: there is no display to open a window on. Run it on a desktop, or use a subcommand "
    "(khorgos --help)."
)


def _has_display() -> bool:
    if not sys.platform.startswith("linux") or "QT_QPA_PLATFORM" in os.environ:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the arguments say and return the exit status."""
    status = cli.main(argv)
    if status != cli.OPEN_WINDOW:
        return status
    named = getattr(cli.parser().parse_args(argv), "store", None)
    try:
        path = store_path(named)
    except FactError as error:
        sys.stderr.write(f"khorgos: {error.sentence}\n")
        return 1
    if not _has_display():
        # Qt would abort the process.
        sys.stderr.write(f"{NO_DISPLAY}\n")
        return 1
    from gui.app import run

    # Only the user's own store is made without being asked for.
    return run(path, fresh=path == default_store_path())


if __name__ == "__main__":
    sys.exit(main())
