"""What must always hold of what JAGGAER is told of its own documents, and of the values that it is to offer."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from scenarios.void import is_void
from scenarios.world import NAME, World


def jaggaer_is_told_what_is_paid(world: World) -> Iterator[str]:
    """At rest, JAGGAER has an invoice as paid if its bill is paid in QuickBooks, unless a person has to see why not."""
    rules = world.connector.company(NAME).wire.writeback
    if not rules.payments:
        return
    bills = {one["TxnID"]: one for one in world.file.records("Bill")}
    waiting = {one.number for one in world.connector.write_backs(NAME) if one.kind == "payment" and one.holds}
    for line in world.lines:
        bill, document = bills.get(line.txn_id), world.tenant.invoices.get(line.invoice_id)
        if line.state != "done" or bill is None or document is None or line.invoice in waiting:
            continue
        is_paid = bill["IsPaid"] == "true" and bool(Decimal(bill["AmountDue"]))
        says, is_over = document["header"]["paymentStatus"], document["header"]["workflowStatus"] == "Cancelled"
        if is_paid and says != rules.payment.paid and not is_over:
            yield f"{line.invoice} is paid in QuickBooks, and JAGGAER says {says}"
        told = [one for one in world.tenant.payments if str(one["invoiceId"]) == line.invoice_id]
        if not is_paid and told and told[-1]["paymentStatus"] == says == rules.payment.paid and rules.payment.reopened:
            yield f"{line.invoice} is not paid in QuickBooks, and JAGGAER says {says}"


def jaggaer_knows_what_is_posted(world: World) -> Iterator[str]:
    """At rest, JAGGAER was told once of each record that an invoice of its own is posted as."""
    if not world.connector.company(NAME).wire.writeback.acknowledgements:
        return
    told = [str(one.get("externalDocumentNumber")) for one in world.tenant.acknowledgements]
    waiting = {one.number for one in world.connector.write_backs(NAME) if one.kind == "acknowledgement" and one.holds}
    for line in world.lines:
        is_posted = line.kind == "invoice" and line.state == "done" and line.txn_id and line.invoice not in waiting
        if is_posted and told.count(line.txn_id) != 1:
            yield f"{line.invoice} is posted as {line.txn_id}: JAGGAER was told it {told.count(line.txn_id)} times"


def jaggaer_offers_what_quickbooks_has(world: World) -> Iterator[str]:
    """At rest, JAGGAER offers an account of QuickBooks' if it is active and one to buy on, or it is shown why."""
    company = world.connector.company(NAME)
    rules, map_ = company.wire.writeback.value, company.policy.account.map
    field = rules.lists.get("accounts") if company.wire.writeback.values else None
    if not field or rules.by != "name":
        return
    active = [one for one in world.file.lists["Account"] if one.get("IsActive", "true") == "true"]
    rows = [one for one in world.tenant.custom_fields.get(field, []) if str(one.get("active")).lower() != "false"]
    meant = {map_.get(row["value"], row["value"]) for row in rows}
    yield from (
        f"JAGGAER offers {one}, and QuickBooks has no such account that is active"
        for one in sorted(meant - {one["FullName"] for one in active})
    )
    waiting = {one.number for one in world.connector.write_backs(NAME) if one.kind == "value" and one.holds}
    due = {one["FullName"] for one in active if one["AccountType"] in rules.account_types}
    yield from (
        f"QuickBooks has the account {one}, and JAGGAER does not offer it" for one in sorted(due - meant - waiting)
    )


def jaggaer_has_the_codes_of_vendors(world: World) -> Iterator[str]:
    """At rest, a supplier of JAGGAER's that bears the name of an active vendor has the code of it, or is shown."""
    company = world.connector.company(NAME)
    if not company.wire.writeback.suppliers or company.policy.vendor.write_back != "list_id":
        return
    vendors = {one["Name"]: one["ListID"] for one in world.file.lists["Vendor"] if one.get("IsActive") != "false"}
    waiting = {one.number for one in world.connector.write_backs(NAME) if one.kind == "supplier" and one.holds}
    for record in world.tenant.suppliers.values():
        name, code = record["returnCompanyInfo"]["companyName"], record["returnCompanyInfo"].get("extCode")
        if name in vendors and code != vendors[name] and name not in waiting:
            yield f"{name} is vendor {vendors[name]}, and JAGGAER has the code {code or 'none'} of it"


def the_statement_explains_every_difference(world: World) -> Iterator[str]:
    """At rest, the tie-out names what differs to the cent, and has of QuickBooks what stands there."""
    found = world.connector.statement(NAME)
    for currency, (ours, theirs) in found.totals.items():
        explained = sum((one.amount for one in found.differences if one.currency == currency), Decimal(0))
        if ours - theirs != explained:
            yield f"{ours - theirs} {currency} differ, and {explained} are explained"
    known = {line.txn_id for line in world.lines} | {one.txn_id for one in found.differences}
    there = [
        Decimal(record[total]) * sign
        for kind, total, sign in (("Bill", "AmountDue", 1), ("VendorCredit", "CreditAmount", -1))
        for record in world.file.records(kind)
        if record["TxnID"] in known and not is_void(world, record)
    ]
    shown = sum((theirs for _, theirs in found.totals.values()), Decimal(0))
    if shown != sum(there):
        yield f"the statement has {shown} of QuickBooks, where {sum(there)} stand"


AT_REST = (
    jaggaer_is_told_what_is_paid,
    jaggaer_knows_what_is_posted,
    jaggaer_offers_what_quickbooks_has,
    jaggaer_has_the_codes_of_vendors,
    the_statement_explains_every_difference,
)
