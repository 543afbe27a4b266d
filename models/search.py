"""Full text: one FTS5 index a kind over its texts, kept in step by triggers.

Accents and case are folded by the tokenizer (unicode61, remove_diacritics 2). Chinese has no
spaces, so a run of it is one token; words with such characters are sought inside the texts.
"""

from sqlalchemy import ColumnElement, Connection, and_, false, func, or_, select, text
from sqlalchemy.sql.expression import column, literal_column, table

from models.errors import Invalid
from models.fields import Kind
from models.kinds import TABLE_KINDS
from models.records import TABLES

_SEARCHED_TYPES = ("text", "long_text", "url")
MOST_WORDS = 20
_FIRST_CJK, _LAST_CJK = "\u2e80", "\u9fff"


def searched(kind: Kind) -> list[str]:
    """Return the keys of the fields whose text can be found by words."""
    return [field.key for field in kind.stored if field.type.name in _SEARCHED_TYPES]


def index_name(kind: Kind) -> str:
    """Return the name of the kind's full-text table."""
    return f"search_{kind.name}"


def _quoted(keys: list[str], prefix: str = "") -> str:
    return ", ".join(f'{prefix}"{key}"' for key in keys)


def _statements(kind: Kind) -> list[str]:
    index, keys = index_name(kind), searched(kind)
    if not keys:
        return []
    columns, new, old = _quoted(keys), _quoted(keys, "new."), _quoted(keys, "old.")
    forget = f"INSERT INTO {index}({index}, rowid, {columns}) VALUES ('delete', old.id, {old});"
    learn = f"INSERT INTO {index}(rowid, {columns}) VALUES (new.id, {new});"
    trigger = "CREATE TRIGGER"
    return [
        f"CREATE VIRTUAL TABLE {index} USING fts5({columns}, content='{kind.name}', "
        "content_rowid='id', tokenize='unicode61 remove_diacritics 2', prefix='2 3')",
        f"{trigger} {index}_added AFTER INSERT ON {kind.name} BEGIN {learn} END",
        f"{trigger} {index}_removed AFTER DELETE ON {kind.name} BEGIN {forget} END",
        f"{trigger} {index}_changed AFTER UPDATE OF {columns} ON {kind.name} "
        f"BEGIN {forget} {learn} END",
    ]


def search_triggers() -> dict[str, str]:
    """Return the SQL of every trigger of ours by its name: a store holds these and no others."""
    made = (statement for kind in TABLE_KINDS for statement in _statements(kind)[1:])
    return {statement.split()[2]: statement for statement in made}


def create_search(connection: Connection) -> None:
    """Make the indexes and triggers in a store that has none."""
    for kind in TABLE_KINDS:
        for statement in _statements(kind):
            connection.execute(text(statement))


def drop_search(connection: Connection) -> None:
    """Take out all indexes and triggers, so that the tables can be rebuilt."""
    rows = connection.execute(
        text(
            "SELECT type, name FROM sqlite_schema WHERE type = 'trigger' "
            "OR (type = 'table' AND name LIKE 'search!_%' ESCAPE '!' AND sql LIKE '%USING fts5%') "
            "ORDER BY type DESC"
        )
    )
    for kind, name in rows.all():
        connection.execute(text(f'DROP {kind.upper()} "{name}"'))


def rebuild_search(connection: Connection) -> None:
    """Make the indexes and triggers anew and fill them from the tables."""
    drop_search(connection)
    create_search(connection)
    for kind in TABLE_KINDS:
        if searched(kind):
            index = index_name(kind)
            connection.execute(text(f"INSERT INTO {index}({index}) VALUES ('rebuild')"))


def _is_chinese(word: str) -> bool:
    return any(_FIRST_CJK <= character <= _LAST_CJK for character in word)


def _inside(kind: Kind, keys: list[str], word: str) -> ColumnElement[bool]:
    # Not LIKE, which refuses patterns above 50,000 bytes.
    columns = TABLES[kind.name].c
    return or_(*(func.instr(columns[key], word) > 0 for key in keys))


def _indexed(kind: Kind, keys: list[str], word: str) -> ColumnElement[bool]:
    index = index_name(kind)
    phrase = '"' + word.replace('"', '""') + '"*'
    scope = "{" + " ".join(f'"{key}"' for key in keys) + "}"
    found = table(index, column("rowid"))
    match = literal_column(index).op("MATCH")(f"{scope} : {phrase}")
    return TABLES[kind.name].c.id.in_(select(found.c.rowid).where(match))


def has_word(kind: Kind, word: str, keys: list[str] | None = None) -> ColumnElement[bool]:
    """Return the condition that a record has a word that starts so in one of its texts."""
    wanted = searched(kind) if keys is None else keys
    if not wanted:
        return false()
    if _is_chinese(word) or not any(character.isalnum() for character in word):
        return _inside(kind, wanted, word)
    return _indexed(kind, wanted, word)


def clean_words(typed: str) -> list[str]:
    """Return the words of a typed text, without what no index and no column can hold."""
    return typed.replace("\0", " ").encode("utf-8", "ignore").decode().split()


def words_of(typed: str) -> list[str]:
    """Return the words to be sought, or raise Invalid when they are too many."""
    words = clean_words(typed)
    if len(words) > MOST_WORDS:
        raise Invalid(f"These are {len(words):,} words; at most {MOST_WORDS} are sought at once.")
    return words


def has_words(kind: Kind, typed: str, keys: list[str] | None = None) -> ColumnElement[bool]:
    """Return the condition that a record has all the words, in any order."""
    words = words_of(typed)
    return and_(*(has_word(kind, word, keys) for word in words)) if words else false()
