"""What the reader proposes for the sentences of articles that it was not made from."""

import re
from pathlib import Path

import pytest

from models.coding import accept_suggestions
from models.coverage import covered
from models.reading.reading import Suggestion, read_text
from models.store import Store

DEAL = """Kazakhstan and China to build polyethylene plant

Oct 17, 2023

ASTANA (Reuters) - Kazakhstan's KazMunayGas and China's Sinopec have agreed key terms for a \
polyethylene plant near Atyrau that will cost up to $7.6 billion, the company said.

The plant will produce 1.25 million tonnes a year and start work in 2028. KMG will hold 40%.

"We want to double that by 2030," Energy Minister Almasadam Satkaliyev told reporters. \
($1 = 476.5 tenge)

The pass lies at an altitude of 4,362 meters as temperatures fall to minus 20 degrees.

As the two nations strengthen ties, these steps pave the way for mutual benefit.

Reporting by Anna Ivanova; Editing by Peter Lang

Read also: Trade with China grows by $5 million

Photo: KazMunayGas
"""


def every(some: tuple[Suggestion, ...] | list[Suggestion]) -> list[Suggestion]:
    return [one for top in some for one in (top, *every(top.parts))]


def beside(text: str, words: str, published: str = "") -> list[Suggestion]:
    """Return what is suggested for the sentence that words stand in, parts of entries too."""
    place = text.index(words)
    some = read_text(text, (), published).suggestions
    return every([one for one in some if one.start <= place < one.end])


def told(some: list[Suggestion], kind: str, *keys: str) -> list[tuple[str, ...]]:
    return [tuple(one.values.get(key, "") for key in keys) for one in some if one.kind == kind]


def one_of(lead: str, sentence: str) -> list[Suggestion]:
    """Return what is suggested for a sentence behind one that begins an entry."""
    return beside(f"{lead}\n\n{sentence}", sentence)


LOAN = "China Eximbank lent Kyrgyzstan $386 million for a plant."


def test_terms_that_were_agreed_begin_an_entry() -> None:
    some = beside(DEAL, "have agreed")
    assert told(some, "entry", "country", "type", "status") == [("KAZ", "greenfield", "20")]
    assert told(some, "figure", "value", "unit", "modality", "label") == [
        ("7600000000", "USD", "up_to", "cost of the plant")
    ]
    assert told(some, "party", "actor") == [("KazMunayGas",), ("Sinopec",)]
    assert told(some, "location", "name") == [("Atyrau",)]


def test_what_follows_belongs_to_it() -> None:
    some = beside(DEAL, "The plant will produce")
    assert told(some, "entry") == []
    assert told(some, "figure", "value", "unit", "per", "label", "period") == [
        ("1250000", "t", "year", "annual output", "")
    ]
    assert told(some, "milestone", "type", "date", "state") == [
        ("production_start", "2028", "planned")
    ]
    assert told(beside(DEAL, "KMG will"), "figure", "value", "label") == [("40", "stake of KMG")]


def test_a_speaker_is_no_party_and_a_rate_no_figure() -> None:
    some = beside(DEAL, "We want to")
    assert [one.kind for one in some] == ["remark"]
    assert some[0].values["speaker"] == "Almasadam Satkaliyev"


@pytest.mark.parametrize(
    "words", ["Reporting by", "Read also", "Photo:", "strengthen ties", "Oct 17, 2023"]
)
def test_what_is_no_story_has_no_suggestion(words: str) -> None:
    assert beside(DEAL, words) == []


def test_altitudes_and_temperatures_are_no_figures() -> None:
    assert told(beside(DEAL, "The pass lies"), "figure", "value") == []
    values = {one.value for one in read_text(DEAL).mentions}
    assert "20 degree" not in values
    assert "1 USD" not in values
    assert "476.5 KZT" in values


def test_the_headline_and_the_date_line_rest_on_the_entry(empty_store: Store) -> None:
    entry = next(one for one in read_text(DEAL).suggestions if one.kind == "entry")
    first, last = entry.words["title"]
    assert DEAL[first:last] == "Kazakhstan and China to build polyethylene plant"
    assert entry.values["title"] == DEAL[first:last]
    first, last = entry.words["status_as_of"]
    assert DEAL[first:last] == "Oct 17, 2023"
    assert entry.states["status_as_of"] == "inferred"

    with empty_store.step("Add source", by=None) as step:
        source = step.add("source", {"title": "Deal", "text": DEAL})
    accept_suggestions(empty_store, [entry], source, DEAL, entry=None, by=None)
    spans = [(one.start, one.end) for one in empty_store.passages(source)]
    states = [one.state for one in covered(DEAL, spans, [])]
    assert states[:3] == ["coded"] * 3
    assert "coded" not in states[3:]
    quotes = {
        one.field: (one.quote, one.state, one.value) for one in empty_store.citations("entry", 1)
    }
    assert quotes["status_as_of"] == ("Oct 17, 2023", "inferred", "2023-10-17")


def test_a_question_is_no_title() -> None:
    text = f"What does China want in Kyrgyzstan with a loan for a plant?\n\n{LOAN}"
    assert told(beside(text, LOAN), "entry", "title") == [(LOAN.rstrip("."),)]


@pytest.mark.parametrize(
    ("text", "words", "wanted"),
    [
        ("China and Tajikistan opened a school in Khujand.\n", "opened", ("TJK", "other")),
        (
            "Chinese firms in Kyrgyzstan\n\nA road runs from China to Kyrgyzstan.\n\n"
            "It is being rebuilt by a contractor.",
            "A road",
            ("KGZ", "construction"),
        ),
        (
            "Ministry of Trade of the Republic of Uzbekistan\n\nOn 22 May 2024 Deputy Minister "
            "Khurram Teshabaev received a delegation of Henan Provincial Chamber of Commerce. "
            "China was glad.",
            "received",
            ("UZB", "meeting"),
        ),
    ],
)
def test_an_article_without_a_plain_cue_has_its_entry(
    text: str, words: str, wanted: tuple[str, str]
) -> None:
    assert told(beside(text, words), "entry", "country", "type") == [wanted]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Repayments of the loan peak later.", "claim"),
        ("The road to the plant will be closed in winter.", "plan"),
        ("The sides talked and discussed the plant at length.", "agenda"),
        ("The plant was modernised by workers of Kyrgyzstan.", "progress"),
        ("The aim of the project is warm houses.", "motive"),
    ],
)
def test_a_sentence_of_the_story_is_a_remark_at_last(sentence: str, wanted: str) -> None:
    some = one_of(LOAN, sentence)
    assert told(some, "remark", "type", "text") == [(wanted, sentence.rstrip("."))]
    assert [one.kind for one in some] == ["remark"]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("They repair 18 kilometers of road.", ("18", "km", "length of the road", "")),
        ("Kyrgyzstan owes 37 percent of its external debt.",
         ("37", "percent", "share of external debt", "")),
        ("It pays $50 million every year.", ("50000000", "USD", "payment", "year")),
        ("A factory makes 12 million square metres a year.",
         ("12000000", "", "annual output, m2", "year")),
        ("The firm bought 500 electric buses.", ("500", "vehicle", "electric buses", "")),
        ("In 2021, 12 Tajik teachers were trained.", ("12", "person", "teachers", "")),
        ("Trade rose by 6.3 percent.", ("6.3", "percent", "growth", "")),
    ],
)  # fmt: skip
def test_a_figure_says_what_it_is_of(sentence: str, wanted: tuple[str, ...]) -> None:
    some = one_of(LOAN, sentence)
    assert told(some, "figure", "value", "unit", "label", "per") == [wanted]


def test_goods_go_from_one_country_to_another_in_their_time() -> None:
    sentence = "Kazakhstan sent 1.1 million tons of oil to China in the first nine months of 2023."
    figure = [("1100000", "observed", "oil", "KAZ", "CHN", "2023-01/2023-09")]
    keys = ("value", "role", "product", "from_country", "to_country", "period")
    assert told(one_of(LOAN, sentence), "figure", *keys) == figure


def test_a_weekday_is_the_day_before_the_article() -> None:
    text = "Construction of a plant by China in Kyrgyzstan began on Thursday."
    some = beside(text, text, "2024-03-15")
    found = next(one for one in some if one.kind == "milestone")
    assert (found.values["date"], found.states["date"]) == ("2024-03-14", "inferred")
    assert text[slice(*found.words["date"])] == "Thursday"
    assert told(beside(text, text), "milestone", "date") == [("",)]


def test_the_day_of_the_source_stands_in_where_the_text_says_none() -> None:
    text = "China lent Kyrgyzstan $3 million last year."
    assert read_text(text).published == ""
    reading = read_text(text, (), "2023-10-06")
    assert reading.published == "2023-10-06"
    assert [one.value for one in reading.mentions if one.kind == "date"] == ["2022"]
    assert reading.suggestions[0].values["status_as_of"] == "2023-10-06"
    assert "status_as_of" not in reading.suggestions[0].words
    for strange in ("2023~", "../2025", "2023-21", "soon"):
        assert read_text(text, (), strange).published == ""


def test_what_is_listed_as_agreed_is_an_entry_each() -> None:
    text = (
        "On 22 May 2024 China and Uzbekistan met in Tashkent.\n\nAgreed were:\n"
        "- a textile cluster in Namangan region worth 85 million US dollars;\n"
        "- a ceramics factory in Angren with 300 jobs;\n"
        "A memorandum was signed with Yutong Bus Co., Ltd. for 500 electric buses."
    )
    entries = [one for one in read_text(text).suggestions if one.kind == "entry"]
    assert [one.values["type"] for one in entries] == [
        "meeting", "greenfield", "greenfield", "agreement",
    ]  # fmt: skip
    assert beside(text, "Agreed were") == []


def test_a_quotation_over_two_sentences_has_its_speaker() -> None:
    text = f"{LOAN}\n\n“In winter the pass is closed. Then nobody drives,” said Li Wei of Exim."
    for words in ("In winter", "Then nobody"):
        assert told(beside(text, words), "remark", "type", "speaker") == [("quotation", "Li Wei")]


def test_a_sentence_is_never_buried_in_suggestions() -> None:
    crowd = ", ".join(f"{number} schools, $ {number} million" for number in range(11, 40))
    some = one_of(LOAN, f"The loan of China in Osh and in Jalal-Abad pays for {crowd}.")
    assert 3 <= len(some) <= 6


def test_an_institute_for_anything_is_an_organisation() -> None:
    text = "He heads the Institute for Constitutional Policy, a think-tank."
    assert [one.text for one in read_text(text).mentions] == ["Institute for Constitutional Policy"]


def test_all_that_is_proposed_is_taken_and_settles_the_article(empty_store: Store) -> None:
    folder = Path(__file__).resolve().parents[1] / "bench" / "reading" / "develop"
    marks = re.compile(r"⟦\w+(?: [^|⟧]*)?\|([^⟧]*)⟧")
    articles = [DEAL, *(marks.sub(r"\1", (folder / name).read_text("utf-8")) for name in NAMES)]
    for text in articles:
        with empty_store.step("Add source", by=None) as step:
            source = step.add("source", {"title": "Article", "text": text})
        reading = read_text(text)
        keys, entry = 0, None
        for part in reading.sentences:
            here = [one for one in reading.suggestions if part.start <= one.start < part.end]
            if here:
                made = accept_suggestions(empty_store, here, source, text, entry=entry, by=None)
                assert not any(one.left_out for one in made)
                entry = next((one.record for one in made if one.kind == "entry"), entry)
                keys += 1
        spans = [(one.start, one.end) for one in empty_store.passages(source)]
        left = [one for one in covered(text, spans, []) if one.state == "open"]
        # Shift+Enter for what is proposed, D and a letter for the rest.
        assert keys + 2 * len(left) <= 1.3 * len(reading.sentences)


NAMES = ("01-xinhua.txt", "04-readout.txt")


def test_each_event_has_its_own_day() -> None:
    some = one_of(LOAN, "Construction is to start in May 2025 and should be completed in 2027.")
    assert told(some, "milestone", "type", "date") == [
        ("groundbreaking", "2025-05"),
        ("completion", "2027"),
    ]
    some = one_of(LOAN, "Construction is to start in May 2025 and should be completed soon.")
    assert told(some, "milestone", "type", "date") == [
        ("groundbreaking", "2025-05"),
        ("completion", ""),
    ]


def test_what_is_imported_and_exported_goes_two_ways() -> None:
    sentence = (
        "Tajikistan imported Chinese goods worth $4 million and exported cotton worth $2 million."
    )
    some = one_of(LOAN, sentence)
    assert told(some, "figure", "value", "label", "from_country", "to_country") == [
        ("4000000", "imports", "CHN", "TJK"),
        ("2000000", "exports", "TJK", ""),
    ]
