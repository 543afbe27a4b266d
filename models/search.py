"""Full text: one FTS5 index a kind over its folded texts, kept in step by triggers.

``models.folding`` says what is the same letter. The triggers call it as the SQL function
``folded``, which every connection of ours that writes has learnt; any other program that tries to
change a text is refused by SQLite, rather than leaving the index behind.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from string import ascii_lowercase, digits

from sqlalchemy import ColumnElement, Connection, Select, and_, false, func, or_, select, text
from sqlalchemy.sql.expression import column, literal_column, table

from models.errors import Invalid
from models.fields import Kind
from models.folding import fold
from models.kinds import CITATION, TABLE_KINDS
from models.query_tokens import tokens
from models.records import TABLES

_SEARCHED_TYPES = ("text", "long_text", "url")
MOST_WORDS = 20
# Each statement that writes leaves a segment. FTS5 gathers so many bytes before it writes one, and
# merges none by itself before there are so many that nobody gets there without a rest; sixteen are
# merged at rest, by ``models.tidying``.
PATIENCE = {"hashsize": 8_000_000, "automerge": 0, "crisismerge": 256, "usermerge": 16}
_AFTER = ascii_lowercase + digits
_TOKENIZER = "unicode61 remove_diacritics 0"


@dataclass(frozen=True)
class Word:
    """A word that is sought by its beginning, or a phrase of whole words; or left out."""

    text: str
    phrase: bool = False
    negated: bool = False


# Of citations only what a source or a coder says is sought, not what they are about.
_SEARCHED_OF = {"citation": ["quote", "note"]}
SEARCHED_KINDS = (*TABLE_KINDS, CITATION)


def searched(kind: Kind) -> list[str]:
    """Return the keys of the fields whose text can be found by words."""
    texts = [field.key for field in kind.stored if field.type.name in _SEARCHED_TYPES]
    return _SEARCHED_OF.get(kind.name, texts)


def index_name(kind: Kind) -> str:
    """Return the name of the kind's full-text table."""
    return f"search_{kind.name}"


def _list_name(kind: Kind) -> str:
    return f"{index_name(kind)}_words"


def _view_name(kind: Kind) -> str:
    return f"searchable_{kind.name}"


def _quoted(keys: list[str]) -> str:
    return ", ".join(f'"{key}"' for key in keys)


def _folding(keys: list[str], prefix: str) -> str:
    return ", ".join(f'folded(CAST({prefix}"{key}" AS BLOB))' for key in keys)


def _plainly(keys: list[str], prefix: str) -> str:
    return ", ".join(f'{prefix}"{key}"' for key in keys)


def _triggers(kind: Kind, texts: Callable[[list[str], str], str] = _folding) -> list[str]:
    index, keys = index_name(kind), searched(kind)
    columns, new, old = _quoted(keys), texts(keys, "new."), texts(keys, "old.")
    forget = f"INSERT INTO {index}({index}, rowid, {columns}) VALUES ('delete', old.id, {old});"
    learn = f"INSERT INTO {index}(rowid, {columns}) VALUES (new.id, {new});"
    trigger = "CREATE TRIGGER"
    return [
        f"{trigger} {index}_added AFTER INSERT ON {kind.name} BEGIN {learn} END",
        f"{trigger} {index}_removed AFTER DELETE ON {kind.name} BEGIN {forget} END",
        f"{trigger} {index}_changed AFTER UPDATE OF {columns} ON {kind.name} "
        f"BEGIN {forget} {learn} END",
    ]


def _statements(kind: Kind) -> list[str]:
    index, view, keys = index_name(kind), _view_name(kind), searched(kind)
    if not keys:
        return []
    columns = _quoted(keys)
    texts = ", ".join(f'folded(CAST("{key}" AS BLOB)) AS "{key}"' for key in keys)
    return [
        f"CREATE VIRTUAL TABLE {index} USING fts5({columns}, content='{view}', "
        f"content_rowid='id', tokenize='{_TOKENIZER}', prefix='2 3')",
        f"CREATE VIEW {view} AS SELECT id, {texts} FROM {kind.name}",
        *_triggers(kind),
        # What words there are, and how many records have each.
        f"CREATE VIRTUAL TABLE {_list_name(kind)} USING fts5vocab('{index}', 'col')",
    ]


def search_programs(version: int) -> dict[str, str]:
    """Return the SQL of every trigger and view of ours by its name: a store holds no others.

    Stores of version 1 had the texts in the index as they were.
    """
    kinds = [kind for kind in TABLE_KINDS if searched(kind)]
    if version == 1:
        made = [statement for kind in kinds for statement in _triggers(kind, _plainly)]
    else:
        made = [statement for kind in SEARCHED_KINDS for statement in _statements(kind)[1:-1]]
    return {statement.split()[2]: statement for statement in made}


def create_search(connection: Connection) -> None:
    """Make the indexes and triggers in a store that has none."""
    for kind in SEARCHED_KINDS:
        for statement in _statements(kind):
            connection.execute(text(statement))
        if searched(kind):
            set_patience(connection, index_name(kind))


def set_patience(connection: Connection, index: str) -> None:
    """Tell FTS5 when to write and to merge; the store keeps it."""
    for option, value in PATIENCE.items():
        setting = f"INSERT INTO {index}({index}, rank) VALUES ('{option}', {value})"
        connection.execute(text(setting))


def drop_search(connection: Connection) -> None:
    """Take out all indexes, views and triggers, so that the tables can be rebuilt."""
    rows = connection.execute(
        text(
            "SELECT type, name FROM sqlite_schema WHERE type IN ('trigger', 'view') "
            "OR (type = 'table' AND name LIKE 'search!_%' ESCAPE '!' AND sql LIKE '%USING fts5%') "
            "ORDER BY type = 'table', type = 'view'"
        )
    )
    for kind, name in rows.all():
        connection.execute(text(f'DROP {kind.upper()} "{name}"'))


def rebuild_search(connection: Connection) -> None:
    """Make the indexes and triggers anew and fill them from the tables."""
    drop_search(connection)
    create_search(connection)
    for kind in SEARCHED_KINDS:
        if searched(kind):
            index = index_name(kind)
            # In one piece, so that no edit ever comes upon the many large ones.
            for command in ("rebuild", "optimize"):
                connection.execute(text(f"INSERT INTO {index}({index}) VALUES ('{command}')"))


def _phrase(word: Word) -> str:
    """Return what FTS5 shall match, or nothing when no letter is left of the word."""
    pieces = fold(word.text).split()
    # The last character of a run of Chinese stands in the last pair already.
    kept = [
        piece
        for place, piece in enumerate(pieces)
        if not (place and len(piece) == 1 and pieces[place - 1].endswith(piece)
                and not piece.isascii() and len(pieces[place - 1]) == 2)
    ]  # fmt: skip
    if not any(character.isalnum() for piece in kept for character in piece):
        return ""
    body = " ".join(kept).replace('"', '""')
    return f'"{body}"' if word.phrase else f'"{body}"*'


def matching(kind: Kind, word: Word, keys: list[str] | None = None) -> Select[int] | None:
    """Return the select of the records with a word in their own texts, in order of their ids.

    None when the kind has no such texts, or nothing of the word can be sought in an index.
    """
    wanted = searched(kind) if keys is None else keys
    phrase = _phrase(word)
    if not wanted or not phrase:
        return None
    scope = "" if keys is None else "{" + " ".join(f'"{key}"' for key in wanted) + "} : "
    return _found(kind, f"{scope}{phrase}")


def _found(kind: Kind, expression: str) -> Select[int]:
    index = index_name(kind)
    found = table(index, column("rowid"))
    return select(found.c.rowid).where(literal_column(index).op("MATCH")(expression))


def matching_first(kind: Kind, words: Sequence[Word]) -> Select[int] | None:
    """Return the select of records with all the words in their own texts, the lowest ids first.

    It may miss some, and gives the first of them at once, however many there are. None when it
    cannot be asked of the index alone.
    """
    phrases = [_phrase(word) for word in words]
    if not searched(kind) or not all(phrases) or any(word.negated for word in words):
        return None
    found = _found(kind, " AND ".join(map(_spread, phrases)))
    return found.order_by(found.selected_columns.rowid)


def _spread(phrase: str) -> str:
    """Ask for a single letter by the two that words begin with: these have an index, it has none.

    Otherwise FTS5 gathers all words with the letter before it gives the first.
    """
    letter = phrase[1:-2]
    if not (phrase.endswith("*") and len(letter) == 1 and letter.isascii()):
        return phrase
    return " OR ".join([f'("{letter}"', *(f'"{letter}{after}"*' for after in _AFTER)]) + ")"


def matching_all(kind: Kind, words: Sequence[Word], key: str) -> Select[int] | None:
    """Return the select of the records with all these words in one field, in order of their ids."""
    phrases = [phrase for word in words if (phrase := _phrase(word))]
    if not phrases:
        return None
    index = index_name(kind)
    sought = f'{{"{key}"}} : ({" AND ".join(phrases)})'
    found = table(index, column("rowid"))
    return select(found.c.rowid).where(literal_column(index).op("MATCH")(sought))


def has_word(kind: Kind, word: Word | str, keys: list[str] | None = None) -> ColumnElement[bool]:
    """Return the condition that a record has a word that starts so in one of its texts."""
    sought = Word(word) if isinstance(word, str) else word
    found = matching(kind, sought, keys)
    if found is not None:
        return TABLES[kind.name].c.id.in_(found)
    columns = TABLES[kind.name].c
    # Signs alone stand in no index; and not LIKE, which refuses patterns above 50,000 bytes.
    inside = (func.instr(columns[key], sought.text) > 0 for key in keys or searched(kind))
    return or_(false(), *inside)


def having_words(kind: Kind, words: Sequence[str], key: str) -> Select[int]:
    """Return the select of the records with one of these folded words, whole, in one field."""
    any_of_them = " OR ".join(f'"{word}"' for word in words)
    return _found(kind, f'{{"{key}"}} : ({any_of_them})')


def words_with_records(connection: Connection, kind: Kind, key: str) -> Iterator[tuple[str, int]]:
    """Yield each word of a field, folded, with how many records have it; it reads all the index."""
    words = text(f"SELECT term, doc FROM {_list_name(kind)} WHERE col = :key")
    for term, records in connection.execute(words, {"key": key}):
        yield str(term), int(records)


def clean_words(typed: str) -> list[str]:
    """Return the words of a typed text, without what no index and no column can hold."""
    return typed.replace("\0", " ").encode("utf-8", "ignore").decode().split()


def words_of(typed: str) -> list[Word]:
    """Return the words to be sought, or raise Invalid when they are too many."""
    words = [
        Word(token.text, phrase=" " in token.text and not token.open, negated=token.negated)
        for token in tokens(" ".join(clean_words(typed)), names=False)
        if token.word
    ]
    if len(words) > MOST_WORDS:
        raise Invalid(f"These are {len(words):,} words; at most {MOST_WORDS} are sought at once.")
    return words


def has_words(kind: Kind, typed: str, keys: list[str] | None = None) -> ColumnElement[bool]:
    """Return the condition that a record has all the words, in any order."""
    words = words_of(typed)
    return and_(*(has_word(kind, word, keys) for word in words)) if words else false()
