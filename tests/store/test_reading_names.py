"""Names in sentences, whole readings of any text, and what is suggested from the first article."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import FactError
from models.kinds import KINDS
from models.reading.reading import Known, Suggestion, read_text
from models.reading.sentences import sentences

ROOT = Path(__file__).resolve().parents[2]
ARTICLE = (ROOT / "seeds" / "article.txt").read_bytes().decode("utf-8")

# Each sentence with the names that are to be found in it; a country by its code.
NAMED = {
    "The Kyrgyz Republic and the PRC met the UAE.": "country:KGZ country:CHN country:ARE",
    "Sino-Tajik trade helps us, said the US.": "country:CHN country:TJK country:USA",
    "A turkey is no country.": "",
    "China–Kyrgyzstan–Uzbekistan railway": "country:CHN country:KGZ country:UZB",
    "It lies in Jizzakh Region near the village of Chorvoq.": "place:Jizzakh_Region place:Chorvoq",
    "The Naryn River and Lake Issyk-Kul are in Jeti-Oguz district.": "place:Naryn_River "
    "place:Lake_Issyk-Kul place:Jeti-Oguz_district",
    "The Uzbek Ministry of Investment, Industry and Trade signed.": "country:UZB "
    "organisation:Ministry_of_Investment,_Industry_and_Trade",
    "Asian Infrastructure Investment Bank (AIIB)": "organisation:Asian_Infrastructure_Investment_"
    "Bank organisation:AIIB",
    "Contracts went to Wuhuan Engineering Co., Ltd. and Quyosh Vohasi LLC.": "organisation:Wuhuan_"
    "Engineering_Co.,_Ltd. organisation:Quyosh_Vohasi_LLC",
    "China’s BYD Auto and Uzavtosanoat JSC agreed.": "country:CHN organisation:BYD_Auto "
    "organisation:Uzavtosanoat_JSC",
    "The Bank of China lends.": "organisation:Bank_of_China",
    "BYD CEO Wang Chuanfu met Uzbek President Shavkat Mirziyoyev.": "organisation:BYD "
    "person:Wang_Chuanfu country:UZB person:Shavkat_Mirziyoyev",
    "He met Nurlanbek Turgunbek uulu and Ouyang Zhiyuan.": "person:Nurlanbek_Turgunbek_uulu "
    "person:Ouyang_Zhiyuan",
    "Central Asia and Europe trade along the Silk Road on Friday.": "",
    "The government of the region thanked the ministry.": "",
}
HOSTILE = {
    "a": "a" * 100_000,
    "digits": "7" * 100_000,
    "groups": "1" + ",234" * 25_000,
    "numbers": "1,234 " * 16_000,
    "capitals": "Word " * 20_000,
    "brackets": "(" * 100_000,
    "hyphens": "a-" * 50_000,
    "bodies": "Ministry of Trade and " * 4_500,
    "initials": "a. " * 33_000,
    "deals": "China signed $1 deals with Kazakhstan " * 2_600,
    "quotes": "China and Kazakhstan “" * 4_500,
}


@pytest.mark.parametrize("text", NAMED)
def test_names(text: str) -> None:
    found = [
        f"{one.kind}:{one.value if one.kind == 'country' else one.text.replace(' ', '_')}"
        for one in read_text(text).mentions
        if one.kind in {"country", "place", "organisation", "person"}
    ]
    assert " ".join(found) == NAMED[text]


def test_a_surname_is_known_again() -> None:
    text = "Analyst Margaret Holloway spoke.\nLater Holloway left."
    assert [one.text for one in read_text(text).mentions] == ["Margaret Holloway", "Holloway"]


def test_names_of_the_store_come_first() -> None:
    known = [Known("Blue Door", 7, "company"), Known("Zuhra", 9, "person")]
    found = read_text("Yesterday Blue Door hired Zuhra.", known).mentions
    told = [(one.kind, one.text, one.record) for one in found]
    assert told == [("organisation", "Blue Door", 7), ("person", "Zuhra", 9)]


def test_the_title_and_the_day() -> None:
    reading = read_text(ARTICLE)
    assert reading.title == "China, Uzbekistan Cooperate to Produce Electric Vehicles"
    assert reading.published == "2023-10-06"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The U.S. President met Mr. Li. He left.", 2),
        ("It was No. 5. The next was 2.5 km.", 2),
        ("It was signed with Ltd. The rest came later.", 2),
        ("1. One thing is this.", 1),
        ("Svetlana Yu. Kosheleva wrote it.", 1),
        ("Он уехал в г. Алматы. Там жил.", 2),
        ("中国签署协议。塔吉克斯坦也签了。", 2),
        ("A line that was broken to a width of some sixty letters\nand goes on in the next.", 1),
        ("A heading\nA sentence of its own.", 2),
    ],
)
def test_sentences(text: str, wanted: int) -> None:
    assert len(list(sentences(text))) == wanted


WORDS = st.sampled_from(
    [
        "Kazakhstan",
        "Wang",
        "Yi",
        "$5",
        "million",
        "3,000",
        "tonnes",
        "a",
        "year",
        "of",
        "Bank",
        "China",
        "(",
        ")",
        "“",
        "”",
        ".",
        ",",
        "–",
        "2023",
        "May",
        "5",
        "the",
        "in",
        "Ministry",
        "Trade",
        "and",
        "Co.",
        "Ltd.",
        "said",
        "km%",
        "Issyk-Kul's\n",
        "\n\n",
        "U.S.",
        "и",
        "中国",
        "No.",
        "7",
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=60).map(" ".join))


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_any_text_is_read_within_its_bounds(text: str) -> None:
    reading = read_text(text)
    end = 0
    for one in reading.mentions:
        assert text[one.start : one.end] == one.text
        assert end <= one.start < one.end
        assert any(part.start <= one.start and one.end <= part.end for part in reading.sentences)
        end = one.end
    end = 0
    for part in reading.sentences:
        assert not any(letter.isalnum() for letter in text[end : part.start])
        assert end <= part.start < part.end
        end = part.end
    assert not any(letter.isalnum() for letter in text[end:])


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_ends(name: str) -> None:
    before = time.process_time()
    read_text(HOSTILE[name])
    assert time.process_time() - before < 12


# ---- suggestions -------------------------------------------------------------------------------


def every(some: tuple[Suggestion, ...]) -> list[Suggestion]:
    return [one for top in some for one in (top, *every(top.parts))]


def test_the_article_suggests_its_six_entries() -> None:
    entries = [one for one in read_text(ARTICLE).suggestions if one.kind == "entry"]
    told = [
        tuple(one.values.get(key, "") for key in ("country", "type", "status")) for one in entries
    ]
    assert told == [
        ("UZB", "joint_venture", "40"),
        ("", "meeting", "80"),
        ("KAZ", "trade", "10"),
        ("KGZ", "trade", "85"),
        ("KGZ", "agreement", "15"),
        ("TJK", "talks", "10"),
    ]
    assert [one.values.get("umbrella", "") for one in entries] == ["", "", "", "", "yes", ""]


def test_the_traps_of_the_article_are_kept() -> None:
    figures = [one for one in every(read_text(ARTICLE).suggestions) if one.kind == "figure"]
    told = {
        one.values["value"]: tuple(
            one.values.get(key, "")
            for key in ("role", "modality", "unit", "per", "from_country", "to_country")
        )
        for one in figures
    }
    assert told == {
        "50000": ("target", "exact", "vehicle", "year", "", ""),
        "300000": ("ambition", "up_to", "vehicle", "year", "", ""),
        "1350000": ("intended", "up_to", "t", "", "CHN", "KAZ"),
        "1180000": ("context", "exact", "L", "", "KGZ", "LVA"),
        "774000": ("observed", "exact", "L", "", "KGZ", "CHN"),
        "150000000": ("stated", "exact", "USD", "", "", ""),
    }


def test_what_is_open_is_said_to_be_unknown() -> None:
    some = [one for one in every(read_text(ARTICLE).suggestions) if one.kind == "milestone"]
    start = next(one for one in some if one.values["type"] == "production_start")
    assert start.states["date"] == "unknown"
    assert "date" not in start.values


def test_every_suggested_value_can_be_typed() -> None:
    articles = sorted((ROOT / "tests" / "bench" / "reading" / "develop").glob("*.txt"))
    texts = [ARTICLE, *(one.read_text(encoding="utf-8") for one in articles)]
    links = {"actor", "speaker"}
    seen = 0
    for text in texts:
        for one in every(read_text(text).suggestions):
            for key, value in one.values.items():
                seen += 1
                if key not in links:
                    try:
                        KINDS[one.kind].field(key).parse(value)
                    except FactError as error:
                        raise AssertionError((one.line, key, value)) from error
            assert set(one.words) <= {*one.values, *one.states}
            assert all(0 <= first < last <= len(text) for first, last in one.words.values())
    assert seen > 300


def test_an_article_without_china_suggests_nothing() -> None:
    assert not read_text("Kazakhstan lends $5 million to Kyrgyzstan for a road.").suggestions


def test_a_dateline_with_a_date_in_digits_stands_in_no_title() -> None:
    text = (
        "DUSHANBE, 09.09.2022, Asia-Plus -- The Tajik government and China signed a grant "
        "agreement worth 210 million yuan on September 8."
    )
    [entry] = [one for one in read_text(text).suggestions if one.kind == "entry"]
    assert entry.values["title"].startswith("The Tajik government")
    start, end = entry.words["title"]
    assert text[start:end].startswith("The Tajik government")
