"""A page of clauses: what documents come to, each clause with the story that shows it, and its command."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HEAD = """# {title}

{says}: each clause with the story, or the test or page, that shows it, and its
command. A story plays on the connector, the fake tenant, the fake Web Connector and the fake QuickBooks, and
every check of [scenarios.md](scenarios.md) holds in it. This page is what `{command}` prints.

| what | shown by | command |
|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Page:
    """``clauses`` are shown by stories, ``elsewhere`` by a test, a page or a command; ``tail`` follows the table."""

    title: str
    says: str
    command: str
    clauses: Sequence[tuple[str, tuple[str, ...]]]
    elsewhere: Sequence[tuple[str, str, str]] = ()
    tail: str = ""

    def __str__(self) -> str:
        """Markdown."""
        rows = []
        for what, stories in self.clauses:
            rows.append(f"| {what} | {', '.join(stories)} | `scenarios run {' '.join(stories)}` |")
        rows += [f"| {what} | {where} | `{command}` |" for what, where, command in self.elsewhere]
        head = HEAD.format(title=self.title, says=self.says, command=self.command)
        return head + "\n".join(rows) + "\n" + self.tail
