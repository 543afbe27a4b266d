"""Files, dropped and pasted texts become sources, in the background, as one step a gesture."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPlainTextEdit

from gui.block_writing import Voice
from gui.settings import KEEP_ORIGINAL, Settings
from gui.tasks import Job
from gui.workbench import Workbench
from models import (
    ENDINGS,
    KINDS,
    PASTED,
    Cancelled,
    Extracted,
    FactError,
    TakenIn,
    extract,
    original_of,
    read_bytes,
    take_in_all,
    writing_whole,
)

MOST_TOGETHER: Final = 200_000_000
"""More bytes than this are not read in one go; they are held until the step is written."""

MOST_SENTENCES: Final = 4
_LONGEST_NAME: Final = 80
_FILES: Final = f"Articles ({' '.join(f'*{ending}' for ending in ENDINGS)});;All files (*)"
_GUESSED: Final = ("published", "publisher", "author", "language", "dateline", "url", "type")
_SHORT: Final = {"published": "date", "url": "address"}
# Where browsers say which page the copied words stood on.
_ADDRESSES: Final = (("text/x-moz-url-priv", "utf-16-le"), ("chromium/x-source-url", "utf-8"))
Read = Callable[[Callable[[], bool]], tuple[Extracted, bytes | None]]


@dataclass
class Outcome:
    """What came of one gesture: what was read, where it stands now, and what was refused."""

    read: list[Extracted] = field(default_factory=list)
    taken: list[TakenIn] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def added(self) -> list[Extracted]:
        """Return what was not in the store before."""
        pairs = zip(self.read, self.taken, strict=True)
        return [one for one, taken in pairs if not taken.was_there]


class Intake(QObject):
    """Reads what a person gives and adds it; says what happened and shows the source."""

    source_added = Signal(object)

    def __init__(
        self,
        bench: Workbench,
        settings: Settings,
        voice: Voice,
        parent: QObject,
        *,
        undo: Callable[[], None],
    ) -> None:
        super().__init__(parent)
        self._bench = bench
        self._settings = settings
        self._voice = voice
        self._undo = undo

    # What the actions call

    def add_files(self) -> None:
        """Ask for files and add each as a source."""
        names, _ = QFileDialog.getOpenFileNames(
            self._bench.tabs.window(), "Add sources from files", "", _FILES
        )
        self.take_paths([Path(name) for name in names])

    def paste_source(self) -> None:
        """Add what was copied as a source; in an editor paste its plain text there."""
        focus = QApplication.focusWidget()
        if isinstance(focus, QLineEdit | QPlainTextEdit) and not focus.isReadOnly():
            focus.paste()
            return
        # Typed as if there were always something, it is None where nothing was copied.
        copied: QMimeData | None = QApplication.clipboard().mimeData()
        self.take(copied or QMimeData())

    def save_original(self) -> None:
        """Ask where to, and write the file that the shown source came from."""
        source, store = self._bench.source.source(), self._bench.store
        if source is None:
            self._voice.warned("Choose a source first.")
            return
        self._bench.tasks.read(
            lambda _: original_of(store, source),
            lambda found: self._save(*found),
            lambda error: self._voice.warned(error.sentence),
            key=(self, "original"),
        )

    def _save(self, name: str, content: bytes) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self._bench.tabs.window(), "Save the original file", name
        )
        if chosen:
            self._bench.tasks.write(
                lambda _: _write(Path(chosen), content),
                lambda _: self._voice.said(f"Wrote {chosen}."),
                lambda error: self._voice.warned(error.sentence),
                label="Writing the file",
            )

    # What is given

    def can_take(self, mime: QMimeData) -> bool:
        """Tell whether something of this can become a source."""
        return not self._bench.store.readonly and (mime.hasText() or mime.hasHtml())

    def take(self, mime: QMimeData) -> None:
        """Add what was dropped or copied: files, a page's article, or a text."""
        if paths := files_in(mime):
            self.take_paths(paths)
        elif (mime.hasHtml() and mime.html().strip()) or mime.text().strip():
            page, text, address = mime.html() if mime.hasHtml() else "", mime.text(), _page_of(mime)
            self._run([lambda stop: (_pasted(page, text, address, stop), None)], "Reading the text")
        else:
            self._voice.warned("There is no text to add. Copy the words of an article first.")

    def take_paths(self, paths: Sequence[Path]) -> None:
        """Add the text of each of these files as a source, all in one step."""
        keep = self._settings.get(KEEP_ORIGINAL)
        if paths:
            label = f"Reading {paths[0].name}" if len(paths) == 1 else f"Reading {len(paths)} files"
            self._run([_reader(path, keep=keep) for path in paths], label)

    def _run(self, readers: Sequence[Read], label: str) -> None:
        if self._bench.store.readonly:
            self._voice.warned(self._bench.store.reason)
            return
        store = self._bench.store

        def work(job: Job) -> Outcome:
            outcome, kept = Outcome(), list[tuple[Extracted, bytes | None]]()
            for number, read in enumerate(readers):
                job.report(number / len(readers))
                try:
                    kept.append(read(lambda: job.cancelled))
                except Cancelled:
                    raise
                except FactError as error:
                    outcome.refused.append(error.sentence)
                if sum(len(content or b"") for _, content in kept) > MOST_TOGETHER:
                    kept.pop()
                    outcome.refused.append("The rest is too much at once. Add it after these.")
                    break
            # From here on it is one short step, which cannot be stopped half-way.
            job.report(1.0)
            outcome.read = [one for one, _ in kept]
            outcome.taken = take_in_all(store, kept, by=self) if kept else []
            return outcome

        self._bench.tasks.write(
            work, self._tell, lambda error: self._voice.warned(error.sentence), label=label
        )

    # What is said

    def _tell(self, outcome: Outcome) -> None:
        added = outcome.added()
        sentence = " ".join([*self._words(outcome, added), *_told(outcome.refused)])
        if outcome.refused and added:
            self._voice.offered(sentence, "Undo", self._undo)
        elif outcome.refused:
            self._voice.warned(sentence)
        else:
            self._voice.said(sentence, undo=bool(added))
        if outcome.taken:
            new = (one.source for one in outcome.taken if not one.was_there)
            self.source_added.emit(next(new, outcome.taken[0].source))

    def _words(self, outcome: Outcome, added: Sequence[Extracted]) -> list[str]:
        there = len(outcome.taken) - len(added)
        words = []
        if len(added) == 1:
            words.append(f"Added {named(added[0].label)} ({length(added[0])}).{guessed(added[0])}")
        elif added:
            words.append(f"Added {len(added)} sources.")
        if there == 1:
            source = next(one.source for one in outcome.taken if one.was_there)
            label = self._bench.store.label("source", source)
            words.append(f"This text is there already: {named(label)}.")
        elif there:
            words.append(f"{there} texts are there already.")
        return words


def files_in(mime: QMimeData) -> list[Path]:
    """Return the files of this computer among what was dropped or copied."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def named(title: str) -> str:
    """Return a title as it is named in a sentence."""
    short = title if len(title) <= _LONGEST_NAME else title[: _LONGEST_NAME - 1].rstrip() + "…"
    return f"“{short}”"


def length(read: Extracted) -> str:
    """Return how long a text is: in words, or in characters where nobody parts words."""
    language = read.guesses.get("language")
    if language is not None and language.value in ("zh", "ja"):
        return f"{sum(not one.isspace() for one in read.text):,} characters"
    words = len(read.text.split())
    return f"{words:,} word" + ("" if words == 1 else "s")


def guessed(read: Extracted) -> str:
    """Return which fields were guessed, as a sentence; an empty text when none was."""
    labels = [
        _SHORT.get(key, KINDS["source"].field(key).label.lower())
        for key in _GUESSED
        if key in read.guesses
    ]
    return f" Guessed: {', '.join(labels)}." if labels else ""


def _told(sentences: Sequence[str]) -> list[str]:
    more = len(sentences) - MOST_SENTENCES
    return [*sentences[:MOST_SENTENCES], *([f"And {more} more were not read."] if more > 0 else [])]


def _reader(path: Path, *, keep: bool) -> Read:
    def read(stop: Callable[[], bool]) -> tuple[Extracted, bytes | None]:
        content = read_bytes(path)
        return extract(content, path.name, cancelled=stop), content if keep else None

    return read


def _pasted(page: str, text: str, address: str, stop: Callable[[], bool]) -> Extracted:
    """Return the article of a copied page; its plain text where the page holds none."""
    if page.strip():
        try:
            content = page.encode(errors="ignore")
            return extract(content, PASTED, form="html", address=address, cancelled=stop)
        except Cancelled:
            raise
        except FactError:
            if not text.strip():
                raise
    # Some programs end what they copy with one; it is no sign that this is no text.
    content = text.replace("\0", "").encode(errors="ignore")
    return extract(content, PASTED, form="txt", address=address, cancelled=stop)


def _page_of(mime: QMimeData) -> str:
    for form, charset in _ADDRESSES:
        given = bytes(mime.data(form).data()).decode(charset, errors="ignore").strip("\0 \r\n")
        if given.startswith(("http://", "https://")):
            return given
    return ""


def _write(target: Path, content: bytes) -> None:
    with writing_whole(target) as file:
        file.write(content)
