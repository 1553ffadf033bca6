"""How much of a file was used, and for what: counted line by line, so that it adds up."""

from __future__ import annotations

from scenarios.captures.model import SHARES, Share, Totals


class Tally:
    """Counts lines and bytes by the names of ``Totals``' shares."""

    def __init__(self) -> None:
        self._lines = dict.fromkeys(SHARES, 0)
        self._bytes = dict.fromkeys(SHARES, 0)

    def add(self, share: str, lines: int, size: int) -> None:
        self._lines[share] += lines
        self._bytes[share] += size

    def lines(self, share: str) -> int:
        return self._lines[share]

    def bytes(self, share: str) -> int:
        return self._bytes[share]

    def totals(self) -> Totals:
        return Totals(
            lines=sum(self._lines.values()),
            bytes=sum(self._bytes.values()),
            **{name: Share(lines=self._lines[name], bytes=self._bytes[name]) for name in SHARES},
        )
