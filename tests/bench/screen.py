"""A screen that nobody looks at: Xvfb, whose pixels are read from a file and whose keys are sent.

The framebuffer is mapped into this process, so that looking at it costs the program that is
measured nothing; keys and clicks go through XTEST, as from a real keyboard.
"""

import ctypes
import mmap
import os
import shutil
import signal
import struct
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from keyboard import LIBRARIES, Keyboard

SIZE = (1920, 1080)
PATIENCE = 120.0
# Nothing smaller is looked at: a line of text is higher than this.
EVERY_LINE = 3
LOOK_EACH = 0.002
QUIET = 0.5
# So long something that was done may show nothing.
UNSEEN = 20.0
# What is not one of the commonest colours is ink: stripes, lines and a mark beside letters are not.
PAPERS = 4
# The last few letters may be drawn later, as names behind links are.
MOST = 0.8
_PARENT_DEATH = 1  # PR_SET_PDEATHSIG of Linux
_NEEDED = ("Xvfb", "openbox")
# What a program calls a window fills the screen, and none has a frame; dialogs stay as they are.
_MANNERS = """<?xml version="1.0"?>
<openbox_config xmlns="http://openbox.org/3.4/rc"><applications>
<application type="normal"><maximized>yes</maximized><decor>no</decor></application>
</applications></openbox_config>
"""


@dataclass(frozen=True)
class Area:
    """A part of the screen, in pixels; the right and the lower edge do not belong to it."""

    left: int
    top: int
    right: int
    bottom: int


# Menus and tools, whatever the program.
TOP = Area(0, 0, 700, 60)


@dataclass(frozen=True)
class Look:
    """What an area showed from a moment on: every third line of it, four bytes a pixel."""

    when: float
    lines: tuple[bytes, ...]


def missing(program: str) -> str:
    """Return the first thing that is not there of what showing a program needs, or nothing."""
    for name in (program, *_NEEDED):
        if shutil.which(name) is None:
            return name
    for name in LIBRARIES:
        try:
            ctypes.CDLL(name)
        except OSError:
            return name
    return ""


class Screen:
    """The pixels of a running Xvfb, and its keyboard and mouse."""

    def __init__(self, display: str, framebuffer: Path) -> None:
        self.display = display
        with framebuffer.open("rb") as file:
            self._pixels = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        header = struct.unpack(">25I", self._pixels[:100])
        self._begin, self._stride = header[0] + 12 * header[19], header[12]
        self._keyboard = Keyboard(display)
        self.press, self.type = self._keyboard.press, self._keyboard.type
        self.click, self.point = self._keyboard.click, self._keyboard.point
        self.dialogs = self._keyboard.dialogs

    def lines(self, area: Area, every: int = EVERY_LINE) -> tuple[bytes, ...]:
        """Return some lines of an area as they are now."""
        left, right = self._begin + 4 * area.left, self._begin + 4 * area.right
        pixels, stride = self._pixels, self._stride
        return tuple(
            pixels[left + stride * y : right + stride * y]
            for y in range(area.top, area.bottom, every)
        )

    def watch(
        self, areas: Sequence[Area], enough: Callable[[list[list[Look]]], bool]
    ) -> list[list[Look]]:
        """Return every look the areas had, the present first, until it is enough.

        ``enough`` is asked each 20 ms.
        """
        seen = [[Look(time.perf_counter(), self.lines(area))] for area in areas]
        asked = until = time.perf_counter()
        until += PATIENCE
        while True:
            for area, looks in zip(areas, seen, strict=True):
                lines = self.lines(area)
                if lines != looks[-1].lines:
                    looks.append(Look(time.perf_counter(), lines))
            now = time.perf_counter()
            if now - asked > 0.02:
                if enough(seen):
                    return seen
                if now > until:
                    raise TimeoutError(f"the screen did not come to rest within {PATIENCE:.0f} s")
                asked = now
            time.sleep(LOOK_EACH)

    def wait_until_empty(self) -> None:
        """Wait until the window that was ended last is gone from the screen."""
        until = time.perf_counter() + PATIENCE
        while any(map(any, self.lines(TOP))):
            if time.perf_counter() > until:
                raise TimeoutError("the screen did not become empty")
            time.sleep(0.02)

    def close(self) -> None:
        self._keyboard.close()
        self._pixels.close()


@contextmanager
def screen() -> Iterator[Screen]:
    """Yield an empty screen with a window manager; both are ended afterwards."""
    with tempfile.TemporaryDirectory(prefix="khorgos-bench-screen-") as name:
        folder = Path(name)
        (folder / "rc.xml").write_text(_MANNERS, encoding="utf-8")
        told, tell = os.pipe()
        width, height = SIZE
        server = subprocess.Popen(
            [
                *("Xvfb", "-displayfd", str(tell), "-fbdir", name, "-nolisten", "tcp"),
                *("-screen", "0", f"{width}x{height}x24", "-noreset"),
            ],
            pass_fds=(tell,),
            stderr=subprocess.DEVNULL,
            preexec_fn=_end_with_parent,
        )
        os.close(tell)
        try:
            with os.fdopen(told) as answer:
                number = answer.readline().strip()
            if not number:
                raise OSError("Xvfb did not start")
            display = f":{number}"
            manager = subprocess.Popen(
                ["openbox", "--sm-disable", "--config-file", str(folder / "rc.xml")],
                env={**os.environ, "DISPLAY": display, "HOME": name},
                stderr=subprocess.DEVNULL,
            )
            try:
                time.sleep(0.5)
                shown = Screen(display, folder / "Xvfb_screen0")
                try:
                    yield shown
                finally:
                    shown.close()
            finally:
                end(manager)
        finally:
            end(server)


def _end_with_parent() -> None:
    """Have the kernel end the server with whoever began it; its programs end with the server."""
    ctypes.CDLL(None).prctl(_PARENT_DEATH, signal.SIGTERM, 0, 0, 0)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process that was begun here, kindly and then not."""
    process.terminate()
    try:
        process.wait(3)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(5)


class Shown:
    """A program on a screen; whoever made it closes it."""

    def __init__(self, screen: Screen, command: Sequence[str], home: Path, folder: Path) -> None:
        surroundings = {**os.environ, "DISPLAY": screen.display, "HOME": str(home)}
        for name in ("QT_QPA_PLATFORM", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
            surroundings.pop(name, None)
        surroundings["XDG_RUNTIME_DIR"] = str(home)
        screen.wait_until_empty()
        # The pointer is a part of the picture, and what it rests on may light up.
        screen.point(SIZE[0] - 2, SIZE[1] - 2)
        self.screen, self.begun = screen, time.perf_counter()
        self.process = subprocess.Popen(
            command, env=surroundings, cwd=folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def rest(self, *areas: Area, before: tuple[bytes, ...] | None = None) -> list[list[Look]]:
        """Return all that was seen until nothing moved and the process had nothing to do.

        ``before`` is what the first area showed when something was done that must be seen there.
        A dialog that asks something meanwhile is answered with Escape.
        """
        begun = still = time.perf_counter()
        worked = self.worked()

        def enough(seen: list[list[Look]]) -> bool:
            nonlocal still, worked
            now, work = time.perf_counter(), self.worked()
            if self.screen.dialogs():
                self.screen.press("Escape")
                still, worked = now, work
            # A cursor that blinks costs a tick now and then.
            if work - worked > 2 or self.waits():
                still, worked = now, work
            changed = max(begun, *(looks[-1].when for looks in seen))
            unseen = seen[0][-1].lines == before and now - begun < UNSEEN
            return not unseen and now - max(still, changed) > QUIET

        return self.screen.watch(areas, enough)

    def timed(
        self, act: Callable[[], object], *areas: Area, part: float = 0.0
    ) -> tuple[float, ...]:
        """Return for each area after how many seconds it changed for the last time.

        An act after which fewer than this part of the first area's lines changed was none.
        """
        before, begun = self.screen.lines(areas[0]), time.perf_counter()
        act()
        seen = self.rest(*areas, before=before)
        changed = sum(one != other for one, other in zip(before, seen[0][-1].lines, strict=True))
        if changed < max(1, part * len(before)):
            raise LookupError("the screen did not show that anything was done")
        return tuple(looks[-1].when - begun for looks in seen)

    def opened(self, *areas: Area) -> tuple[float, ...]:
        """Return for each area after how many seconds from the start it was filled.

        The first area must be empty until then.
        """
        seen = self.rest(*areas, before=self.screen.lines(areas[0]))
        return tuple(filled(looks) - self.begun for looks in seen)

    def worked(self) -> int:
        """Return how many ticks of a processor it has had."""
        said = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii")
        fields = said.rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])

    def waits(self) -> bool:
        """Tell whether a thread of it waits for the disk."""
        for task in Path(f"/proc/{self.process.pid}/task").iterdir():
            # One that has ended meanwhile waits for nothing.
            with suppress(OSError):
                said = (task / "stat").read_text(encoding="ascii")
                if said.rpartition(")")[2].split()[0] == "D":
                    return True
        return False

    def peak(self) -> float:
        """Return the most memory it ever had, in millions of bytes."""
        text = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        said = next(line for line in text.splitlines() if line.startswith("VmHWM"))
        return int(said.split()[1]) * 1024 / 1e6

    def close(self) -> None:
        end(self.process)


def filled(looks: Sequence[Look]) -> float:
    """Return the moment from which an area had most of the ink it has in the last look."""
    colours = Counter(pixel for line in looks[-1].lines for pixel in _pixels(line))
    paper = {colour for colour, _ in colours.most_common(PAPERS)}

    def amounts(look: Look) -> tuple[int, int]:
        pixels = [pixel in paper for line in look.lines for pixel in _pixels(line)]
        return sum(pixels), len(pixels) - sum(pixels)

    bare, ink = amounts(looks[-1])
    if not ink:
        raise LookupError("nothing was shown on the screen")
    for look in looks:
        # The empty screen is as black as ink, so there must be as much paper too.
        some = amounts(look)
        if some[0] >= MOST * bare and some[1] >= MOST * ink:
            return look.when
    raise AssertionError("the last look has all of its own ink")


def _pixels(line: bytes) -> Iterator[bytes]:
    return (line[place : place + 4] for place in range(0, len(line), 4))
