"""Every behaviour of the fake PC with its source, read from the tables at the head of its modules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

from simulators.qbwc.processor.schema import messages
from simulators.qbwc.processor.statuses import STATUSES

MODULES = (
    "company.stamps",
    "company.transactions",
    "faults",
    "latency",
    "processor.adds",
    "processor.answers",
    "processor.extensions",
    "processor.iterators",
    "processor.processor",
    "processor.queries",
    "web_connector.company_lock",
    "web_connector.log_file",
    "web_connector.qwc",
    "web_connector.soap",
    "web_connector.update",
)
ROW = re.compile(r"^  (\S.*?)(?:  +(\S.*))?$")


@dataclass(frozen=True, slots=True)
class Rule:
    """``kind`` is behaviour or structure; ``assumed`` says that no public source shows it."""

    rule: str
    kind: str
    where: str
    source: str
    assumed: bool


def _rows(name: str) -> Iterator[Rule]:
    module = import_module(f"simulators.qbwc.{name}")
    doc = module.__doc__ or ""
    table = doc.partition("  rule ")[2].partition("\n")[2]
    said, source = "", ""
    for line in table.splitlines():
        match = ROW.match(line)
        if match is None:
            break
        if match[2] is None:
            said = f"{said} {match[1]}"
            continue
        if said:
            yield _rule(said, source, name)
        said, source = match[1], match[2]
    if said:
        yield _rule(said, source, name)


def _rule(said: str, source: str, where: str) -> Rule:
    return Rule(said, "behaviour", where, source, "assumed" in source)


def _all() -> Iterator[Rule]:
    for name in MODULES:
        yield from _rows(name)
    for code, known in STATUSES.items():
        yield Rule(
            f"status {code}: {known.text}",
            "behaviour",
            "processor.statuses",
            known.source,
            "assumed" in known.source,
        )
    source = "Intuit's annotated listing of qbXML 16.0"
    for message in messages():
        yield Rule(f"structure of {message}", "structure", "processor.messages", source, assumed=False)


RULES: tuple[Rule, ...] = tuple(_all())
