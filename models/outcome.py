"""What a subcommand has to say."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Outcome:
    """What a subcommand has to say: lines for people, facts for programs, complaints, success."""

    lines: tuple[str, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    complaints: tuple[str, ...] = ()

    @property
    def status(self) -> int:
        """Return the exit status."""
        return 1 if self.complaints else 0
