"""One sentence for those who make suggestions of it: what it mentions, what holds around it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from models.reading.shapes import Mention

CENTRAL_ASIA = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
CHINA = "CHN"
_DATELINE = re.compile(
    r"^[“\"]?[A-ZÀ-Þ](?:[^\n.!?“”]|\.(?=\w)){1,40}?(?:,[^\n!?]{1,30}?)?(?:\s\([^)\n]{2,30}\))?\s?"
    r"(?:--|[–—:]|\s-)\s+"
    # A town in capitals may be followed by a date in digits.
    r"|^[A-ZÀ-Þ][A-ZÀ-Þ' -]{2,30},[^\n!?“”]{1,40}?\s(?:--|[–—-])\s+"
)
_LEAD = re.compile(
    r"(?:Meanwhile|In a related move|In addition|Separately|Moreover|However|Furthermore|Earlier|"
    r"At the same time|Following the talks|Additionally|Also|As a reminder|Today),\s"
)
_SHORTEST = 24
BULLET = re.compile(r"[-–—•*·▪]\s+")


@dataclass(frozen=True)
class Said:
    """A sentence with what it mentions, and what holds from around it.

    ``period`` is the time that its paragraph means, ``speaker`` who speaks in it, ``around`` the
    countries of Central Asia that the article names, ``published`` its day.
    """

    text: str
    start: int
    end: int
    mentions: Sequence[Mention]
    period: Mention | None = None
    speaker: Mention | None = None
    around: frozenset[str] = frozenset()
    published: str = ""

    def of(self, *kinds: str) -> list[Mention]:
        """Return the mentions of some kinds."""
        return [one for one in self.mentions if one.kind in kinds]

    def told(self, *kinds: str) -> list[Mention]:
        """Return the mentions of some kinds behind the dateline."""
        body = self.body
        return [one for one in self.mentions if one.kind in kinds and one.start >= body]

    @cached_property
    def masked(self) -> str:
        """Return the words with blanks for names: "Export-Import Bank" exports nothing."""
        words = self.words
        for one in self.of("organisation"):
            start, end = one.start - self.start, one.end - self.start
            words = words[:start] + " " * (end - start) + words[end:]
        return words

    @cached_property
    def words(self) -> str:
        """Return the words of the sentence."""
        return self.text[self.start : self.end]

    def _is_dated(self) -> bool:
        """Tell whether it begins as datelines do, with a place."""
        if self.words.split(maxsplit=1)[0].rstrip(",:.").isupper():
            return True
        return any(
            one.start == self.start and one.kind in {"place", "organisation"}
            for one in self.mentions
        )

    @cached_property
    def body(self) -> int:
        """Return where the sentence begins behind its dateline and its "Meanwhile"."""
        words = self.words
        bullet = BULLET.match(words)
        dateline = _DATELINE.match(words) if self._is_dated() else None
        start = dateline.end() if dateline and dateline.end() < len(words) - _SHORTEST else 0
        if bullet:
            start = bullet.end()
        lead = _LEAD.match(words, start)
        return self.start + (lead.end() if lead else start)
