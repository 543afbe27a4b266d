"""Entries of a store entered a second time, as somebody else would: the measure of the worklist.

Run it on a copy: ``python tests/bench/twins.py COPY.khorgos 300`` plants so many twins, looks for
all pairs and prints how many of the planted were found and how many of the first offered are true.
"""

import sys
import time
from pathlib import Path
from random import Random

from models import Query, Store, open_store
from models.likely_pairs import pairs

_SMALL = ("a", "an", "the", "to", "in", "of", "for")


def retold(random: Random, title: str) -> str:
    """Return a title with other small words, a letter wrong, or its halves turned round."""
    words = title.split()
    way = random.randrange(4)
    if way == 0:
        return " ".join(word for word in words if word not in _SMALL)
    if way == 1:
        place = random.randrange(len(words))
        word = words[place]
        middle = len(word) // 2
        words[place] = word[:middle] + word[middle + 1 :] if len(word) > 3 else word
        return " ".join(words)
    if way == 2:
        half = len(words) // 2
        return " ".join([*words[half:], *words[:half]])
    return title


def plant(store: Store, amount: int, seed: int) -> set[tuple[int, int]]:
    """Enter so many entries a second time; return the pairs."""
    random = Random(seed)
    ids = store.ids(Query("entry"))
    chosen = random.sample(sorted(ids), amount)
    planted = set()
    with store.step("Enter twice", by=None) as step:
        for entry in chosen:
            row = store.row("entry", entry)
            year = str(row.value("start") or "")[:4]
            values = {key: row.value(key) for key in ("country", "type", "sector")}
            if random.random() < 0.2:
                values["sector"] = None
            start = str(int(year) + random.choice((-1, 0, 0, 1))) if year.isdigit() else None
            title = retold(random, str(row.value("title")))
            twin = step.add("entry", {**values, "title": title, "start": start})
            for kind, key in (("figure", "value"), ("party", "actor")):
                for child in store.rows(kind, store.children("entry", entry)[kind]):
                    if random.random() < 0.2 or child.value(key) is None:
                        continue
                    kept = {f: child.value(f) for f in (key, "role")}
                    if kind == "figure":
                        factor = random.choice((1, 1, 1, 0.95, 1.1))
                        kept["value"] = f"{float(str(child.value('value'))) * factor:.0f}"
                        kept["unit"] = child.value("unit")
                    step.add(kind, {**kept, "entry": twin})
            planted.add((entry, twin))
    return planted


def main(path: str, amount: int) -> None:
    """Plant, look, and say what was found."""
    store = open_store(Path(path), author="Twins")
    try:
        planted = plant(store, amount, seed=1)
        start = time.process_time()
        found = pairs(store, limit=20 * amount)
        spent = time.process_time() - start
        offered = [(pair.one, pair.other) for pair in found]
        true = [pair in planted for pair in offered]
        print(f"planted {amount}, found {sum(true)}; {spent:.1f} s of processor time")
        for first in (amount // 2, amount, 2 * amount, len(offered)):
            some = true[:first]
            print(f"of the first {len(some)} offered {sum(some)} are planted")
    finally:
        store.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
