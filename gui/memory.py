"""How the C library gives memory back: what a large read took is free for others right after it."""

import ctypes
import sys
from typing import Final

_ARENAS, _LARGE = -8, -3
MOST_ARENAS: Final = 2
LARGE_BYTES: Final = 1_000_000


def give_back_large_pieces() -> None:
    """Let every large piece of memory return to the system when it is freed, where glibc can.

    By itself glibc gives each thread a heap of its own, and keeps pieces of up to 32 MB in it after
    the first of that size: a hundred megabytes that nobody uses, once a million records were sorted
    in four threads.
    """
    if sys.platform != "linux":
        return
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        set_option(_ARENAS, MOST_ARENAS)
        set_option(_LARGE, LARGE_BYTES)
