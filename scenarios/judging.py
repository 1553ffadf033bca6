"""A world at rest, brought before the oracle."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from scenarios.oracle import Facts, judge
from scenarios.profiles import PROFILE_FILE
from scenarios.schema import Scenario
from scenarios.world import NAME, World

KINDS = ("Bill", "VendorCredit", "PurchaseOrder", "ItemReceipt")
Json = dict[str, Any]


def judged(world: World, scenario: Scenario) -> Iterator[str]:
    """What the oracle finds, each with what it is: ``doubled``, ``wrong`` or ``stuck``."""
    yield from (f"the oracle finds {one.kind}: {one.text}" for one in judge(facts_of(world, scenario)))


def facts_of(world: World, scenario: Scenario) -> Facts:
    profile = profile_of(scenario)
    now = {one["ListID"]: one["Name"] for one in world.file.records("Vendor")}
    tenant, lines = world.tenant, world.connector.lines(NAME)
    return Facts(
        invoices=list(tenant.invoices.values()),
        orders=list(tenant.purchase_orders.values()),
        receipts=list(tenant.receipts.values()),
        payments=list(tenant.payments),
        records={kind: world.file.records(kind) for kind in KINDS},
        policy=profile["policy"],
        closed_until=world.file.preferences.closing_date,
        writeback=profile.get("wire", {}).get("writeback", {}),
        states={str(one.invoice_id): one.state for one in lines},
        txn_ids={str(one.invoice_id): one.txn_id for one in lines if one.txn_id},
        held_write_backs=frozenset(one.number for one in world.connector.write_backs(NAME) if one.holds),
        edited=frozenset(world.edited),
        reworked=frozenset(world.reworked),
        taken_away=frozenset(world.taken_away),
        typed={one.number: one.item for one in scenario.given.quickbooks.orders},
        renamed={name: now.get(list_id, "") for list_id, name in world.first_names.items()},
    )


def profile_of(scenario: Scenario) -> Json:
    """The customer's TOML as it is at the end, read apart from the connector."""
    found: Json = tomllib.loads(PROFILE_FILE.read_text(encoding="utf-8"))
    for step in scenario.steps:
        if step.verb == "change profile":
            found = _over(found, tomllib.loads(step.value))
    return found


def _over(before: Mapping[str, Any], changes: Mapping[str, Any]) -> Json:
    found = dict(before)
    for name, value in changes.items():
        kept = found.get(name)
        found[name] = _over(kept, value) if isinstance(kept, Mapping) and isinstance(value, Mapping) else value
    return found
