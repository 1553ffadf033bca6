"""The table that decides about a document, as a page; docs/rules.md is what this prints."""

from __future__ import annotations

from enum import Enum

from connector.sync.cell import Flight, Never, Posted, Said, Wanted, Written
from connector.sync.deciding import TABLE, Pattern

HEAD = """# What is done about a document

The connector decides by four values, and by what a person decided. Each is read off what stands; none remembers an
event. `connector document NUMBER` shows the values of a document and the rule that applies. This page is what
`connector rules` prints.

- **wanted**: what JAGGAER says now. What JAGGAER did not change since the last write is wanted as it was written.
- **written**: the version that the record had after the last write of the connector, beside JAGGAER's of now. Both
  versions are drafted by today's profile before they are compared: another map, or another answer, is no change.
- **posted**: what stands in QuickBooks now. *Gone* needs evidence: a void row, a row of the deleted list, or a query
  by TxnID that found nothing. A record that changed since it was read back is read back first. What is older than the
  mirror is *unseen*, and counts as it was written; the record is looked up before each write.
- **in flight**: the operation whose outcome is open, or QuickBooks' last word on just this write.
- **said**: what a person decided about just this version and just this state of the record.

A difference has an author. Only JAGGAER's is ever written, as `policy.corrections` says; a person's is shown and never
written over. Where both changed the record, the change is merged field by field, and a clash is held.

"""
NAMES = ("wanted", "written", "posted", "in flight", "said")
KINDS: tuple[type[Enum], ...] = (Wanted, Written, Posted, Flight, Said)


def page() -> str:
    happens = [row for row in TABLE if not isinstance(row[5].action, Never)]
    never = [row for row in TABLE if isinstance(row[5].action, Never)]
    rows = [(*map(_words, row[:5], KINDS), row[5].name, _done(row[5].action)) for row in happens]
    others = [(*map(_words, row[:5], KINDS), str(row[5].action)) for row in never]
    return (
        f"{HEAD}{_table((*NAMES, 'rule', 'what is done'), rows)}\n"
        f"## Cells that cannot be\n\n{_table((*NAMES, 'why'), others)}"
    )


def _done(action: object) -> str:
    return str(action).replace("; ", "<br>")


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _words(pattern: Pattern, kind: type[Enum]) -> str:
    if pattern is None:
        return "any"
    found = [one for one in kind if one is pattern or (isinstance(pattern, set) and one in pattern)]
    others = [one for one in kind if one not in found]
    if len(found) > len(others):
        return "anything but " + "<br>and ".join(str(one.value) for one in others) if others else "any"
    return "<br>or ".join(str(one.value) for one in found)
