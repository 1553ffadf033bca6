"""
What JAGGAER held at each poll of a run: no log of the Web Connector shows it, so a run keeps it beside its log.

On a disk it is a tenant, which ``jaggaer-sim`` serves as well, with ``polls``: at which instant, what had changed
since the poll before, and whether it failed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from scenarios.captures.model import BadCapture, Instant
from simulators.jaggaer import Tenant

KEPT = {
    "invoices": "invoices",
    "suppliers": "suppliers",
    "purchaseOrders": "purchase_orders",
    "receipts": "receipts",
}
"""What changes from poll to poll: the key in a tenant's JSON, and the tenant's own name."""
Records = Mapping[str, Any]


@dataclass(slots=True)
class Polled:
    """
    ``held`` are the records by key and id at that instant, ``values`` the custom fields. ``updates`` is how many
    updates had begun, ``requests`` how many requests the last one had asked for: the seconds of a log are too coarse.
    """

    at: datetime
    held: dict[str, Records]
    values: dict[str, Any]
    updates: int = 0
    requests: int = 0
    is_failed: bool = False


@dataclass(slots=True)
class Timeline:
    """``tenant`` is JAGGAER at the end, or all that is known; ``polls`` may be none."""

    tenant: Tenant
    polls: Sequence[Polled] = field(default_factory=list)


def held_by(tenant: Tenant, at: datetime, before: Polled | None) -> Polled:
    """What a tenant holds now. A record is replaced, never changed: those that are the same are not copied."""
    held: dict[str, Records] = {}
    for key, name in KEPT.items():
        records = getattr(tenant, name).data
        known = before.held[key] if before else None
        held[key] = known if known is not None and _is_same(known, records) else dict(records)
    return Polled(at, held, json.loads(json.dumps(tenant.custom_fields)) if tenant.custom_fields else {})


def _is_same(known: Records, records: Records) -> bool:
    return len(known) == len(records) and all(known.get(id_) is record for id_, record in records.items())


def bring(polled: Polled, tenant: Tenant) -> None:
    """Make a tenant hold what JAGGAER held at a poll."""
    for key, name in KEPT.items():
        records = getattr(tenant, name)
        for id_ in [one for one in records if one not in polled.held[key]]:
            del records[id_]
        for id_, record in polled.held[key].items():
            if records.get(id_) != record:
                records[id_] = record
    tenant.custom_fields = json.loads(json.dumps(polled.values))


def brought(all_: Tenant, there: Tenant, instant: datetime) -> None:
    """Bring what JAGGAER had by then, each document as it was in the end; what bears no stamp, it always had."""
    for key in ("invoices", "purchase_orders", "receipts"):
        known = getattr(there, key)
        for own_id, document in getattr(all_, key).items():
            if own_id not in known and _stamp(document) <= f"{instant:%Y-%m-%dT%H:%M:%S}.999Z":
                known[own_id] = document


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
    polls, held = list[Polled](), {key: dict[str, Any]() for key in KEPT}
    for one in found:
        for key in KEPT:
            gone = set(one.gone.get(key, []))
            kept = {id_: record for id_, record in held[key].items() if id_ not in gone}
            held[key] = {**kept, **one.changed.get(key, {})}
        polls.append(Polled(one.at, dict(held), one.values, one.updates, one.requests, one.is_failed))
    return Timeline(tenant, polls)
