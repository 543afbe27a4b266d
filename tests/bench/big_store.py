"""Make a store of hundreds of thousands of entries within seconds, for measuring.

    python tests/bench/big_store.py FILE [ENTRIES] [--journalled]

The rows are written by plain SQL past the one door of writing, with the full-text indexes built at
the end; everything else is as the program itself would have left it. With ``--journalled`` the
whole load stands in the journal as one huge step (slower, and twice the size).
"""

import argparse
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from models.kinds import KINDS, TABLE_KINDS
from models.making import create_store
from models.search import index_name, searched
from models.vocabularies import VOCABULARIES

COUNTRIES = ("UZB", "KAZ", "KGZ", "TJK", None)
WEIGHTS = (30, 34, 20, 14, 2)
_VERBS = ("build", "modernise", "finance", "supply", "discuss", "open", "plan", "study")
_THINGS = (
    *("solar plant", "railway line", "logistics centre", "cement works", "textile mill"),
    *("oil pipeline", "university campus", "hospital", "road tunnel", "gold mine"),
    *("uranium joint venture", "dry port", "greenhouse", "copper smelter", "wind farm"),
)
_PLACES = (
    *("Tashkent", "Jizzakh", "Samarkand", "Almaty", "Astana", "Aktau", "Shymkent", "Bishkek"),
    *("Osh", "Naryn", "Dushanbe", "Khujand", "Kulob", "Oʻzbekiston", "Öskemen", "Жалал-Абад"),
)
_FIRST = ("Silk", "Tian Shan", "Golden", "Amu", "Steppe", "Dragon", "Pamir", "Altai", "Great")
_LAST = ("Energy", "Group", "Motors", "Bank", "Mining", "Rail", "Textile", "Agro", "Telecom")
_UNITS = ("USD", "CNY", "t", "MW", "km", "vehicle", "job")
_STATES = ("stated", "stated", "attributed", "inferred", "unknown")
_SENTENCE = "The parties agreed to {verb} a {thing} near {place} worth ${money} million. "

Line = tuple[object, ...]


class _Maker:
    def __init__(self, entries: int, seed: int) -> None:
        self.random = Random(seed)
        self.entries = entries
        self.actors = max(20, entries // 40)
        self.sources = max(10, entries // 100)

    def _code(self, vocabulary: str) -> str:
        return self.random.choice(list(VOCABULARIES[vocabulary].labels))

    def _date(self) -> str | None:
        year, month = self.random.randint(2000, 2025), self.random.randint(1, 12)
        forms = (f"{year}", f"{year}-{month:02}", f"{year}-{month:02}-{month + 7:02}")
        more = (f"{year}~", f"{year}-01/{year}-07", f"../{year}", None)
        return self.random.choice((*forms * 3, *more))

    def actors_lines(self) -> Iterator[Line]:
        for number in range(1, self.actors + 1):
            name = f"{self.random.choice(_FIRST)} {self.random.choice(_LAST)} {number}"
            country = self.random.choice((*COUNTRIES, "CHN", "CHN"))
            yield number, name, self._code("actor_type"), country, f"SG {number}; {name} Co"

    def source_lines(self) -> Iterator[Line]:
        for number in range(1, self.sources + 1):
            text = "".join(
                _SENTENCE.format(
                    verb=self.random.choice(_VERBS),
                    thing=self.random.choice(_THINGS),
                    place=self.random.choice(_PLACES),
                    money=self.random.randint(1, 900),
                )
                for _ in range(20)
            )
            yield number, f"Report {number}", self._date(), "en", "media", text

    def entry_lines(self) -> Iterator[Line]:
        pick, given = self.random, {}
        for number in range(1, self.entries + 1):
            country = pick.choices(COUNTRIES, WEIGHTS)[0]
            place, thing = pick.choice(_PLACES), pick.choice(_THINGS)
            title = f"{pick.choice(_FIRST)} to {pick.choice(_VERBS)} a {thing} in {place} {number}"
            start = self._date()
            year = next((part for part in (start or "").split("/") if part[:4].isdigit()), "2024")
            prefix = f"{country or 'REG'}-{year[:4]}"
            given[prefix] = given.get(prefix, 0) + 1
            sector = self._code("sector") if pick.random() < 0.9 else None
            summary = f"{title}. {_SENTENCE}" if pick.random() < 0.3 else None
            yield (
                *(number, f"{prefix}-{given[prefix]:03d}", title, country),
                *(self._code("entry_type"), self._code("status"), sector, start, "CHN"),
                *(pick.random() < 0.05, self._code("review"), summary),
            )

    def figure_lines(self) -> Iterator[Line]:
        for number in range(1, self.entries * 6 // 5 + 1):
            entry = (number - 1) % self.entries + 1
            value = self.random.choice((self.random.randint(1, 10**9), number / 8))
            unit, role = self.random.choice(_UNITS), self._code("figure_role")
            yield number, entry, f"Figure {number}", role, "exact", value, unit, self._date()

    def party_lines(self) -> Iterator[Line]:
        for number in range(1, self.entries * 3 // 2 + 1):
            entry, actor = (number - 1) % self.entries + 1, self.random.randint(1, self.actors)
            yield number, entry, actor, self._code("party_role"), None

    def milestone_lines(self) -> Iterator[Line]:
        for number in range(1, self.entries // 2 + 1):
            place = self.random.choice(_PLACES)
            yield number, number * 2, self._code("milestone_type"), self._date(), "actual", place

    def citation_lines(self) -> Iterator[Line]:
        number = 0
        for entry in range(1, self.entries + 1):
            source, start = self.random.randint(1, self.sources), self.random.randint(0, 900)
            places = [("entry", entry, "title"), ("entry", entry, "status")]
            if entry % 2:
                places.append(("figure", entry, "value"))
            for kind, record, field in places:
                number += 1
                state = self.random.choice(_STATES)
                yield number, kind, record, field, source, start, start + 40, "words", state


_COLUMNS = {
    "actor": "id, name, type, country, aliases",
    "source": "id, title, published, language, type, text",
    "entry": "id, uid, title, country, type, status, sector, start, counterpart, umbrella, "
    "review, summary",
    "figure": "id, entry, label, role, modality, value, unit, period",
    "party": "id, entry, actor, role, as_named",
    "milestone": "id, entry, type, date, state, place",
    "citation": 'id, kind, record, field, source, start, "end", quote, state',
}


def _fill(connection: sqlite3.Connection, maker: _Maker) -> None:
    lines = {
        "actor": maker.actors_lines(),
        "source": maker.source_lines(),
        "entry": maker.entry_lines(),
        "figure": maker.figure_lines(),
        "party": maker.party_lines(),
        "milestone": maker.milestone_lines(),
        "citation": maker.citation_lines(),
    }
    for kind, made in lines.items():
        columns = _COLUMNS[kind]
        marks = ", ".join("?" * len(columns.split(",")))
        connection.executemany(f"INSERT INTO {kind} ({columns}) VALUES ({marks})", made)
    connection.execute("UPDATE citation SET rank='normal', stance='supports'")
    connection.execute(
        "INSERT INTO counter SELECT substr(uid, 1, 8), max(CAST(substr(uid, 10) AS INTEGER)) "
        "FROM entry GROUP BY 1"
    )


def _write_journal(connection: sqlite3.Connection) -> None:
    connection.execute(
        "INSERT INTO step (label, author, at, redoes) "
        "VALUES ('Import a large set', 'bench', '2026-01-01T00:00:00.000+00:00', 0)"
    )
    step = connection.execute("SELECT max(id) FROM step").fetchone()[0]
    for kind in _COLUMNS:
        parts = []
        for field in KINDS[kind].stored:
            text = f'CAST("{field.key}" AS TEXT)' if field.type.name == "number" else field.key
            parts.append(f"""'{field.key}', {text if '"' in text else f'"{text}"'}""")
        connection.execute(
            "INSERT INTO edit (step, kind, record, after) "
            f"SELECT {step}, '{kind}', id, json_object({', '.join(parts)}) FROM {kind}"
        )


def make_big_store(path: Path, entries: int, *, seed: int = 1, journalled: bool = False) -> None:
    """Make a store with so many entries, and figures, parties, milestones, sources and citations.

    The same seed gives the same records. The file must not be there yet.
    """
    create_store(path, author="bench", seeded=False).close()
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA cache_size=-200000")
        found = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type='trigger'")
        triggers = found.fetchall()
        connection.execute("BEGIN IMMEDIATE")
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        _fill(connection, _Maker(entries, seed))
        if journalled:
            _write_journal(connection)
        for kind in TABLE_KINDS:
            if searched(kind):
                index = index_name(kind)
                connection.execute(f"INSERT INTO {index}({index}) VALUES ('rebuild')")
        for _, statement in triggers:
            connection.execute(statement)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def main() -> None:
    """Make a store from the command line and say how long it took."""
    arguments = argparse.ArgumentParser(description="Make a large store for measuring.")
    arguments.add_argument("file", type=Path)
    arguments.add_argument("entries", type=int, nargs="?", default=200_000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--journalled", action="store_true")
    given = arguments.parse_args()
    began = time.perf_counter()
    make_big_store(given.file, given.entries, seed=given.seed, journalled=given.journalled)
    size = given.file.stat().st_size / 1e6
    print(
        f"{given.file}: {given.entries:,} entries, {size:.0f} MB, "
        f"{time.perf_counter() - began:.1f} s"
    )


if __name__ == "__main__":
    main()
