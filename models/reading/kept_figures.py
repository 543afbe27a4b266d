"""Which numbers of a sentence a coder keeps, what they are of, and as what they are counted."""

import re
from functools import lru_cache

from models.reading.counted import singular
from models.reading.cues import Cue, nearest
from models.reading.lexicon import lines
from models.reading.said import Said
from models.reading.shapes import Mention
from models.vocabularies import VOCABULARIES

# Sizes of a thing; the noun behind "of" names the thing and no goods.
SIZES = frozenset({"km", "m", "ha", "m2", "km2", "MW", "kW", "GW", "kV", "mm"})
_DURATIONS = {"year", "month", "week", "day", "hour", "minute"}
_TERM = re.compile(
    r"\b(?:maturity|grace|loan|lease|licen[cs]e|repay|concession|tenor|lend|borrow)", re.IGNORECASE
)
_HEIGHT = re.compile(r"\b(?:altitude|elevation|height)(?: of)?\s(?:about\s|some\s|over\s)?$")
_HIGH = re.compile(r"^\s(?:above sea|high\b)")
_SETTLED = re.compile(
    r"\b(?:town|city|village|settlement|community|district|nation|country)\s(?:of|with|has)\s"
    r"(?:about\s|some\s|over\s)?$"
)
_AWAY = re.compile(r"^\s(?:from|away|north|south|east|west)\b")
_ASKED = re.compile(r"\b(?:interviewed|surveyed|polled|in our database|in the database)\b")
_BEASTS = {"leopard", "sheep", "animal"}
_STAKE = re.compile(r"\b(?:stake|shares?|hold(?:s|ing)?|owns?|owned|belongs?)\b", re.IGNORECASE)
_PART = re.compile(
    r"\b(?:interest|fee|rate|debt|ow(?:ed?|es)|GDP|pays?|paid|cover(?:s|ed)?|financ\w+|fund\w*|"
    r"stakes?|shares?|hold(?:s|ing)?|owns?|owned|budget|contract|local(?:ly|i[sz]ation)?|concern)\b",
    re.IGNORECASE,
)
_GROWTH = re.compile(
    r"\b(?:up|down|rose|r[iu]sing|grew|growth|grow|fell|fall|increas\w+|decreas\w+|declin\w+|jumped|"
    r"surged|drop(?:ped)?|more than|higher|lower)\b[^.;]{0,24}$",
    re.IGNORECASE,
)
_LEVEL = re.compile(r"\b(?:below|above|under|to|at)\s$")
_BEHIND_GROWTH = re.compile(r"^\s(?:more|less|higher|lower|up|down|year on year)\b")
_EQUALS = re.compile(r"=\s?$")
_PER_YEAR = re.compile(
    r"^\s(?:every|each|a|per)\s(year|month|day)\b|^\s(annually|yearly|monthly|daily)\b"
)
_PRICE = re.compile(
    r"^\s(?:a|per|for a)\s(?:tonne|ton|kilo\w*|kg|barrel|lit(?:re|er)|unit|piece)\b"
)
_PRICED = re.compile(
    r"\b(?:tickets?|prices?|priced|fares?|tariffs?|charges)\b[^.;]{0,40}$", re.IGNORECASE
)
_THINGS = (
    r"plants?|factor(?:y|ies)|refiner(?:y|ies)|smelters?|roads?|highways?|railways?|motorways?|"
    r"lines?|tunnels?|bridges?|pipelines?|parks?|complex|projects?|schools?|hospitals?|terminals?|"
    r"yards?|stations?|cent(?:re|er)s?|mines?|clusters?|facilit(?:y|ies)|farms?|greenhouses?|routes?|"
    r"sections?|segments?|embankments?|stud(?:y|ies)|equipment|borders?|ventures?|universit(?:y|ies)"
)
_THING = re.compile(rf"\b(?P<thing>{_THINGS})\b")
_DEALS = re.compile(r"\b(?:deals?|agreements?|contracts?|packages?|documents?)\b", re.IGNORECASE)
_FLOWS = {"exports", "imports", "sales", "trade turnover"}
_AID = re.compile(r"\b(?:grant|loan|credit)\b")
_WORTH = re.compile(r"\b(?:worth|valued at)\s(?:about\s|around\s|some\s|up to\s|over\s)?$")
_COSTS = re.compile(
    r"\b(?:costs?|costing|cost of|price tag|estimated at|budget(?: of)?)\b[^.;,]{0,30}$",
    re.IGNORECASE,
)
_OUTPUT = re.compile(
    r"\b(?P<capacity>capacity)\b|\b(?P<use>burn\w*|consum\w+)\b|\b(?:produc\w+|output|yield\w*|make|makes|manufactur\w+|generat\w+|"
    r"assembl\w+)\b",
    re.IGNORECASE,
)
_PAYS = re.compile(r"\b(?:pays?|paid|repay\w*|repaid|service)\b[^.;]{0,30}$", re.IGNORECASE)
_EVERY = {"year": "annual", "month": "monthly", "week": "weekly", "day": "daily"}
_KINDS = {
    "person": "student worker engineer passenger specialist employee farmer member pupil patient "
    "teacher resident citizen expert tourist official visitor trainee manager personnel",
    "vehicle": "bus car truck lorry tractor minibus taxi",
}
_BEFORE, _BEHIND = 70, 40


def worth_keeping(said: Said, one: Mention) -> bool:
    """Tell whether a coder would keep a number."""
    unit = one.value.partition(" ")[2].partition("/")[0]
    before = said.text[max(said.start, one.start - _BEFORE) : one.start]
    behind = said.text[one.end : min(said.end, one.end + _BEHIND)]
    around = before + behind
    if one.kind == "money":
        return not (_EQUALS.search(before) or behind.startswith(" = "))
    if unit == "percent":
        level = _LEVEL.search(before) or re.match(r"\s(?:of|concern)\b", behind)
        return not _grows(before, behind) and bool(level or _PART.search(around))
    if unit in _DURATIONS:
        return bool(_TERM.search(around))
    if unit in _BEASTS or _ASKED.search(around):
        return False
    if unit in {"m", "km"} and (
        _HEIGHT.search(before) or _HIGH.match(behind) or _AWAY.match(behind)
    ):
        return False
    return not _SETTLED.search(before)


def is_growth(said: Said, one: Mention) -> bool:
    """Tell whether it is the growth of something, kept where a sentence gives no other number."""
    if not one.value.endswith((" percent", " percent/year")):
        return False
    before = said.text[max(said.start, one.start - _BEFORE) : one.start]
    return _grows(before, said.text[one.end : min(said.end, one.end + _BEHIND)])


def _grows(before: str, behind: str) -> bool:
    if _LEVEL.search(before):
        return False
    return bool(_GROWTH.search(before[-_BEHIND:]) or _BEHIND_GROWTH.match(behind))


def per_behind(said: Said, one: Mention) -> str:
    """Return what an amount of money is paid each time, where that follows it."""
    found = _PER_YEAR.match(said.text[one.end : said.end]) if one.kind == "money" else None
    if found is None:
        return ""
    return found[1] or {"annually": "year", "yearly": "year"}.get(found[2], found[2][:-2])


def unit_of_noun(unit: str) -> str:
    """Return as what a counted noun is counted; nothing for a measure of its own."""
    if unit in _measures():
        return ""
    return next((code for code, nouns in _KINDS.items() if unit in nouns.split()), "piece")


@lru_cache(maxsize=1)
def _measures() -> frozenset[str]:
    codes = (code.partition("/")[0].partition("*")[0] for code, _ in lines("units"))
    return frozenset({*codes, *VOCABULARIES["unit"].labels})


def noun_in(said: Said, one: Mention, unit: str) -> tuple[int, int] | None:
    """Return where the noun of a counted mention stands, with the words that describe it."""
    found = re.search(r"(?<![^\W\d_])[^\W\d_][^\d]*$", one.text)
    if found is None:
        # "12 Tajik teachers": a country stands between, and is a mention of its own.
        behind = said.text[one.end : min(said.end, one.end + _BEHIND)]
        nouns = (word for word in re.finditer(r"[^\W\d_]+", behind) if singular(word[0]) == unit)
        noun = next(nouns, None)
        return noun and (one.end + noun.start(), one.end + noun.end())
    words = re.sub(r"\s(?:a|per|each|every)\s\w+$|\s(?:annually|daily|monthly)$", "", found.group())
    number = re.match(
        r"(?:(?:hundred|thousand|million|dozen|a|half|two|three|four|five|six|seven|eight|"
        r"nine|ten)[\s-]+)+",
        words,
    )
    start = found.start() + (number.end() if number else 0)
    end = found.start() + len(words)
    return (one.start + start, one.start + end) if end > start else None


def label_of(said: Said, one: Mention, per: str) -> Cue | None:
    """Return what a number is of, and the words that say so."""
    unit = one.value.partition(" ")[2].partition("/")[0]
    first = max(said.start, one.start - _BEFORE)
    before = said.text[first : one.start]
    behind = said.text[one.end : min(said.end, one.end + _BEHIND)]
    if one.kind == "money":
        return _of_money(said, one, (first, before, behind))
    if unit == "percent":
        return _of_share(said, one, (first, before, behind))
    if unit in SIZES:
        return _of_size(said, one, unit, per)
    if unit == "job":
        return Cue("jobs", one.start, one.end)
    if unit in _DURATIONS:
        return _of_term(said, one, behind)
    made = _last(_OUTPUT, said.text, first, one.start)
    made = made or _OUTPUT.search(said.text, one.end, min(said.end, one.end + _BEHIND // 2))
    if made and unit_of_noun(unit) in {"", "vehicle"} and unit not in {"person", "flight", "train"}:
        what = "capacity" if made["capacity"] else "consumption" if made["use"] else "output"
        if re.match(r"production", made.group(), re.IGNORECASE):
            what = "production"
        return Cue(f"{_EVERY[per]} {what}" if per in _EVERY else what, *made.span())
    if unit == "person" or unit_of_noun(unit) in {"piece", "person"}:
        return None
    found = near("label", said, one.start)
    return None if found and found.code == "length" else found


_Beside = tuple[int, str, str]


def _of_money(said: Said, one: Mention, beside: _Beside) -> Cue | None:
    first, before, behind = beside
    if _PRICE.match(behind) or _PRICED.search(before):
        return Cue("price", one.start, one.end)
    worth, costs = _WORTH.search(before), _COSTS.search(before)
    if worth:
        deals = _last(_DEALS, said.text, said.start, one.start)
        thing = _last(_THING, said.text, said.start, one.start)
        aid = _last(_AID, said.text, max(said.start, one.start - _BEHIND), one.start)
        if aid:
            return Cue(aid.group(), *aid.span())
        if deals and not (thing and thing.start() > deals.start()):
            return near("label", said, one.start)
        flow = near("label", said, one.start)
        if not thing and flow and flow.code in _FLOWS:
            return flow
        start = first + worth.start()
        named = f"value of the {singular(thing['thing'])}" if thing else "value"
        return Cue(named, start, start + len("worth"))
    if costs:
        thing = _last(_THING, said.text, said.start, one.start)
        start, end = first + costs.start(), first + costs.end()
        named = f"cost of the {singular(thing['thing'])}" if thing else "cost"
        return Cue(named, start, end - len(costs.group()) + len(costs.group().rstrip()))
    thing = re.match(rf"\s({_THINGS})\b", behind)
    if thing:
        start = one.end + thing.start(1)
        return Cue(f"cost of the {singular(thing[1])}", start, one.end + thing.end(1))
    taxes = re.match(r"\sin (taxes)\b", behind)
    if taxes:
        return Cue("taxes", one.end + taxes.start(1), one.end + taxes.end(1))
    if re.search(r"(?<!hopes )(?<!asks )\bfor\s(?:about\s|some\s)?$", before):
        built = _last(_THING, said.text, said.start, one.start)
        named = f"cost of the {singular(built['thing'])}" if built else "price"
        return Cue(named, *(built.span() if built else (one.start, one.end)))
    pays = _PAYS.search(before)
    if pays:
        return Cue(
            "payment", first + pays.start(), first + pays.start() + len(pays.group().split()[0])
        )
    found = near("label", said, one.start)
    return None if found and found.code == "stake" else found


def _of_term(said: Said, one: Mention, behind: str) -> Cue | None:
    found = re.match(
        r"[\s-](maturity|grace period|interest-free period|lease|licen[cs]e)\b", behind
    )
    if found:
        return Cue(found[1], one.end + found.start(1), one.end + found.end(1))
    return near("term", said, one.start)


def near(aspect: str, said: Said, place: int, first: int = 0) -> Cue | None:
    """Return the cue that stands nearest to a place of a sentence, outside its names."""
    words = said.masked
    found = nearest(aspect, words, place - said.start, (max(0, first - said.start), len(words)))
    return found and Cue(found.code, found.start + said.start, found.end + said.start)


def _of_share(said: Said, one: Mention, beside: _Beside) -> Cue | None:
    first, before, behind = beside
    if _grows(before, behind):
        return Cue("growth", one.start, one.end)
    term = re.match(r"\s(interest rate|commitment fee|interest)\b", behind)
    if term:
        return Cue(term[1], one.end + term.start(1), one.end + term.end(1))
    whole = re.match(
        r"\sof (?:(?:its|the|a|their|all|our)\s)?((?!them|whom|which|it)(?:[\w-]+\s?){1,2})", behind
    )
    if whole:
        words = re.sub(r"\s(?:worth|will|which|that|in|by|from|for|and)\b.*$", "", whole[1]).strip()
        return Cue(f"share of {words}", one.end + 1, one.end + whole.start(1) + len(words))
    owner = re.search(
        r"\b([A-Z][\w’'-]+)\s(?:[–—-]\s|(?:will |would )?(?:holds?|owns?|takes?)\s)$", before
    )
    if owner:
        return Cue(f"stake of {owner[1]}", first + owner.start(1), first + owner.end(1))
    found = _last(_STAKE, said.text, said.start, one.start) or _STAKE.search(
        said.text, one.end, min(said.end, one.end + _BEHIND)
    )
    if found is None or found.group() == "share":
        return Cue("share", *(found.span() if found else (one.start, one.end)))
    return Cue("stake", *found.span())


def _of_size(said: Said, one: Mention, unit: str, per: str) -> Cue | None:
    if unit in {"km", "m"}:
        what = "length"
    elif unit in {"ha", "m2", "km2"}:
        what = "area"
    else:
        what = {"kV": "voltage", "mm": "gauge"}.get(unit, "capacity")
    if per:
        what = f"{_EVERY.get(per, per)} output"
    known = unit in VOCABULARIES["unit"].labels
    shown = "" if known else f", {unit}"
    thing = _THING.search(said.text, one.end, min(said.end, one.end + _BEHIND)) or _last(
        _THING, said.text, max(said.start, one.start - _BEFORE), one.start
    )
    if thing and what in {"length", "capacity"}:
        return Cue(f"{what} of the {singular(thing['thing'])}{shown}", *thing.span())
    return Cue(f"{what}{shown}", one.start, one.end)


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    found = None
    for one in pattern.finditer(text, start, end):
        found = one
    return found
