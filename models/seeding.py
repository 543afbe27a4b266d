"""Fill an empty store with the countries and the first article, as steps that can be undone.

The facts themselves are files that a person can read, in ``seeds``; this module only knows their
shape: a table of TOML is a record, the tables inside it hang off it, ``cite`` tables back it.
"""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from models.changes import Change
from models.errors import Invalid
from models.field_types import Choice, Link, Value
from models.fields import Field
from models.kinds import CHILDREN, KINDS
from models.query import Query
from models.step import Step
from models.store import Store

Table = Mapping[str, Any]
Keys = dict[str, int]

COUNTRIES = "countries.tsv"
FACTS = "cooperation.toml"
# In the order in which they refer to each other.
TOP_KINDS = ("source", "actor", "entry")
CITATION_KEYS = ("start", "end", "quote", "state", "rank", "stance", "confidence", "note")


def read_seed(name: str) -> str:
    """Return one file of ``seeds`` character for character."""
    # Not read_text, which would turn line ends into others and move the offsets of the quotes.
    return files("seeds").joinpath(name).read_bytes().decode()


def seed_countries(store: Store, *, by: object = None) -> None:
    """Add the countries that the store does not have yet; with none missing nothing happens."""
    with store.step("Load the countries", by=by) as step:
        _add_countries(step, store)


def seed(store: Store, *, by: object) -> Change | None:
    """Add the first article with all its facts as one step; raises Invalid when there are entries.

    Returns what the step touched.
    """
    if store.count(Query("entry")):
        raise Invalid(
            "The first article is loaded into an empty store only, and this one has entries. "
            "Make a new store for it."
        )
    facts = tomllib.loads(read_seed(FACTS))
    heard: list[Change] = []
    stop = store.listen(heard.append)
    try:
        with store.step(facts["label"], by=by) as step:
            _add_countries(step, store)
            _add_facts(step, facts)
    finally:
        stop()
    return next((change for change in heard if change.label == facts["label"]), None)


def _add_countries(step: Step, store: Store) -> None:
    there = {code for code, _ in store.countries()}
    for line in csv.DictReader(read_seed(COUNTRIES).splitlines(), delimiter="\t"):
        if line["code"] not in there:
            step.add("country", line)


def _add_facts(step: Step, facts: Table) -> None:
    keys: Keys = {}
    for kind in TOP_KINDS:
        for table in facts[kind]:
            _add_record(step, kind, table, {}, keys, cited=facts["cited"])


def _add_record(
    step: Step, kind: str, table: Table, parent: Mapping[str, int], keys: Keys, *, cited: str
) -> None:
    """Add one record, then what backs it, then what hangs off it."""
    values: dict[str, Value] = {**parent, **dict(_values(kind, table, keys))}
    record = step.add(kind, values)
    if "key" in table:
        keys[table["key"]] = record
    for cite in table.get("cite", ()):
        for citation in _citations(kind, table, cite):
            source = keys.get(cite.get("source", cited))
            step.add("citation", {**citation, "record": record, "source": source})
    for child in CHILDREN.get(kind, ()):
        for below in table.get(child.name, ()):
            _add_record(step, child.name, below, {kind: record}, keys, cited=cited)


def _values(kind: str, table: Table, keys: Keys) -> Iterator[tuple[str, Value]]:
    for field in KINDS[kind].stored:
        if field.key in table:
            given = table[field.key]
            yield field.key, keys[given] if isinstance(field.type, Link) else given
    if "text_file" in table:
        yield "text", read_seed(table["text_file"])


def _citations(kind: str, table: Table, cite: Table) -> Iterator[dict[str, Value]]:
    """Yield one citation for each field that the words back, or one for the record as a whole."""
    shared = {key: cite[key] for key in CITATION_KEYS if key in cite}
    for key in cite.get("fields", (None,)):
        value = cite.get("value")
        if value is None and key is not None and cite["state"] != "unknown":
            value = _as_cited(KINDS[kind].field(key), table.get(key))
        yield {**shared, "kind": kind, "field": key, "value": value}


def _as_cited(field: Field, value: Value) -> str | None:
    """Return the record's own value as a citation keeps it; of a text the quote is enough."""
    if value is None or isinstance(field.type, Link) or field.type.name in ("text", "long_text"):
        return None
    if isinstance(field.type, Choice):
        return str(value)
    return field.type.text(field.accept(value))
