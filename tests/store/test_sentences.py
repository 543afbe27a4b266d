"""The cutter of sentences, which every step on an article goes through."""

import pytest

from models.reading.sentences import sentences


@pytest.mark.parametrize("sign", [".", "?!", "。", '."', ".)", "…", ". ", "“", "A.", "a-"])
def test_a_million_signs_are_cut_as_quickly_as_words(sign: str) -> None:
    # If it went back into a run of marks, this would take hours.
    text = sign * (1_000_000 // len(sign))
    assert sum(one.end - one.start for one in sentences(text)) <= len(text)


def test_marks_with_quotes_and_brackets_behind_them_end_a_sentence() -> None:
    text = "“We agreed!” he said (twice.) Then?! No… Yes."
    found = [text[one.start : one.end] for one in sentences(text)]
    assert found == ["“We agreed!” he said (twice.)", "Then?!", "No…", "Yes."]
