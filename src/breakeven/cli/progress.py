"""How far long work is, on one line of stderr that is wiped when it ends."""

import sys
from types import TracebackType

WIPE = "\r\033[K"


class Line:
    """A line that is written over; on what is no terminal, nothing."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.shown = False

    def __enter__(self) -> "Line":
        return self

    def show(self, share: float) -> None:
        """Show a share from 0 to 1."""
        if sys.stderr.isatty():
            sys.stderr.write(f"{WIPE}{self.word}: {share:.0%}")
            sys.stderr.flush()
            self.shown = True

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.shown:
            sys.stderr.write(WIPE)
            sys.stderr.flush()
