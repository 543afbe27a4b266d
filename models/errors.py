"""What can go wrong in the user's world, each with one sentence that says what to do.

Our own bugs are never a FactError: they travel to the exception hook.
"""


class FactError(Exception):
    """Something a careful user can mend; ``sentence`` tells them how."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Invalid(FactError):
    """A value that its field does not take."""


class Conflict(FactError):
    """The record no longer holds what the writer had seen."""


class StoreUnavailable(FactError):
    """The store cannot be opened or written: disk, lock, rights, a file that is not ours."""


class Missing(FactError):
    """A record that is not there any more."""


class Cancelled(FactError):
    """A read or a bulk write that was stopped because its answer is no longer wanted."""
