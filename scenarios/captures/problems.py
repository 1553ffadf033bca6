"""What of a file cannot be used, or is not what it was: listed by line, several in a row for one reason as one."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.captures.model import Problem

SHOWN = 60
LONGEST_EVENT = 4000


class Problems:
    """``given`` are those that are ready; the last one may still grow."""

    def __init__(self) -> None:
        self._ready: list[Problem] = []
        self._last: Problem | None = None
        self._first_cut = self._cuts = 0

    def tell(self, line: int, text: str, why: str, unused: int = 0) -> None:
        """``unused`` are the lines, from ``line`` on, that are no use; 0 where they are used all the same."""
        last = self._last
        if last is not None and last.why == why and unused and last.unused and line <= last.line + last.unused:
            self._last = last.model_copy(update={"unused": last.unused + unused})
            return
        self._turn()
        self._last = Problem(line=line, text=printable(text.partition("\n")[0]), why=why, unused=unused)

    def cut(self, line: int) -> None:
        """A text that the log's level cut; all of them are one problem."""
        self._first_cut = self._first_cut or line
        self._cuts += 1

    @property
    def has_ready(self) -> bool:
        return bool(self._ready)

    def given(self) -> Iterator[Problem]:
        yield from self._ready
        self._ready.clear()

    def turn(self) -> Iterator[Problem]:
        """All of a file: the next one's are told apart."""
        self._turn()
        yield from self.given()

    def end(self) -> Iterator[Problem]:
        yield from self.turn()
        if self._cuts:
            why = (
                f"the log is at level DEBUG: of {self._cuts} requests and answers it has the first 75 characters; at "
                f"level VERBOSE they would be whole"
            )
            yield Problem(line=self._first_cut, text="XML dump follows: -", why=why)

    def _turn(self) -> None:
        if self._last is not None:
            self._ready.append(self._last)
            self._last = None


def printable(text: str, longest: int = SHOWN) -> str:
    """Without what steers a terminal, and no longer than that."""
    shown = "".join(one if one.isprintable() or one == "\n" else " " for one in text[: longest + 1])
    return shown if len(shown) <= longest else f"{shown[:longest]}…"
