"""What filters of queries look at: one small test of a record for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from lxml import etree

from simulators.qbwc.company import ledger
from simulators.qbwc.company.file import CompanyFile
from simulators.qbwc.company.record import Record, amount, full_name, is_true
from simulators.qbwc.processor.call import Call
from simulators.qbwc.statuses import Refusal

Test = Callable[[Record], bool]
WITH_CHILDREN = ("ListIDWithChildren", "FullNameWithChildren")
COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "LessThan": lambda one, other: one < other,
    "LessThanEqual": lambda one, other: one <= other,
    "Equal": lambda one, other: one == other,
    "GreaterThan": lambda one, other: one > other,
    "GreaterThanEqual": lambda one, other: one >= other,
}


def of_list(call: Call) -> Iterator[Test]:
    """The tests of a query of a list."""
    active = call.text("ActiveStatus") or "ActiveOnly"
    if active != "All":
        #: Queries of lists find active records only, unless ActiveStatus says otherwise. [Intuit's listing]
        yield lambda record: (record.get("IsActive", "true") == "true") == (active == "ActiveOnly")
    types = set(call.texts("AccountType"))
    if types:
        yield lambda record: record.get("AccountType") in types
    if (rule := call.element.find("NameFilter")) is not None:
        yield _matching(full_name, rule, "Name")
    if (span := call.element.find("NameRangeFilter")) is not None:
        yield _within(full_name, span, "Name")
    if (balance := call.element.find("TotalBalanceFilter")) is not None:
        limit, compare = Decimal(balance.findtext("Amount") or 0), COMPARE[balance.findtext("Operator") or "Equal"]
        yield lambda record: compare(amount(record, "TotalBalance" if "TotalBalance" in record else "Balance"), limit)
    if (currency := call.element.find("CurrencyFilter")) is not None:
        yield pointing(call.file, "CurrencyRef", currency)
    if (class_ := call.element.find("ClassFilter")) is not None:
        yield pointing(call.file, "ClassRef", class_)


def of_transactions(call: Call) -> Iterator[Test]:
    """The tests of a query of transactions that no index answers."""
    paid = call.text("PaidStatus") or "All"
    if paid != "All":
        yield lambda record: is_true(record.get("IsPaid")) == (paid == "PaidOnly")
    if (accounts := call.element.find("AccountFilter")) is not None:
        yield booked_on(call.file, accounts)
    if (rule := call.element.find("RefNumberFilter")) is not None:
        yield _matching(_number, rule, "RefNumber")
    if (span := call.element.find("RefNumberRangeFilter")) is not None:
        yield _within(_number, span, "RefNumber")
    if (currency := call.element.find("CurrencyFilter")) is not None:
        yield pointing(call.file, "CurrencyRef", currency)


def pointing(file: CompanyFile, key: str, rule: etree._Element) -> Test:
    """Whether a record's own reference is one of those a filter names."""
    wanted = wanted_ids(file, rule)
    return lambda record: (record.get(key) or {}).get("ListID") in wanted


def booked_on(file: CompanyFile, rule: etree._Element) -> Test:
    """Whether a transaction moves one of the accounts a filter names."""
    wanted = wanted_ids(file, rule)

    def test(record: Record) -> bool:
        own = [record.get(key, {}).get("ListID") for key in ("APAccountRef", "BankAccountRef", "CreditCardAccountRef")]
        return bool(wanted & {*own, *(ledger.account_of(file, line) for line in ledger.lines_of(record))})

    return test


def wanted_ids(file: CompanyFile, rule: etree._Element) -> set[str]:
    """The ListIDs a filter names, with the children of those it names with them."""
    ids = {one.text or "" for one in rule if one.tag in ("ListID", "ListIDWithChildren")}
    names = {(one.text or "").casefold() for one in rule if one.tag in ("FullName", "FullNameWithChildren")}
    for table in file.lists.values():
        ids |= {id_ for name in names for id_ in table.having("name", name)}
    if any(one.tag in WITH_CHILDREN for one in rule):
        ids |= _children(file, ids)
    return ids


def _children(file: CompanyFile, ids: set[str]) -> set[str]:
    found: set[str] = set()
    for table in file.lists.values():
        own = {one["ListID"] for one in table if (one.get("ParentRef") or {}).get("ListID") in ids}
        found |= own
    return found | _children(file, found) if found else found


def _number(record: Record) -> str:
    return str(record.get("RefNumber", ""))


def _matching(text_of: Callable[[Record], str], rule: etree._Element, tag: str) -> Test:
    part = (rule.findtext(tag) or "").casefold()
    tests: dict[str, Callable[[str], bool]] = {
        "StartsWith": lambda text: text.startswith(part),
        "EndsWith": lambda text: text.endswith(part),
        "Contains": lambda text: part in text,
    }
    test = tests[rule.findtext("MatchCriterion") or "Contains"]
    #: Filters by name and number do not look at case. [Intuit's listing]
    return lambda record: test(text_of(record).casefold())


def _within(text_of: Callable[[Record], str], span: etree._Element, tag: str) -> Test:
    low, high = ((span.findtext(f"{end}{tag}") or "").casefold() for end in ("From", "To"))
    if low and high and low > high:
        #: A From that comes after its To in a range of names or numbers is refused with 3031. [Intuit's table]
        raise Refusal(3031, str(span.tag))
    return lambda record: low <= text_of(record).casefold() and (not high or text_of(record).casefold() <= high)
