"""What is offered for a sentence of an article."""

from gui.article_candidates import Candidates
from models import Covered, Suggestion

HEADLINE, DATE, BODY = (Covered(0, 20, "open"), Covered(22, 30, "open"), Covered(32, 90, "open"))
ENTRY = Suggestion("entry", 32, 90, "A plant", {"title": "A"}, {"title": (0, 20), "type": (40, 45)})
FIGURE = Suggestion("figure", 32, 90, "Five", {"value": "5"}, {"value": (50, 51)})


def offered(sentence: Covered) -> list[str]:
    candidates = Candidates()
    candidates.suggest(1, (ENTRY, FIGURE))
    return [one.kind for one in candidates.of(sentence)]


def test_a_headline_offers_the_entry_that_rests_on_its_words() -> None:
    assert offered(HEADLINE) == ["entry"]


def test_a_line_that_nothing_rests_on_offers_nothing() -> None:
    assert offered(DATE) == []


def test_a_sentence_with_suggestions_of_its_own_offers_these_alone() -> None:
    assert offered(BODY) == ["entry", "figure"]
