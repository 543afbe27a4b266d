"""Files and pasted texts become sources: read in a child process, kept once, guesses marked."""

CHILD_ARGUMENT = "--read-foreign-file"
"""What a frozen program is started with to be the child that reads one file; see ``models.cli``."""

PASTED = "The pasted text"
"""What a text is called that came from no file."""

GUESSED = "Guessed from "
"""How the note of a guess begins; what begins so is no statement of a person."""
