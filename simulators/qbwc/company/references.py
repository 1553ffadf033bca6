"""References: which list each one leads to, and what is said where it leads nowhere."""

from __future__ import annotations

import re
from collections.abc import Mapping

from simulators.qbwc.company.file import ENTITIES, ITEMS, TERMS, CompanyFile
from simulators.qbwc.company.record import Record, ref
from simulators.qbwc.statuses import Refusal

Target = tuple[tuple[str, ...], str]
ACCOUNT: Target = (("Account",), "Account")
CLASS: Target = (("Class",), "Class")
TAX_CODE: Target = (("SalesTaxCode",), "Sales Tax Code")
VENDOR: Target = (("Vendor",), "Vendor")
REFERENCES: Mapping[str, Target] = {
    "APAccountRef": (("Account",), "AP Account"),
    "ARAccountRef": (("Account",), "AR Account"),
    "AccountRef": ACCOUNT,
    "AssetAccountRef": ACCOUNT,
    "BankAccountRef": ACCOUNT,
    "COGSAccountRef": ACCOUNT,
    "ClassRef": CLASS,
    "CurrencyRef": (("Currency",), "Currency"),
    "CustomerRef": (("Customer",), "Customer"),
    "DiscountAccountRef": ACCOUNT,
    "DiscountClassRef": CLASS,
    "ExpenseAccountRef": ACCOUNT,
    "IncomeAccountRef": ACCOUNT,
    "ItemRef": (ITEMS, "Item"),
    "OverrideItemAccountRef": ACCOUNT,
    "PayeeEntityRef": VENDOR,
    "PrefVendorRef": VENDOR,
    "PrefillAccountRef": ACCOUNT,
    "PurchaseTaxCodeRef": TAX_CODE,
    "SalesTaxCodeRef": TAX_CODE,
    "ShipToEntityRef": (ENTITIES, "Entity"),
    "TaxOnPurchasesAccountRef": ACCOUNT,
    "TaxOnSalesAccountRef": ACCOUNT,
    "TermsRef": (TERMS, "Terms"),
    "VendorRef": VENDOR,
}
ID = re.compile(r"[0-9A-F]+(-[0-9]+)?")
CURRENCY = frozenset({"CurrencyRef", "ExchangeRate"})
IN_A_REFERENCE = frozenset({"ListID", "FullName"})
SITES = frozenset({"InventorySiteRef", "InventorySiteLocationRef"})


def named(given: Record) -> str:
    """How a message names what a reference asked for."""
    name: str = given.get("FullName") or given.get("ListID") or ""
    return name


def well_formed(id_: str, what: str) -> None:
    #: An id that has not the form of one is refused with 3000; one that has and is unknown, otherwise. [Builder Prime,
    #: a help page; Intuit's table]
    if id_ and ID.fullmatch(id_) is None:
        raise Refusal(3000, id_, what)


def target(file: CompanyFile, key: str, given: Record, where: str) -> Record:
    """The list record that a reference leads to; ``where`` names the transaction or the line it stands in."""
    well_formed(given.get("ListID", ""), "list id")
    kinds, label = REFERENCES.get(key, ((), key.removesuffix("Ref")))
    found = file.find(kinds, given)
    if found is None:
        #: A reference to what is not in its list is refused with 3140. [captured s78, m08, m09]
        raise Refusal(3140, label, named(given), where)
    #: A reference to an inactive record is taken, or refused with 3140. [assumed: inactive_reference]
    if found.get("IsActive") == "false" and file.assumed.holds("inactive_reference", "refuse"):
        raise Refusal(3140, label, named(given), where)
    return found


def resolved(file: CompanyFile, given: Record, where: str) -> Record:
    """The fields with their references led to list records, those in nested fields too; empty ones are left out."""
    return {key: value for key, value in ((key, _one(file, key, one, where)) for key, one in given.items()) if value}


def _one(file: CompanyFile, key: str, value: object, where: str) -> object:
    if isinstance(value, list):
        return [_one(file, key, one, where) for one in value]
    _refuse_what_is_off(file, key, value)
    if not isinstance(value, dict):
        return value
    if not (key.endswith("Ref") and value.keys() <= IN_A_REFERENCE):
        return resolved(file, value, where)
    return ref(target(file, key, value, where)) if named(value) else None


def _refuse_what_is_off(file: CompanyFile, key: str, value: object) -> None:
    if not value or (isinstance(value, dict) and not named(value)):
        return
    #: A currency or an exchange rate while multi-currency is off: 3250. [captured s45; QODBC]
    if key in CURRENCY and not file.preferences.is_multi_currency_on:
        raise Refusal(3250)
    #: An inventory site without Advanced Inventory: 3250. [QODBC]
    if key in SITES:
        raise Refusal(3250)
