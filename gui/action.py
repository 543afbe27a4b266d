"""One thing a person can do, and what must hold for it to be possible."""

from dataclasses import dataclass

WRITABLE, RECORD, UNDO, REDO, STORE, SOURCE, RIVALS = (
    "writable",
    "record",
    "undo",
    "redo",
    "store",
    "source",
    "rivals",
)
OTHERWISE = {
    WRITABLE: "The store is open for reading only.",
    RECORD: "Choose a record first.",
    UNDO: "There is nothing to undo.",
    REDO: "There is nothing to redo.",
    STORE: "Open a store first.",
    SOURCE: "Nothing is cited for this value.",
    RIVALS: "Fewer than two sources speak of this value: there is nothing to weigh yet.",
}


@dataclass(frozen=True)
class Action:
    """One thing a person can do: its words, its keys, its place, and the command it calls."""

    id: str
    menu: str
    text: str
    tip: str
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    needs: tuple[str, ...] = (STORE,)
    argument: str = ""
    group: str = ""
    toggle: bool = False

    @property
    def call(self) -> str:
        """Return the name of the command."""
        return self.group or self.id
