"""How the demo ends: a person pays two bills, JAGGAER is told, and the day is tied out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from scenarios.demo import cast
from simulators.qbwc import Person, load, save

Json = dict[str, Any]
COUNTED = {"payments_reported": 2, "acknowledgements": 25, "suppliers": 1, "codes_published": 7}
"""What JAGGAER is to have been told in the end."""
BILLS = (("BillPaymentCheck", "10452"), ("BillPaymentCreditCard", "77"))
"""What they are paid by."""


def pay(company: Path, references: list[str], now: datetime) -> None:
    """As a person in QuickBooks does it."""
    file = load(company)
    for (kind, number), reference in zip(BILLS, references, strict=True):
        Person(file, now).pay(reference, kind=kind, check=number)
    save(file, company)


def told(jaggaer: str) -> Json:
    """What JAGGAER shows of it: how many of each, and the invoices that it has as paid."""
    tenant = httpx.get(f"{jaggaer}/__sim/state").raise_for_status().json()["tenant"]
    values = [one for given in tenant["customFields"].values() for one in given if one["active"] == "true"]
    paid = [one["header"] for one in tenant["invoices"] if one["header"]["paymentStatus"] == "Paid"]
    return {
        "payments_reported": len(tenant["payments"]),
        "acknowledgements": sum(str(one["statusCode"]) == "200" for one in tenant["acknowledgements"]),
        "suppliers": sum(one["returnCompanyInfo"].get("extCode") == cast.GIVEN[1] for one in tenant["suppliers"]),
        "codes_published": len(values),
        "paid": sorted(one["invoiceNumber"] for one in paid),
    }
