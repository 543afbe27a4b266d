"""Keys and clicks that come to programs as from a real keyboard and mouse, through XTEST."""

import ctypes
from collections.abc import Iterator

LIBRARIES = ("libX11.so.6", "libXtst.so.6")
_VIEWABLE = 2
_MAP_STATE = 23  # the place of that int in XWindowAttributes


class Keyboard:
    """The keyboard and the mouse of a display, and how many dialogs are shown on it."""

    def __init__(self, display: str) -> None:
        self._x11, self._test = (ctypes.CDLL(name) for name in LIBRARIES)
        self._x11.XOpenDisplay.restype = ctypes.c_void_p
        self._x11.XDefaultRootWindow.restype = ctypes.c_ulong
        self._x11.XStringToKeysym.restype = ctypes.c_ulong
        # A window may be gone before it is asked after; that is no reason to leave.
        handler = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
        self._silent = handler(lambda _display, _error: 0)
        self._x11.XSetErrorHandler(self._silent)
        opened = self._x11.XOpenDisplay(display.encode())
        if not opened:
            raise OSError(f"there is no display {display}")
        self._display = ctypes.c_void_p(opened)

    def press(self, *keys: str) -> None:
        """Press keys together, named as X names them: ``press("Control_L", "End")``."""
        codes = [self._code(key) for key in keys]
        for code in codes:
            self._test.XTestFakeKeyEvent(self._display, code, 1, 0)
        for code in reversed(codes):
            self._test.XTestFakeKeyEvent(self._display, code, 0, 0)
        self._x11.XFlush(self._display)

    def type(self, text: str) -> None:
        """Type Latin letters, digits and spaces, as fast as it goes."""
        for letter in text:
            self.press("space" if letter == " " else letter)

    def click(self, x: int, y: int) -> None:
        """Click with the left button, with the pointer already there."""
        self.point(x, y)
        self._test.XTestFakeButtonEvent(self._display, 1, 1, 0)
        self._test.XTestFakeButtonEvent(self._display, 1, 0, 0)
        self._x11.XFlush(self._display)

    def point(self, x: int, y: int) -> None:
        """Put the pointer somewhere."""
        self._test.XTestFakeMotionEvent(self._display, -1, x, y, 0)
        self._x11.XFlush(self._display)

    def dialogs(self) -> int:
        """Return how many windows are shown that belong to another one."""
        return sum(self._dialogs(self._x11.XDefaultRootWindow(self._display)))

    def _dialogs(self, window: int) -> Iterator[bool]:
        root, parent = ctypes.c_ulong(), ctypes.c_ulong()
        children, amount = ctypes.POINTER(ctypes.c_ulong)(), ctypes.c_uint()
        found = self._x11.XQueryTree(
            self._display,
            ctypes.c_ulong(window),
            ctypes.byref(root),
            ctypes.byref(parent),
            ctypes.byref(children),
            ctypes.byref(amount),
        )
        if not found:
            return
        inside = [children[place] for place in range(amount.value)]
        if inside:
            self._x11.XFree(children)
        for child in inside:
            attributes, owner = (ctypes.c_int * 64)(), ctypes.c_ulong()
            one = ctypes.c_ulong(child)
            if not self._x11.XGetWindowAttributes(self._display, one, attributes):
                continue
            if attributes[_MAP_STATE] != _VIEWABLE:
                continue
            if self._x11.XGetTransientForHint(self._display, one, ctypes.byref(owner)):
                yield True
            yield from self._dialogs(child)

    def _code(self, key: str) -> int:
        code = self._x11.XKeysymToKeycode(
            self._display, ctypes.c_ulong(self._x11.XStringToKeysym(key.encode()))
        )
        assert code, f"no key is called {key}"
        return int(code)

    def close(self) -> None:
        self._x11.XCloseDisplay(self._display)
