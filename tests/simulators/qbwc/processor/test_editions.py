"""Editions, Canada's own specification, and several currencies."""

from __future__ import annotations

import pytest

from scenarios.clock import SimClock
from simulators.qbwc import CompanyFile, Hresult
from simulators.qbwc.company.entry import enter
from tests.simulators.qbwc.conftest import Ask
from tests.simulators.qbwc.requests import bill, expense, first, modify, named, pay, said, tag, text


def tax_code(file: CompanyFile, clock: SimClock, name: str) -> None:
    enter(file, "SalesTaxCode", {"Name": name, "IsTaxable": "true"}, clock.now())


# edition, a field of a bill's line, the status, whether it is shown
FIELDS = [
    ("US", named("SalesTaxCodeRef", "H"), "530", False),
    ("CA", named("SalesTaxCodeRef", "H"), "0", True),
    ("UK", named("SalesTaxCodeRef", "H"), "0", True),
    ("AU", named("SalesTaxCodeRef", "H"), "0", True),
]


@pytest.mark.parametrize(("country", "inner", "code", "is_shown"), FIELDS)
def test_a_field_of_another_edition_is_warned_of_and_the_bill_saved_without_it(
    ask: Ask, file: CompanyFile, clock: SimClock, country: str, inner: str, code: str, *, is_shown: bool
) -> None:
    tax_code(file, clock, "H")
    file.country = country
    answer = ask(bill(expense("1.00", rest=inner)))
    assert said(answer)[0] == code
    if code == "530":
        assert text(answer) == 'The field "SalesTaxCodeRef" is not supported by this implementation.'
    assert (answer[0][0].find("ExpenseLineRet/SalesTaxCodeRef") is not None) is is_shown
    assert len(file.records("Bill")) == 1


@pytest.mark.parametrize(("country", "longest"), [("CA", 3), ("UK", 3), ("AU", 6)])
def test_a_tax_code_is_as_long_as_its_edition_has_it(ask: Ask, file: CompanyFile, country: str, longest: int) -> None:
    file.country = country
    fits, too_long = (
        bill(expense("1.00", rest=named("SalesTaxCodeRef", "X" * size))) for size in (longest, longest + 1)
    )
    assert said(ask(fits))[0] == "3140", "it fits, and there is none of that name"
    with pytest.raises(Hresult):
        ask(too_long)


def test_australia_s_tax_amount_is_part_of_the_total(ask: Ask, file: CompanyFile) -> None:
    file.country = "AU"
    ret = ask(bill(expense("10.00").replace("</Amount>", "</Amount><TaxAmount>1.00</TaxAmount>")))[0][0]
    assert (ret.findtext("AmountDue"), ret.findtext("ExpenseLineRet/TaxAmount")) == ("11.00", "1.00")
    assert first(file, "Vendor")["Balance"] == "11.00"


def test_fields_of_quickbooks_online_are_warned_of_by_every_desktop(ask: Ask, file: CompanyFile) -> None:
    """Captured m02; their places in the schema are those of Intuit's 13.0 listing."""
    answer = ask(tag("VendorAddRq", tag("VendorAdd", tag("Name", "New") + tag("Phone", "1") + tag("Mobile", "2"))))
    assert text(answer) == 'The field "Mobile" is not supported by this implementation.'
    assert answer[0][0].find("Mobile") is None
    assert "Mobile" not in file.records("Vendor")[2]


def test_canada_s_own_specification_has_its_own_names(ask: Ask, file: CompanyFile, clock: SimClock) -> None:
    file.country = "CA"
    tax_code(file, clock, "G")
    assert ask("<HostQueryRq />", version="CA3.0")[0][0].findtext("SupportedQBXMLVersion[last()]") == "CA3.0"
    address = tag("VendorAddress", tag("Addr1", "1 Main St") + tag("City", "Ottawa") + tag("Province", "ON"))
    new = tag("VendorAddRq", tag("VendorAdd", tag("Name", "Maple") + address + tag("IsVendorEligibleForT4A", "true")))
    ret = ask(new, version="CA3.0")[0][0]
    assert (ret.findtext("VendorAddress/Province"), ret.findtext("IsVendorEligibleForT4A")) == ("ON", "true")
    plain = ask("<VendorQueryRq><FullName>Maple</FullName></VendorQueryRq>")[0][0]
    assert plain.findtext("VendorAddress/State") == "ON"
    taxed = bill(expense("1.00", rest=named("TaxCodeRef", "G")), vendor="Maple")
    saved = ask(taxed, version="CA3.0")[0][0]
    assert saved.findtext("ExpenseLineRet/TaxCodeRef/FullName") == "G"
    assert (
        ask("<BillQueryRq><IncludeLineItems>1</IncludeLineItems></BillQueryRq>")[0][0].findtext(
            "ExpenseLineRet/SalesTaxCodeRef/FullName"
        )
        == "G"
    )
    with pytest.raises(Hresult):
        ask(new.replace("Province", "State"), version="CA3.0")


@pytest.fixture
def euro(file: CompanyFile, clock: SimClock) -> CompanyFile:
    """Multi-currency is on; Acme is paid in euros, and there is a payable account for them."""
    file.preferences.is_multi_currency_on = True
    for name, rate in (("US Dollar", "1"), ("Euro", "1.25")):
        enter(file, "Currency", {"Name": name, "CurrencyCode": name[:3].upper(), "ExchangeRate": rate}, clock.now())
    home, euros = ({"ListID": one["ListID"], "FullName": one["Name"]} for one in file.records("Currency"))
    file.put("Vendor", {**first(file, "Vendor"), "CurrencyRef": euros})
    payable = file.find("Account", {"FullName": "Accounts Payable"}) or {}
    file.put("Account", {**payable, "CurrencyRef": home})
    fields = {"Name": "Payable EUR", "FullName": "Payable EUR", "AccountType": "AccountsPayable", "CurrencyRef": euros}
    enter(file, "Account", fields, clock.now())
    return file


def test_a_bill_is_in_its_vendor_s_currency_on_a_payable_account_of_it(ask: Ask, euro: CompanyFile) -> None:
    ap = named("APAccountRef", "Payable EUR")
    body = named("VendorRef", "Acme") + "{}" + "{}" + expense("8.00")
    wrong = ask(tag("BillAddRq", tag("BillAdd", body.format(named("APAccountRef", "Accounts Payable"), ""))))
    assert said(wrong)[0] == "3180"
    ret = ask(tag("BillAddRq", tag("BillAdd", body.format(ap, ""))))[0][0]
    found = [ret.findtext(name) for name in ("CurrencyRef/FullName", "ExchangeRate", "AmountDueInHomeCurrency")]
    assert found == ["Euro", "1.25", "10.00"]
    given = ask(tag("BillAddRq", tag("BillAdd", body.format(ap, "<ExchangeRate>1.5</ExchangeRate>"))))[0][0]
    assert given.findtext("AmountDueInHomeCurrency") == "12.00"
    there = first(euro, "Bill")
    assert ask(modify(there, "<ExchangeRate>2</ExchangeRate>"))[0][0].findtext("AmountDueInHomeCurrency") == "16.00"
    found_ = ask("<BillQueryRq><CurrencyFilter><FullName>euro</FullName></CurrencyFilter></BillQueryRq>")
    assert len(found_[0]) == 2


def test_currencies_are_listed_and_new_vendors_are_in_the_home_currency(ask: Ask, euro: CompanyFile) -> None:
    assert [one.findtext("CurrencyCode") for one in ask("<CurrencyQueryRq />")[0]] == ["US ", "EUR"]
    new = tag("VendorAddRq", tag("VendorAdd", tag("Name", "{}") + "{}"))
    assert ask(new.format("A", ""))[0][0].findtext("CurrencyRef/FullName") == "US Dollar"
    assert ask(new.format("B", named("CurrencyRef", "Euro")))[0][0].findtext("CurrencyRef/FullName") == "Euro"
    assert ask("<PreferencesQueryRq />")[0][0].findtext(".//HomeCurrencyRef/FullName") == "US Dollar"
    euro.preferences.is_multi_currency_on = False
    for request in ("<CurrencyQueryRq />", bill(head="<ExchangeRate>2</ExchangeRate>")):
        assert said(ask(request))[0] == "3250"
    assert said(ask(bill(head="<ExchangeRate></ExchangeRate>")))[0] == "0"


def test_an_inventory_site_needs_advanced_inventory_and_is_unknown_in_australia(ask: Ask, file: CompanyFile) -> None:
    assert said(ask("<InventorySiteQueryRq />"))[0] == "3250"
    line = tag("ItemLineAdd", named("ItemRef", "Reagents") + named("InventorySiteRef", "Main"))
    assert said(ask(bill(line)))[0] == "3250"
    file.country = "AU"
    assert said(ask("<InventorySiteQueryRq />"))[0] == "1030"


def test_orders_payments_and_home_accounts_follow_the_rate(ask: Ask, euro: CompanyFile) -> None:
    line = tag("PurchaseOrderLineAdd", named("ItemRef", "Reagents") + tag("Quantity", "2") + tag("Rate", "4"))
    order = ask(tag("PurchaseOrderAddRq", tag("PurchaseOrderAdd", named("VendorRef", "Acme") + line)))[0][0]
    found = [order.findtext(name) for name in ("CurrencyRef/FullName", "ExchangeRate", "TotalAmountInHomeCurrency")]
    assert found == ["Euro", "1.25", "10.00"]
    ask(bill(expense("8.00")))
    assert first(euro, "Bill")["APAccountRef"]["FullName"] == "Payable EUR", "the payable account of the currency"
    home = {"ListID": euro.records("Currency")[0]["ListID"], "FullName": "US Dollar"}
    checking = euro.find("Account", {"FullName": "Checking"}) or {}
    euro.put("Account", {**checking, "CurrencyRef": home})
    paid = ask(pay(first(euro, "Bill"), "4.00"))[0][0]
    assert (paid.findtext("CurrencyRef/FullName"), paid.findtext("AmountInHomeCurrency")) == ("Euro", "5.00")
    assert (euro.find("Account", {"FullName": "Checking"}) or {})["Balance"] == "-5.00"
    left = ask(tag("BillToPayQueryRq", named("PayeeEntityRef", "Acme")))[0][0]
    assert left.findtext("BillToPay/AmountDueInHomeCurrency") == "5.00"


@pytest.mark.parametrize("rate", ["0", "-1", "1" * 31])
def test_a_rate_that_is_none_is_refused(ask: Ask, euro: CompanyFile, rate: str) -> None:
    assert said(ask(bill(head=tag("ExchangeRate", rate))))[0] == "3210"
    assert said(ask(bill(head=tag("ExchangeRate", " 1.5 "))))[0] == "0"
    assert first(euro, "Bill")["ExchangeRate"] == "1.5"
