"""The command line: its arguments, what it prints, and with which status it ends.

0 is done, 1 the user's world (a sentence on the standard error, no trace), 2 wrong usage. Without
a subcommand the window opens, which is not this module's work: see ``wants_window``.
"""

import argparse
import json
import os
import signal
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import TYPE_CHECKING

from models.errors import FactError
from models.intake import CHILD_ARGUMENT
from models.kinds import KINDS

if TYPE_CHECKING:
    from models.outcome import Outcome

OPEN_WINDOW = -1
"""What ``main`` returns when no subcommand was given."""

MOST_SAMPLED = 10_000_000
"""How many entries a sample may have."""

_INTERRUPTED = 128 + signal.SIGINT
_NOBODY_READS = 128 + 13  # SIGPIPE, which Windows does not have.


def _shared() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    # SUPPRESS: a subcommand must not forget what stood before it.
    shared.add_argument(
        "--store",
        metavar="FILE",
        default=argparse.SUPPRESS,
        help="the store; without it KHORGOS_STORE, or the one in your data folder",
    )
    shared.add_argument(
        "--json",
        action="store_true",
        default=argparse.SUPPRESS,
        help="print what happened as JSON",
    )
    return shared


def _amount(text: str) -> int:
    number = int(text.replace(",", "").replace("_", ""))
    if not 0 < number <= MOST_SAMPLED:
        raise argparse.ArgumentTypeError(f"choose from 1 to {MOST_SAMPLED:,}")
    return number


def parser() -> argparse.ArgumentParser:
    """Return the parser of all arguments."""
    shared = _shared()
    whole = argparse.ArgumentParser(
        prog="khorgos",
        description="A fact browser for China's cooperation with Central Asia. "
        "Without a subcommand the window opens.",
        parents=[shared],
    )
    nouns = whole.add_subparsers(dest="subcommand", metavar="SUBCOMMAND")
    new = nouns.add_parser("new", parents=[shared], help="make a store")
    new.add_argument("file", metavar="FILE", help="where it will be; nothing is overwritten")
    filled = new.add_mutually_exclusive_group()
    filled.add_argument("--empty", action="store_true", help="without the first article")
    filled.add_argument(
        "--sample",
        type=_amount,
        metavar="N",
        help="instead of the article N invented entries with all that belongs to them",
    )
    new.add_argument(
        "--seed", type=int, default=1, metavar="N", help="another number, another sample (1)"
    )
    export = nouns.add_parser("export", parents=[shared], help="write records as CSV")
    export.add_argument("kind", metavar="KIND", choices=list(KINDS), help=", ".join(KINDS))
    export.add_argument(
        "--query", metavar="TEXT", default="", help='words, field:text, country:UZB, title:"a b"'
    )
    export.add_argument("--out", metavar="FILE", help="without it to the standard output")
    export.add_argument("--labels", action="store_true", help="labels instead of codes")
    export.add_argument("--bom", action="store_true", help="with a byte order mark, for Excel")
    taking = nouns.add_parser("import", parents=[shared], help="read a CSV file as one step")
    taking.add_argument("file", metavar="FILE")
    taking.add_argument("--kind", choices=list(KINDS), metavar="KIND", help="else it is guessed")
    taking.add_argument(
        "--dry-run", action="store_true", help="say what would change, write nothing"
    )
    reading = nouns.add_parser(
        "read",
        parents=[shared],
        help="say what an article mentions and could give",
    )
    reading.add_argument("file", metavar="FILE", help="the article; - for the standard input")
    check = nouns.add_parser(
        "check", parents=[shared], help="look for what is wrong with the store"
    )
    check.add_argument("--rules", action="store_true", help="list also what breaks a rule")
    return whole


def wants_window(arguments: argparse.Namespace) -> bool:
    """Tell whether the arguments ask for the window."""
    return arguments.subcommand is None


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the arguments say and return the exit status, or OPEN_WINDOW."""
    if (sys.argv[1:] if argv is None else argv)[:1] == [CHILD_ARGUMENT]:
        from models.intake import child

        child.main()
    reader = parser()
    arguments = reader.parse_args(argv)
    if wants_window(arguments):
        return OPEN_WINDOW
    as_json = getattr(arguments, "json", False)
    if as_json and arguments.subcommand == "export" and arguments.out is None:
        reader.error("the standard output holds the CSV: add --out FILE to --json")
    return run(arguments, as_json=as_json)


def run(arguments: argparse.Namespace, *, as_json: bool = False) -> int:
    """Run a subcommand and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # An old terminal cannot show every letter of the facts.
            stream.reconfigure(errors="replace")
    try:
        outcome = _outcome(arguments)
        _say(outcome, as_json=as_json)
        sys.stdout.flush()
    except FactError as error:
        print(f"khorgos: {error.sentence}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        _drop_output()
        return _NOBODY_READS
    except OSError as error:
        print(f"khorgos: The output cannot be written: {error.strerror}.", file=sys.stderr)
        _drop_output()
        return 1
    return outcome.status


def _outcome(arguments: argparse.Namespace) -> "Outcome":
    if arguments.subcommand == "read" and not hasattr(arguments, "store"):
        # An article is read without any store, so the database layer stays out of it.
        from models.articles import read

        return read(arguments.file)
    # Only here: the database layer takes half a second, and the window is painted before it.
    from models.subcommands import SUBCOMMANDS

    return SUBCOMMANDS[arguments.subcommand](arguments)


def _drop_output() -> None:
    # The interpreter flushes once more at its end and would complain.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(outcome: "Outcome", *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(outcome.facts, ensure_ascii=False, indent=1))
    else:
        for line in outcome.lines:
            print(line)
    sys.stdout.flush()
    for sentence in outcome.complaints:
        print(f"khorgos: {sentence}", file=sys.stderr)
