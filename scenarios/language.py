"""The page that documents the language of stories, printed from the tables that play them."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.checks import CHECKS, When
from scenarios.faults import OPERATIONS, all_faults
from scenarios.reached import REACHED
from scenarios.verbs import VERBS

HEAD = """# The language of stories

Printed by `scenarios language` from the tables that play stories; what a story is, is in [scenarios.md](scenarios.md).
Times are written as `30s`, `15m`, `4h` or `2d`, amounts in quotes as `"120.00"`.

## Verbs

A step is a verb alone, or a verb with what it takes.

| verb | what happens | example |
|---|---|---|
"""


def page() -> str:
    """Markdown."""
    return "".join(f"{line}\n" for line in _lines())


def _lines() -> Iterator[str]:
    yield HEAD.rstrip("\n")
    yield from (f"| `{verb.name}` | {verb.says} | `{verb.example}` |" for verb in VERBS.values())
    yield f"\nCalls that `during` and `inject` know: {', '.join(f'`{name}`' for name in OPERATIONS)}."
    yield "\n## Faults\n"
    yield "Each strikes at the `nth` request `on`, and then as often as `times` says.\n"
    yield "| machine | fault | what the customer sees |\n|---|---|---|"
    yield from (f"| {one.machine} | `{one.name}` | {one.customer_sees} |" for one in all_faults())
    yield "\n## What a story may have `reached`\n"
    yield "That it came through this, and did not end well by luck.\n"
    yield from (f"- `{name}`: {reached.says}" for name, reached in REACHED.items())
    yield "\n## What must always hold\n"
    yield "Looked at in both systems from outside; a story that breaks one of these fails, whatever it ends in."
    for when in When:
        yield f"\n{when.value[0].upper()}{when.value[1:]}:\n"
        yield from (f"- **{check.name}**: {check.says}" for check in CHECKS if check.when is when)
