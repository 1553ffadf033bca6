"""What JAGGAER holds at one poll, and how a tenant gets it back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
class Snapshot:
    """
    ``held`` are the records by key and id at that instant, ``values`` the custom fields; ``is_failed`` is whether the
    poll failed. ``updates`` is how many updates had begun, ``requests`` how many requests the last one had asked for:
    the seconds of a log are too coarse.
    """

    at: datetime
    held: dict[str, Records]
    values: dict[str, Any]
    updates: int = 0
    requests: int = 0
    is_failed: bool = False


def snapshot_of(tenant: Tenant, at: datetime, before: Snapshot | None) -> Snapshot:
    """What a tenant holds now. A record is replaced, never changed: those that are the same are not copied."""
    held: dict[str, Records] = {}
    for key, name in KEPT.items():
        records = getattr(tenant, name).data
        known = before.held[key] if before else None
        held[key] = known if known is not None and _is_same(known, records) else dict(records)
    return Snapshot(at, held, json.loads(json.dumps(tenant.custom_fields)) if tenant.custom_fields else {})


def _is_same(known: Records, records: Records) -> bool:
    return len(known) == len(records) and all(known.get(id_) is record for id_, record in records.items())


def restore(snapshot: Snapshot, tenant: Tenant) -> None:
    """A tenant holds from now on what JAGGAER held at that poll."""
    for key, name in KEPT.items():
        records = getattr(tenant, name)
        for id_ in [one for one in records if one not in snapshot.held[key]]:
            del records[id_]
        for id_, record in snapshot.held[key].items():
            if records.get(id_) != record:
                records[id_] = record
    tenant.custom_fields = json.loads(json.dumps(snapshot.values))
