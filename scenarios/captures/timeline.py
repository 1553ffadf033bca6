"""
What JAGGAER held at each poll of a run: no log of the Web Connector shows it, so a run keeps it beside its log.

On a disk it is a tenant, which ``jaggaer-sim`` serves as well, with ``polls``: at which instant, what had changed
since the poll before, and whether it failed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from scenarios.captures.model import BadCapture, Instant
from scenarios.snapshot import KEPT, Records, Snapshot
from simulators.jaggaer import Tenant


@dataclass(slots=True)
class Timeline:
    """``tenant`` is JAGGAER at the end, or all that is known; ``polls`` may be none."""

    tenant: Tenant
    polls: Sequence[Snapshot] = field(default_factory=list)


def set_up(known: Tenant, tenant: Tenant) -> None:
    """A tenant has from its beginning the suppliers and the settings of another."""
    tenant.suppliers |= known.suppliers
    tenant.payment_words = known.payment_words
    tenant.numbers_orders = known.numbers_orders


def add_documents_until(instant: datetime, known: Tenant, tenant: Tenant) -> None:
    """What JAGGAER had by then is in the tenant, each document as it was in the end; an unstamped one always was."""
    for key in ("invoices", "purchase_orders", "receipts"):
        there = getattr(tenant, key)
        for own_id, document in getattr(known, key).items():
            if own_id not in there and _stamp(document) <= f"{instant:%Y-%m-%dT%H:%M:%S}.999Z":
                there[own_id] = document


def _stamp(document: dict[str, Any]) -> str:
    """JAGGAER's lastUpdate, of a document with a header or of a flat one."""
    return str(document.get("header", document).get("lastUpdate", ""))


class _Poll(BaseModel):
    model_config = ConfigDict(extra="forbid")

    at: Instant
    changed: dict[str, dict[str, Any]] = {}
    gone: dict[str, list[str]] = {}
    values: dict[str, Any] = {}
    updates: int = 0
    requests: int = 0
    is_failed: bool = False


class _File(BaseModel):
    polls: list[_Poll] = []


def to_json(timeline: Timeline) -> dict[str, Any]:
    polls, before = list[_Poll](), dict[str, Records]()
    for one in timeline.polls:
        counts = {"updates": one.updates, "requests": one.requests}
        poll = _Poll(at=one.at, values=one.values, is_failed=one.is_failed, **counts)
        for key, records in one.held.items():
            known = before.get(key, {})
            poll.changed[key] = {id_: record for id_, record in records.items() if known.get(id_) is not record}
            poll.gone[key] = [id_ for id_ in known if id_ not in records]
            before[key] = records
        polls.append(poll)
    return {**timeline.tenant.to_json(), "polls": [one.model_dump(mode="json") for one in polls]}


def read(file: Path) -> Timeline:
    """A tenant's file, with or without polls; a ``BadTenant`` or ``BadCapture`` says what is wrong with it."""
    tenant = Tenant.from_file(file)
    try:
        found = _File.model_validate_json(file.read_bytes()).polls
    except ValidationError as error:
        raise BadCapture(
            f"The polls in {file} have not their shape. Write it anew with “scenarios run … --tenant”."
        ) from error
    polls, held = list[Snapshot](), {key: dict[str, Any]() for key in KEPT}
    for one in found:
        for key in KEPT:
            gone = set(one.gone.get(key, []))
            kept = {id_: record for id_, record in held[key].items() if id_ not in gone}
            held[key] = {**kept, **one.changed.get(key, {})}
        polls.append(Snapshot(one.at, dict(held), one.values, one.updates, one.requests, one.is_failed))
    return Timeline(tenant, polls)
