"""The records of a sample, one article after another with the entries that rest on it.

Each article tells of some deals; the words it tells them with become the quotes of the entries, so
every quote stands where its citation says. Of its other entries it only names the town and a party.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from random import Random
from typing import NamedTuple, TypeVar

from models.sample_actors import Actors, Line, misspelt
from models.sample_words import Currency, Place, Thing, Verb, Words

T = TypeVar("T")

ENTRIES_OF_A_SOURCE = 50
SOURCE_BYTES = 2_500

COLUMNS = {
    "source": "id title published dateline publisher author url language type retrieved text "
    "sha256",
    "entry": "id uid title country type status status_as_of sector start end direction "
    "counterpart umbrella review summary notes",
    "figure": "id entry label role modality value unit per period",
    "party": "id entry actor role as_named share",
    "milestone": "id entry type date state place",
    "remark": "id entry type speaker text",
    "location": "id entry role name country precision latitude longitude",
    "link": "id entry type other note",
    "dismissal": "id source start end reason",
    "citation": "id kind record field source start end quote state value rank stance confidence",
}

_ROLES = {"construction": "contractor", "loan": "funder", "grant": "funder", "trade": "seller"}
_DONE = {"50": "actual", "70": "cancelled"}


class Deal(NamedTuple):
    """What one entry is about."""

    country: str
    actor: int
    partner: int
    place: Place
    thing: Thing
    verb: Verb
    currency: Currency
    tenths: int
    size: int
    year: int
    month: int


class Told(NamedTuple):
    """A deal as one article tells it: in which words, where each of them and the sentence stand."""

    deal: Deal
    words: dict[str, str]
    places: dict[str, int]
    sentence: str
    start: int


class Records:
    """Makes all lines that rest on one article; the ids of each kind go up by one."""

    def __init__(self, words: Words, actors: Actors, random: Random) -> None:
        self._words, self._actors, self._random = words, actors, random
        self.lines: dict[str, list[Line]] = defaultdict(list)
        self.last_number: dict[str, int] = defaultdict(int)
        self._last: dict[str, int] = defaultdict(int)
        self._before: tuple[int, Told] | None = None
        self._source = self._language = 0
        self._published = ""

    def article(self, entries: int) -> None:
        """Make one source and so many entries of it."""
        random = self._random
        self._source += 1
        self._language = self._words.language.pick(random)
        year, month = self._year(), random.randint(1, 12)
        self._published = f"{year}-{month:02}-{random.randint(1, 28):02}"
        told, text = self._tell(entries)
        self._add_source(text, told[0])
        for one in told:
            self._add_entry(one.deal, one)
        for _ in range(entries - len(told)):
            beside = random.choice(told)
            deal = self._deal()._replace(
                country=beside.deal.country, place=beside.deal.place, partner=beside.deal.partner
            )
            self._add_entry(deal, beside)
        self._before = self._source, told[-1]

    # What it is about

    def _year(self) -> int:
        return 2025 - int(20 * self._random.random() ** 2)

    def _deal(self) -> Deal:
        random, words = self._random, self._words
        country = words.country.pick(random)
        towns, home = words.places[country], country or "KAZ"
        return Deal(
            country,
            _frequent(random, self._actors.chinese),
            _frequent(random, self._actors.local[home] or self._actors.chinese),
            _frequent(random, towns),
            random.choice(words.things),
            words.verb.pick(random),
            words.currency.pick(random),
            int(10 ** random.uniform(1, 4.2)),
            int(10 ** random.uniform(1, 4)) * 10,
            int(self._published[:4]) + random.randint(0, 3),
            random.randint(1, 12),
        )

    def _phrases(self, deal: Deal, language: int) -> dict[str, str]:
        words, names = self._words, self._actors.names
        # In tenths of a million; Chinese counts in ten thousands.
        amount = f"{deal.tenths * 10}" if words.languages[language] == "zh" else _in_tenths(deal)
        month = words.months[language][deal.month - 1]
        return {
            "actor": names[deal.actor - 1],
            "partner": names[deal.partner - 1],
            "verb": deal.verb.names[language],
            "thing": deal.thing.names[language],
            "place": deal.place.names[language],
            "money": deal.currency.names[language].format(amount),
            "size": words.units[deal.thing.unit][language].format(deal.size),
            "date": words.dates[language].format(month=month, year=deal.year),
        }

    def _tell(self, most: int) -> tuple[list[Told], str]:
        """Return the deals an article tells of, and its text."""
        told: list[Told] = []
        pieces: list[str] = []
        length = size = 0
        while size < SOURCE_BYTES and len(told) < most:
            deal = self._deal()
            words = self._phrases(deal, self._language)
            template = self._random.choice(self._words.sentences[self._language])
            piece, places = template.fill(words, length)
            told.append(Told(deal, words, places, piece.rstrip(), length))
            pieces.append(piece)
            length += len(piece)
            size += len(piece.encode())
        closing = self._words.closings[self._language]
        self._add("dismissal", self._source, length, length + len(closing), "page_chrome")
        return told, "".join([*pieces, closing])

    # Its records

    def _add(self, kind: str, *values: object) -> int:
        self._last[kind] += 1
        number = self._last[kind]
        self.lines[kind].append((number, *values))
        return number

    def _add_source(self, text: str, first: Told) -> None:
        random, language = self._random, self._language
        publisher, kind = random.choice(self._words.publishers[language])
        title = self._words.titles[language].format(**first.words)
        self._add(
            "source",
            title[:1].upper() + title[1:],
            self._published,
            first.words["place"].upper() if random.random() < 0.5 else None,
            publisher,
            random.choice(self._actors.names) if random.random() < 0.1 else None,
            f"https://example.org/{self._published[:4]}/{self._source}",
            self._words.languages[language],
            kind,
            self._published,
            text,
            hashlib.sha256(text.encode()).hexdigest(),
        )

    def _add_entry(self, deal: Deal, told: Told) -> None:
        """Add an entry and what hangs off it; what its article tells in full is cited in full."""
        random, full = self._random, told.deal is deal
        # A dataset is mostly kept in English, whatever its sources are in.
        language = 0 if random.random() < 0.45 else self._language
        phrases = self._phrases(deal, language)
        prefix = f"{deal.country or 'REG'}-{deal.year}"
        self.last_number[prefix] += 1
        status, title = deal.verb.status, self._words.titles[language].format(**phrases)
        entry = self._add(
            "entry",
            f"{prefix}-{self.last_number[prefix]:03d}",
            title[:1].upper() + title[1:],
            deal.country or None,
            "talks" if status == "10" and random.random() < 0.5 else deal.thing.type,
            status,
            self._published if full or random.random() < 0.5 else None,
            deal.thing.sector if random.random() < 0.96 else None,
            _start(random, deal.year),
            f"{deal.year}-{deal.month:02}" if random.random() < 0.3 else None,
            random.choice(("to_recipient", "to_recipient", "both", "from_recipient")),
            "CHN",
            _umbrella(random),
            random.choice(("found", "coded", "coded", "checked", "approved", "suspicious")),
            self._words.summaries[language].format(**phrases) if random.random() < 0.75 else None,
            f"Coded from the words alone.\nSee “{told.words['place']}”." if full else None,
        )
        self._add_figures(entry, deal, told, full=full)
        self._add_parties(entry, deal, told, full=full)
        self._add_rest(entry, deal, told, phrases, language, full=full)

    def _add_figures(self, entry: int, deal: Deal, told: Told, *, full: bool) -> None:
        random = self._random
        role = "intended" if deal.verb.status < "30" else "stated"
        modality = random.choice(("exact", "exact", "about", "up_to"))
        figure = self._add(
            "figure",
            entry,
            "Cost",
            role,
            modality,
            deal.tenths * 100_000,
            deal.currency.code,
            "none",
            None,
        )
        if full:
            value = str(deal.tenths * 100_000)
            self._cite("figure", figure, "value", told, "money", value)
            if self._before is not None and random.random() < 0.05:
                # An older article names another sum.
                source, old = self._before
                other = str(old.deal.tenths * 100_000)
                self._cite(
                    "figure", figure, "value", old, "money", other, source=source,
                    stance="contradicts",
                )  # fmt: skip
        if random.random() < 0.2:
            unit = deal.thing.unit
            size = self._add(
                "figure",
                entry,
                "Planned size",
                "target",
                "exact",
                deal.size,
                unit,
                "year",
                f"{deal.year}",
            )
            if full:
                self._cite("figure", size, "value", told, "size", str(deal.size))

    def _add_parties(self, entry: int, deal: Deal, told: Told, *, full: bool) -> None:
        role = _ROLES.get(deal.thing.type, "investor")
        share = self._random.choice((None, None, None, 49, 50, 51, 70))
        actor = self._add("party", entry, deal.actor, role, None, share)
        if full:
            self._cite("party", actor, "actor", told, "actor")
        if full or self._random.random() < 0.3:
            named = told.words["partner"]
            partner = self._add("party", entry, deal.partner, "partner", named, None)
            self._cite("party", partner, "actor", told, "partner")

    def _add_rest(
        self,
        entry: int,
        deal: Deal,
        told: Told,
        words: dict[str, str],
        language: int,
        *,
        full: bool,
    ) -> None:
        random = self._random
        if full:
            self._cite("entry", entry, "title", told, "")
            self._cite("entry", entry, "status", told, "verb", deal.verb.status)
        if full or random.random() < 0.3:
            self._cite("entry", entry, "country", told, "place", state="inferred")
        if random.random() < 0.5:
            state = _DONE.get(deal.verb.status, "planned")
            date, town = f"{deal.year}-{deal.month:02}", self._spelt(deal.place, words)
            milestone = self._add("milestone", entry, "completion", date, state, town)
            if full:
                self._cite("milestone", milestone, "date", told, "date", date)
        if random.random() < 0.3:
            kind, text = random.choice(self._words.remarks[language])
            speaker = random.choice(self._actors.people or [1])
            self._add("remark", entry, kind, speaker, text)
        if random.random() < 0.4:
            name, where = self._spelt(deal.place, words), deal.place
            place = (name, where.country or "CHN", "city", where.latitude, where.longitude)
            self._add("location", entry, "site", *place)
        if entry > 1 and random.random() < 0.04:
            kind = random.choice(("duplicate", "related", "related", "supersedes"))
            self._add("link", entry, kind, random.randint(max(1, entry - 60), entry - 1), None)

    def _spelt(self, place: Place, words: dict[str, str]) -> str:
        chance = self._random.random()
        if chance < 0.03:
            return misspelt(self._random, words["place"])
        if chance < 0.1 and place.others:
            return self._random.choice(place.others)
        return words["place"]

    def _cite(
        self,
        kind: str,
        record: int,
        field: str,
        told: Told,
        slot: str,
        value: str | None = None,
        *,
        source: int | None = None,
        stance: str = "supports",
        state: str = "stated",
    ) -> None:
        """Cite the words of one slot, or without one the whole sentence."""
        quote = told.words[slot] if slot else told.sentence
        start = told.places[slot] if slot else told.start
        if state == "stated" and self._random.random() < 0.2:
            state = "attributed"
        rank = "normal" if self._random.random() < 0.97 else "preferred"
        place = (source or self._source, start, start + len(quote), quote)
        self._add("citation", kind, record, field, *place, state, value, rank, stance, None)


def _frequent(random: Random, choices: Sequence[T]) -> T:
    """Return the first one most often, the second half as often, and so on (Zipf's law)."""
    return choices[int((len(choices) + 1) ** random.random()) - 1]


def _in_tenths(deal: Deal) -> str:
    return f"{deal.tenths / 10:g}" if deal.tenths < 10**6 else str(deal.tenths // 10)


def _start(random: Random, year: int) -> str | None:
    month = random.randint(1, 12)
    forms = (f"{year}", f"{year}-{month:02}", f"{year}-{month:02}-{random.randint(1, 28):02}")
    rare = (None, f"{year}~", f"{year - 1}/{year}", f"../{year}")
    return random.choice(rare if random.random() < 0.25 else forms)


def _umbrella(random: Random) -> int | None:
    return random.choices((None, 0, 1), (35, 62, 3))[0]
