"""Texts that a spreadsheet would run as formulas: disarmed on the way out, restored on the way in.

A guarded text starts with one apostrophe more than it had, and only texts that would be run
carry it, so taking one off again gives back every text there is.
"""

import re

GUARD = "'"
# The last four are the full-width forms, which some spreadsheets read like the plain ones.
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")


def _would_run(text: str) -> bool:
    starts = text.lstrip(GUARD).startswith(STARTS)
    return starts and not _PLAIN_NUMBER.fullmatch(text)


def guard(text: str) -> str:
    """Return the text as it may stand in a file that a spreadsheet opens."""
    return GUARD + text if _would_run(text) else text


def unguard(text: str) -> str:
    """Return the text that was guarded; any other text stays as it is."""
    return text[1:] if text.startswith(GUARD) and _would_run(text) else text
