"""What chosen words would be as a record: a suggestion made of them alone, for the coder to keep.

Nothing is invented: what the words do not say stays empty, what they only let one conclude is
marked so. ``coding`` writes it, in the same way as what the reader suggests.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from models.amounts import Span, one_amount
from models.dates import parse_date
from models.errors import Invalid
from models.field_types import LONGEST_LINE
from models.reading.reading import Mention, Suggestion, read_text

DRAFTED: Final = ("entry", "figure", "milestone", "party", "remark", "location")
"""The kinds that words can become."""

# One line a code: how a text says it, as a regular expression; the first that is met counts.
_ENTRY_TYPES: Final = """
    joint_venture|joint venture\\w*|совместн\\w+ предприяти\\w+|合资
    loan|loans?|credit lines?|кредит\\w*|贷款
    grant|grants?|donat\\w+|грант\\w*|赠款|捐赠
    debt|debt relief|restructur\\w+
    scholarship|scholarships?|стипенди\\w*|奖学金
    assistance|technical assistance
    acquisition|acqui(?:re[sd]?|sition)|takes? over|приобрет\\w+|收购
    construction|construct\\w*|build\\w*|строительств\\w*|建设|修建
    greenfield|greenfield|factor(?:y|ies)|plants?|завод\\w*|工厂
    trade|export\\w*|import\\w*|purchas\\w+|suppl(?:y|ies)|экспорт\\w*|импорт\\w*|поставк\\w+|出口|进口
    talks|talks|negotiat\\w+|переговор\\w*|谈判
    meeting|met|meets?|meetings?|forum|delegation|встреч\\w+|форум\\w*|会议|论坛
    agreement|agreements?|memorandum|MoU|deals?|соглашени\\w+|меморандум\\w*|协议|备忘录
"""
_MILESTONE_TYPES: Final = """
    groundbreaking|groundbreaking|ground[- ]breaking|foundation stone|开工
    production_start|(?:start|launch)\\w* (?:of )?production|投产
    completion|complet\\w+|finished|commissioned|inaugurat\\w+|opened|завершен\\w*|竣工|完工
    suspension|suspend\\w*|halted|приостановлен\\w*|暂停
    signing|sign(?:ed|s|ing)?|подписа\\w+|签署|签订
    construction|construction|under way|строительств\\w*|建设
    visit|visit\\w*|travel\\w*|визит\\w*|访问
    meeting|met|meets?|meetings?|talks|forum|встреч\\w+|会议|会见
"""
_ROLES: Final = """
    target|targets?|план\\w* показател\\w*|目标
    ambition|ambition\\w*|aspir\\w+
    intended|aim(?:s|ed|ing)?|plan(?:s|ned)?|intend\\w*|expected?|будет|планиру\\w+|计划|拟
"""
_PLANNED: Final = re.compile(
    r"\b(?:will|plans?|planned|expected|to be|soon|будет|планируется)\b|将|计划", re.IGNORECASE
)
_QUOTED: Final = re.compile(r"[“\"«„「『‘].*[”\"»“」』’][.,!?。]?", re.DOTALL)
_NATIONS: Final = {
    "UZB": r"Uzbek(?:s|istani)?|узбек\w*|乌兹别克(?:斯坦)?",
    "KAZ": r"Kazakh(?:s|stani)?|казах\w*|哈萨克(?:斯坦)?",
    "KGZ": r"Kyrgyz(?:stani)?|кыргыз\w*|киргиз\w*|吉尔吉斯(?:斯坦)?",
    "TJK": r"Tajik(?:s|istani)?|таджик\w*|塔吉克(?:斯坦)?",
    "TKM": r"Turkmen(?:s|istani)?|туркмен\w*|土库曼(?:斯坦)?",
}
_HOME: Final = "CHN"
_MONTH: Final = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*\\.?"
_MONTH_STEMS: Final = "январ феврал март апрел ма июн июл август сентябр октябр ноябр декабр"
_RU_MONTHS: Final = {stem: number for number, stem in enumerate(_MONTH_STEMS.split(), 1)}
_RU_DATE: Final = re.compile(
    rf"(?:(?P<d>\d{{1,2}})\s)?(?P<m>{'|'.join(_RU_MONTHS)})(?:ь|я|е|а|т|й)?\s(?P<y>\d{{4}})",
    re.IGNORECASE,
)
_SPAN: Final = re.compile(
    r"(?P<which>first|last)\s(?P<n>\w+)\smonths\sof\s(?P<y>\d{4})", re.IGNORECASE
)
_HALF: Final = re.compile(r"(?P<which>first|second)\shalf\sof\s(?P<y>\d{4})", re.IGNORECASE)
_DATES: Final = re.compile(
    rf"\d{{4}}-\d{{2}}(?:-\d{{2}})?|\d{{1,2}}(?:st|nd|rd|th)?(?:\sof)?\s{_MONTH},?\s\d{{4}}"
    rf"|{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}}|{_MONTH},?\s\d{{4}}"
    r"|\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?|(?<![\d.,$€£-])(?:19|20)\d{2}(?![\d.,]?\d|-\d)",
    re.IGNORECASE,
)
_COUNTED: Final = "one two three four five six seven eight nine ten eleven twelve"
_COUNT: Final = {word: number for number, word in enumerate(_COUNTED.split(), 1)}


def find_dates(text: str) -> Iterator[tuple[str, Span]]:
    """Yield the dates that a text says outright, as EDTF, with where they stand."""
    taken: list[Span] = []
    for pattern, read in (
        (_SPAN, _months_of),
        (_HALF, _half_of),
        (_RU_DATE, _russian),
        (_DATES, lambda match: match[0]),
    ):
        for match in pattern.finditer(text):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            try:
                yield parse_date(read(match)), match.span()
            except Invalid:
                continue
            taken.append(match.span())


def _months_of(match: re.Match[str]) -> str:
    said = match["n"].lower()
    number = int(said) if said.isdecimal() else _COUNT.get(said, 0)
    first, last = (1, number) if match["which"].lower() == "first" else (13 - number, 12)
    return f"{match['y']}-{first:02}/{match['y']}-{last:02}"


def _half_of(match: re.Match[str]) -> str:
    first = 1 if match["which"].lower() == "first" else 7
    return f"{match['y']}-{first:02}/{match['y']}-{first + 5:02}"


def _russian(match: re.Match[str]) -> str:
    month = f"{match['y']}-{_RU_MONTHS[match['m'].lower()]:02}"
    return f"{month}-{int(match['d']):02}" if match["d"] else month


def cue(table: str, text: str) -> tuple[str, Span] | None:
    """Return the first code of a table that a text has a word for, with where it stands."""
    for line in table.strip().splitlines():
        code, written = line.strip().split("|", 1)
        found = re.search(rf"(?<![A-Za-z])(?:{written})(?![A-Za-z])", text, re.IGNORECASE)
        if found:
            return code, found.span()
    return None


def country_in(text: str, names: Sequence[tuple[str, str]] = ()) -> tuple[str, Span] | None:
    """Return the one country that words name, but for China itself; None if none or several."""
    found: dict[str, Span] = {}
    for mention in _mentions(text, "country"):
        found.setdefault(mention.value, (mention.start, mention.end))
    patterns = [(code, re.escape(name)) for code, name in names] + list(_NATIONS.items())
    for code, pattern in patterns:
        match = re.search(rf"(?<![A-Za-z])(?:{pattern})(?![A-Za-z])", text, re.IGNORECASE)
        if match:
            found.setdefault(code, match.span())
    found.pop(_HOME, None)
    return next(iter(found.items())) if len(found) == 1 else None


def _mentions(text: str, kind: str) -> list[Mention]:
    return [one for one in read_text(text).mentions if one.kind == kind and one.value]


class _Draft:
    """Collects values of one kind, each with the words it rests on."""

    def __init__(self, text: str, start: int) -> None:
        self.text, self._start = text, start
        self.values: dict[str, str] = {}
        self.words: dict[str, Span] = {}
        self.states: dict[str, str] = {}

    def says(self, key: str, value: str, span: Span | None = None, *, state: str = "") -> None:
        """Note a value, and the words for it: all of them unless a span of them is given."""
        start, end = span or (0, len(self.text))
        self.values[key], self.words[key] = value, (self._start + start, self._start + end)
        if state:
            self.states[key] = state

    def concludes(self, key: str, value: str) -> None:
        """Note a value that the words do not say."""
        self.values[key], self.states[key] = value, "inferred"

    def take(self, key: str, found: tuple[str, Span] | None, *, state: str = "") -> bool:
        """Note what was found, if anything was."""
        if found is not None:
            self.says(key, found[0], found[1], state=state)
        return found is not None


def draft(
    kind: str,
    words: str,
    start: int,
    *,
    place: str = "",
    countries: Sequence[tuple[str, str]] = (),
) -> Suggestion:
    """Return what these words would be as a record of a kind; raise Invalid where they cannot.

    ``start`` is where they stand in their source, ``place`` the country that is worked on.
    """
    one = _Draft(words, start)
    made = _DRAFTING[kind](one, countries)
    if kind == "entry" and place and "country" not in one.values:
        one.concludes("country", place)
    return Suggestion(kind, start, start + len(words), made, one.values, one.words, one.states)


def _line(text: str) -> str:
    return " ".join(text.split())[:LONGEST_LINE]


def _entry(one: _Draft, countries: Sequence[tuple[str, str]]) -> str:
    one.says("title", _line(one.text))
    one.take("country", country_in(one.text, countries))
    one.take("type", cue(_ENTRY_TYPES, one.text))
    return _line(one.text)


def _figure(one: _Draft, countries: Sequence[tuple[str, str]]) -> str:
    amount = one_amount(one.text)
    for key, value in amount.values.items():
        one.says(key, value, amount.words[key], state=amount.states.get(key, ""))
    one.take("role", cue(_ROLES, one.text))
    outside = (
        (date, span)
        for date, span in find_dates(one.text)
        if span[1] <= amount.start or span[0] >= amount.end
    )
    one.take("period", next(outside, None))
    counted = amount.words.get("unit", amount.words["value"])[1]
    after = re.match(r"\s*of\s((?:[^\W\d_]|[ -])+)", one.text[counted:])
    if after:
        product = re.split(r"\s(?:to|from|in|for|at|by|and|per|a|each)\b", after[1])[0].strip()
        where = one.text.index(product, counted)
        one.says("product", product, (where, where + len(product)))
    return _line(one.text[amount.start : amount.end])


def _milestone(one: _Draft, countries: Sequence[tuple[str, str]]) -> str:
    if not one.take("type", cue(_MILESTONE_TYPES, one.text)):
        one.concludes("type", "other")
    one.take("date", next(find_dates(one.text), None))
    one.concludes("state", "planned" if _PLANNED.search(one.text) else "actual")
    for place in _mentions_of_places(one.text):
        one.says("place", place.text, (place.start, place.end))
        break
    one.says("description", _line(one.text))
    return _line(one.text)


def _mentions_of_places(text: str) -> list[Mention]:
    return [one for one in read_text(text).mentions if one.kind == "place"]


def _party(one: _Draft, countries: Sequence[tuple[str, str]]) -> str:
    name = _line(one.text).strip(" ,;:.–—")
    one.says("actor", re.sub(r"^[Tt]he\s+|[’']s$", "", name))
    one.says("as_named", _line(one.text))
    return name


def _remark(one: _Draft, countries: Sequence[tuple[str, str]]) -> str:
    one.says("text", one.text)
    one.concludes("type", "quotation" if _QUOTED.search(one.text) else "paraphrase")
    return _line(one.text)


def _location(one: _Draft, countries: Sequence[tuple[str, str]]) -> str:
    one.says("name", _line(one.text))
    one.take("country", country_in(one.text, countries))
    return _line(one.text)


_DRAFTING: Final[Mapping[str, Callable[[_Draft, Sequence[tuple[str, str]]], str]]] = {
    "entry": _entry,
    "figure": _figure,
    "milestone": _milestone,
    "party": _party,
    "remark": _remark,
    "location": _location,
}
