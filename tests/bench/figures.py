"""What a measurement is, and the one table all of them are printed in."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace

HEADINGS = ("action", "ours", "beside", "theirs", "ratio", "must be", "")


@dataclass(frozen=True)
class Figure:
    """One action: our seconds beside those of somebody else in the same run.

    ``most`` is what the ratio may be, ``longest`` what the seconds may be; without either the
    figure is only told; ``least`` is what a share must reach. Bytes are measured with
    ``unit="MB"``, in millions.
    """

    name: str
    ours: float
    peer: str = ""
    theirs: float | None = None
    most: float | None = None
    longest: float | None = None
    unit: str = "s"
    note: str = ""
    least: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.ours / self.theirs if self.theirs else None

    @property
    def kept(self) -> bool | None:
        """Tell whether every limit is kept; None where there is none, or nobody to compare with."""
        found = []
        if self.most is not None and self.ratio is not None:
            found.append(self.ratio <= self.most)
        if self.longest is not None:
            found.append(self.ours <= self.longest)
        if self.least is not None:
            found.append(self.ours >= self.least)
        return all(found) if found else None

    def cells(self) -> tuple[str, ...]:
        limits = []
        if self.most is not None:
            limits.append(f"≤ {self.most:g} ×")
        if self.longest is not None:
            limits.append(f"≤ {shown(self.longest, self.unit)}")
        if self.least is not None:
            limits.append(f"≥ {shown(self.least, self.unit)}")
        verdict = {True: "ok", False: "MISSED", None: ""}[self.kept]
        return (
            self.name,
            shown(self.ours, self.unit),
            self.peer,
            "" if self.theirs is None else shown(self.theirs, self.unit),
            "" if self.ratio is None else f"{self.ratio:.2f}",
            ", ".join(limits),
            verdict,
        )

    def told(self) -> "Figure":
        """Return the figure without its limits."""
        return replace(self, most=None, longest=None, least=None)

    def plain(self) -> dict[str, object]:
        return asdict(self)


def shown(amount: float, unit: str) -> str:
    if unit == "share":
        return f"{amount:.3f}"
    if unit in {"each", "keys", "lines"}:
        return f"{amount:.2f}"
    if unit == "MB":
        return f"{amount:,.0f} MB"
    if unit == "/s":
        return f"{amount:.1f} /s"
    if amount >= 1:
        return f"{amount:.2f} s"
    return f"{amount * 1000:.1f} ms" if amount >= 0.001 else f"{amount * 1e6:.0f} µs"


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as a table of Markdown that is also read well as it is."""
    rows = [HEADINGS, *(figure.cells() for figure in figures)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADINGS))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])


# ---- stopwatches -------------------------------------------------------------------------------


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def middle(times: Sequence[float]) -> float:
    return statistics.median(times)


def slow(times: Sequence[float]) -> float:
    """Return the 95th percentile."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]


def side_by_side(
    ours: Callable[[], object], theirs: Callable[[], object], *, repeats: int = 5
) -> tuple[float, float]:
    """Return the medians of both, taken in turns so that a loaded machine is fair to both."""
    mine, other = [], []
    for _ in range(repeats):
        mine.append(seconds(ours))
        other.append(seconds(theirs))
    return middle(mine), middle(other)
