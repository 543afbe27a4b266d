"""Where the field of a filter is: the kind's own, one over the entry, or a special name.

``figure.value`` on entries asks for some figure of the entry with such a value; ``entry.country``
on what hangs off an entry asks for the country of that entry.
"""

from collections.abc import Iterator

from models.errors import Invalid
from models.field_types import Computed
from models.fields import Field, Kind
from models.kinds import CHILDREN, KINDS

HAS, MISSING, SOURCE, EVIDENCE = "has", "missing", "source", "evidence"
# What ``has:`` asks of a record and of what hangs off it, in words.
BACKINGS = {"bare": "values without a source", "contested": "contested values"}


def nature(field: Field) -> str:
    """Return the name of the type that a field is filtered, counted and added up as."""
    return field.type.nature if isinstance(field.type, Computed) else field.type.name


def special(kind: Kind, name: str) -> bool:
    """Tell whether a filter's name is no field: ``has``, ``missing`` or ``source``."""
    return name in (HAS, MISSING) or (name == SOURCE and not kind.has(SOURCE))


def beside(kind: Kind) -> tuple[Kind, ...]:
    """Return the kinds whose fields can be asked for over the entry."""
    if kind.parent is not None:
        return (KINDS[kind.parent],)
    return CHILDREN.get(kind.name, ())


def home(kind: Kind, path: str) -> tuple[Kind, Field]:
    """Return the kind and the field that a path stands for, or raise Invalid."""
    name, dot, key = path.rpartition(".")
    near = kind if not dot else next((one for one in beside(kind) if one.name == name), None)
    if near is None or not near.has(key):
        raise Invalid(f"{kind.plural} have no field “{path}”. {_known(kind)}")
    return near, near.field(key)


def path_named(kind: Kind, name: str) -> str:
    """Return the path of a field typed by key or label, or raise Invalid saying what there is."""
    wanted = " ".join(name.split()).casefold()
    if special(kind, wanted):
        return wanted
    own = _field_named(kind, wanted)
    if own is not None:
        return own.key
    found = list(_named_beside(kind, wanted))
    if len(found) == 1:
        return found[0]
    if found:
        raise Invalid(f"Several kinds have “{name}”. Write {_listed(found, 'or')}.")
    raise Invalid(f"{kind.plural} have no field “{name}”. {_known(kind)}")


def short_name(kind: Kind, path: str) -> str:
    """Return the shortest name that means this path."""
    key = path.rpartition(".")[2]
    try:
        return key if path_named(kind, key) == path else path
    except Invalid:
        return path


def _field_named(kind: Kind, wanted: str) -> Field | None:
    named = (f for f in kind.fields if wanted in (f.key.casefold(), f.label.casefold()))
    return next(named, None)


def _named_beside(kind: Kind, wanted: str) -> Iterator[str]:
    head, dot, rest = wanted.partition(".")
    for one in beside(kind):
        called = head in (one.name, one.label.casefold(), one.plural.casefold())
        field = _field_named(one, rest if dot and called else wanted)
        # That a figure has an entry says nothing about the entry.
        if field is not None and (called or not dot) and field.key != one.parent:
            yield f"{one.name}.{field.key}"


def is_path(name: str) -> bool:
    """Tell whether a name with a dot in it begins with a kind."""
    head = name.partition(".")[0].strip().casefold()
    called = ((one.name, one.label.casefold(), one.plural.casefold()) for one in KINDS.values())
    return any(head in names for names in called)


def _known(kind: Kind) -> str:
    keys = ", ".join(field.key for field in kind.fields)
    more = [one.name for one in beside(kind)]
    over = f" Also {_listed([f'{name}.…' for name in more], 'and')}." if more else ""
    return f"They have {keys}.{over}"


def _listed(names: list[str], word: str) -> str:
    return f" {word} ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
