"""The organisations and people of a sample, some of them under two near-same names."""

from random import Random
from typing import Any

from models.sample_words import Words

MISSPELT = 0.04
TWICE = 0.005
_SHARES = (36, 30, 16, 11, 7)

Line = tuple[object, ...]

COLUMNS = ("id", "name", "type", "country", "affiliation", "position", "aliases")


class Actors:
    """Makes them once, and tells later who may do what."""

    def __init__(self, words: Words, random: Random, amount: int) -> None:
        self._words, self._random = words, random
        self.names: list[str] = []
        self.chinese: list[int] = []
        self.people: list[int] = []
        self.local: dict[str, list[int]] = {country: [] for country in words.home}
        self._given: set[str] = set()
        self.lines: list[Line] = [self._line(number) for number in range(1, amount + 1)]

    def _line(self, number: int) -> Line:
        chance, random = self._random.random(), self._random
        if number > 20 and chance < self._words.people["share"] / 100:
            return self._person(number)
        name, aliases, kind, country = self._organisation()
        if number > 20 and random.random() < MISSPELT:
            old = random.choice(self.chinese if country == "CHN" else self.local[country] or [1])
            name, aliases = misspelt(random, self.names[old - 1]), ""
        elif number > 20 and random.random() < TWICE:
            name, aliases = self.names[number - 2], ""
        (self.chinese if country == "CHN" else self.local[country]).append(number)
        self.names.append(name)
        return number, name, kind, country, None, None, aliases or None

    def _person(self, number: int) -> Line:
        random, people = self._random, self._words.people
        name = self._unused(f"{random.choice(people['first'])} {random.choice(people['last'])}")
        self.people.append(number)
        self.names.append(name)
        position, home = random.choice(people["positions"]), random.choice(self.chinese)
        return number, name, "person", None, home, position, None

    def _organisation(self) -> tuple[str, str, str, str]:
        random = self._random
        row: dict[str, Any] = self._words.actors.pick(random)
        country = row["country"] or random.choices(list(self.local), _SHARES)[0]
        first, last = random.randrange(len(row["first"])), random.randrange(len(row["last"]))
        name, aliases = f"{row['first'][first]} {row['last'][last]}", ""
        towns = self._words.places["" if country == "CHN" else country]
        if row["country"] == "CHN":
            bureau = random.randint(1, 40)
            ending = random.choice(
                ("", f" {random.choice(towns).names[0]}", f" No. {bureau} Bureau")
            )
            aliases = f"{row['first_zh'][first]}{row['last_zh'][last]}"
            aliases += f"第{bureau}局" if ending.endswith("Bureau") else ""
        else:
            ending = random.choice(
                (f" {random.choice(towns).names[0]}", f" of {self._words.home[country]}")
            )
        return self._unused(name + ending), aliases, row["type"], country

    def _unused(self, name: str) -> str:
        wanted, number = name, 1
        while wanted in self._given:
            number += self._random.randint(1, 9)
            wanted = f"{name} {number}"
        self._given.add(wanted)
        return wanted


def misspelt(random: Random, name: str) -> str:
    """Return the name as somebody else might have written it."""
    place = random.randrange(1, max(2, len(name) - 1))
    first, _, rest = name.partition(" ")
    forms = (
        name[:place] + name[place + 1 :],
        name[:place] + name[place - 1] + name[place:],
        name.upper(),
        f"{name} Co., Ltd.",
        f"{rest}, {first}" if rest else name.lower(),
    )
    return " ".join(random.choice(forms).split())
