"""Who speaks in a sentence, and who is only named as having said or counted what it tells."""

import re

from models.reading.said import Said
from models.reading.shapes import Mention

VERBS = (
    r"said|says|told|tells|stated|noted|notes|added|adds|explained|stressed|laughs|recalled|asked|"
    r"wrote|writes|emphasi[sz]ed|argued|argues|warned|warns|reported|reports|confirmed|claims?|"
    r"showed|shows?|declined|publishes|believes|expects"
)
SPEAKS = re.compile(
    r"\b(?:said|says|told|stated|noted|notes|added|explained|stressed|laughs|recalled|asked|wrote|"
    r"according to|emphasi[sz]ed|argued|argues|warned)\b"
)
_BEFORE = re.compile(
    rf"(?:\b(?:{VERBS})|\b[Aa]ccording to(?: the)?|\b(?:data|figures) (?:from|of)(?: the)?|\btold)"
    r"(?:\s(?:the|a|an|[A-Z][\w.’'-]*)(?:’s|'s)?){0,6}\s$"
)
_BEHIND = re.compile(
    rf"^(?:,[^.;“”\"]{{0,80}},)?\s(?:also\s|later\s|has\s|had\s)?(?:{VERBS})\b(?! to)"
)
# It says of itself what it does: "X said on Thursday it had awarded".
_OF_ITSELF = re.compile(
    rf"^\s(?:{VERBS})\s(?:on \w+\s)?(?:that\s)?(?:it|they|he|she)\s"
    r"(?:had|has|have|will|would|was|is)\b"
)
_HOLDS_OFFICE = re.compile(
    r"\b(?:of|at|from|with|for)\s(?:the\s)?$|,\s[^,;.]{0,60}\b(?:of|at|from|for|with)\s(?:the\s)?"
    r"[^,;.]{0,40}$"
)


def speaks(said: Said, one: Mention) -> bool:
    """Tell whether somebody is named for what he says, or a body for what it counts."""
    behind = said.text[one.end : min(said.end, one.end + 110)]
    if _OF_ITSELF.match(behind):
        return False
    return bool(
        _BEFORE.search(said.text, max(said.start, one.start - 90), one.start)
        or _BEHIND.match(behind)
    )


def speaker_of(said: Said) -> Mention | None:
    """Return the person whose words a sentence gives."""
    return next((one for one in said.of("person") if speaks(said, one)), None)


def is_house_of_speaker(said: Said, one: Mention) -> bool:
    """Tell whether a body is only where the speaker works: "says X, a buyer at Y"."""
    speaker = speaker_of(said)
    if speaker is None or speaker.end > one.start:
        return False
    between = said.text[speaker.end : one.start]
    return len(between) < 80 and bool(_HOLDS_OFFICE.search(between)) and not SPEAKS.search(between)
