"""The process that reads one foreign file and ends: nothing of it is trusted, nor kept.

It is given a line of JSON and the bytes on its input, and answers with JSON on its output. It may
not reach the network, start a program or write a file, whatever the file makes its libraries do.
"""

import json
import os
import sys
from contextlib import suppress

from models.errors import FactError
from models.intake.extracted import to_json
from models.intake.reader import read

if sys.platform != "win32":
    import resource
    import signal

MOST_MEMORY = 1_500_000_000
MOST_ANSWER = 64_000_000
_FORBIDDEN = (
    *("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork"),
    *("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate"),
    *("shutil.", "ftplib.", "smtplib.", "urllib.Request", "http.client.", "sqlite3.", "os.chmod"),
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC


def main() -> None:
    """Read what stands on the input and answer on the output."""
    request = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read()
    _limit(request["seconds"])
    sys.addaudithook(_refuse)
    try:
        answer = to_json(read(content, request["name"], request["format"], request["address"]))
    except FactError as error:
        answer = json.dumps({"refused": error.sentence}, ensure_ascii=False)
    sys.stdout.buffer.write(answer.encode(errors="replace"))
    sys.stdout.buffer.flush()
    # What stands in memory is not taken down piece by piece.
    os._exit(0)


def _limit(seconds: float) -> None:
    if sys.platform == "win32":
        return
    limits = (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, int(seconds) + 1),
        (resource.RLIMIT_FSIZE, MOST_ANSWER),
        (resource.RLIMIT_CORE, 0),
    )
    for which, most in limits:
        # A system that does not know a limit still has the clock of the parent.
        with suppress(ValueError, OSError):
            resource.setrlimit(which, (most, most))
    # If the parent is killed, nobody else would end this one.
    signal.alarm(int(seconds) + 5)


def _refuse(event: str, given: tuple[object, ...]) -> None:
    if event == "open":
        mode, flags = given[1], given[2]
        written = isinstance(mode, str) and set(mode) & set("wax+")
        if written or (mode is None and isinstance(flags, int) and flags & _WRITING):
            raise PermissionError("a reader of foreign files writes nothing")
    elif event.startswith(_FORBIDDEN):
        raise PermissionError(f"a reader of foreign files does no {event}")


if __name__ == "__main__":
    main()
