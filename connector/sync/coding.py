"""
From the accounting codes of a line to the account, class and customer of QuickBooks.

Rule 1: a line is charged as its own codes say, else as the document's; of several charts of accounts, the first that
        has the fields that the account is made of. Its class and customer may stand in another chart, or at the
        document: where one of the two is not split, they go together.
Rule 2: the values of the customer's fields are joined, without their tenant suffix (UMass), and looked up in the map;
        what is not in it is held, taken as it is, or becomes the fallback (NetSuite consumers do either).
Rule 3: names are compared without regard to case; an account may be named by its number as well.
Rule 4: accounts payable, accounts receivable and non-posting accounts are no accounts of a line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Generic, Protocol, TypeVar

from connector.domain.bill import Choice
from connector.domain.decision import Matter
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import ListID
from connector.domain.invoice import Split
from connector.domain.keys import by_name, by_number
from connector.domain.money import Money
from connector.domain.policy import CodePolicy, Policy
from connector.domain.records import ACCOUNTS, CLASSES, CUSTOMERS, NO_LINES, Account, Books, Named, Shelf, preferences
from connector.sync.choosing import Chosen, holds_in
from connector.sync.situation import Situation

NO_CODE = "no code"
ROUNDING = "the rounding account"
"""What a person reads in place of a code."""

WHOLE_SHARE = Decimal(100)
WHOLE = (Split(WHOLE_SHARE, ()),)
N = TypeVar("N")
M = TypeVar("M", bound=Named)


class Line(Protocol):
    """A line of an invoice or an order, as far as its codes go."""

    @property
    def number(self) -> int: ...
    @property
    def amount(self) -> Money: ...
    @property
    def codings(self) -> tuple[tuple[Split, ...], ...]: ...


@dataclass(frozen=True, slots=True)
class Tag(Generic[N]):
    """What a code becomes: ``what`` people call it, where it stands, and the entry of the profile it has."""

    what: str
    matter: Matter
    setting: str
    shelf: Shelf[N]


ACCOUNT = Tag("account", Matter.ACCOUNT, "account", ACCOUNTS)
CLASS = Tag("class", Matter.CLASS, "classes", CLASSES)
CUSTOMER = Tag("customer", Matter.CUSTOMER, "customers", CUSTOMERS)


@dataclass(frozen=True, slots=True)
class Tags:
    """What a share of a line is booked under, beside its account."""

    class_id: ListID | None = None
    customer_id: ListID | None = None


@dataclass(frozen=True, slots=True)
class Coded:
    """What a share of a line is charged to."""

    account: Account
    class_id: ListID | None = None
    customer_id: ListID | None = None


def splits_of(line: Line, policy: Policy) -> tuple[Split, ...]:
    """The shares of a line by the chart of accounts that the customer's accounts are made of."""
    shares = next(iter(_with_fields(line, policy.account.fields) or line.codings), WHOLE)
    for rule in (policy.classes, policy.customers):
        shares = _completed(shares, line, rule)
    return shares


def _with_fields(line: Line, fields: Sequence[str]) -> list[tuple[Split, ...]]:
    wanted = set(fields)
    return [one for one in line.codings if any(wanted <= {name for name, _ in split.codes} for split in one)]


def _completed(shares: tuple[Split, ...], line: Line, rule: CodePolicy) -> tuple[Split, ...]:
    """With the codes of a class or customer that stand in another chart, where one of the two is not split."""
    there = _with_fields(line, rule.fields)
    if not rule.fields or not there or shares in there:
        return shares
    further = there[0]
    if len(further) == 1:
        return tuple(replace(one, codes=(*one.codes, *further[0].codes)) for one in shares)
    return tuple(replace(one, codes=(*shares[0].codes, *one.codes)) for one in further) if len(shares) == 1 else shares


def coded(line: Line, split: Split, situation: Situation) -> Chosen[Coded] | tuple[Hold, ...]:
    """What a share is charged to, or every reason why that is not known."""
    account, tags = _account(line, split, situation), tagged(line, split, situation)
    if isinstance(account, Hold) or not isinstance(tags, Chosen):
        return holds_in((account, tags))
    return Chosen(Coded(account.value, tags.value.class_id, tags.value.customer_id), (*account.choices, *tags.choices))


def tagged(line: Line, split: Split, situation: Situation) -> Chosen[Tags] | tuple[Hold, ...]:
    """The class and customer of a share, or every reason why they are not known."""
    policy, books = situation.policy, situation.books
    class_ = _named(line, split, CLASS, policy.classes, situation)
    customer = _named(line, split, CUSTOMER, policy.customers, situation)
    if class_ is not None and not preferences(books).has_classes:
        class_ = Hold.of(HoldCode.CLASSES_OFF, line=line.number)
    if isinstance(class_, Hold) or isinstance(customer, Hold):
        return holds_in((class_, customer))
    ids = [one.value.list_id if one else None for one in (class_, customer)]
    return Chosen(Tags(*ids), tuple(choice for one in (class_, customer) if one for choice in one.choices))


def find_account(name: str, meant: str, books: Books) -> Account | Hold:
    """An active account for lines by its full name or number; ``meant`` is what is mapped to it."""
    found = books.find(ACCOUNTS, by_name(name)) or books.find(ACCOUNTS, by_number("account", name))
    if not found:
        return Hold.of(HoldCode.ACCOUNT_MISSING, value=meant, account=name)
    active = [one for one in found if one.is_active]
    if not active:
        return Hold.of(HoldCode.REFERENCE_INACTIVE, what="account", name=found[0].full_name, value=meant)
    if active[0].type in NO_LINES:
        return Hold.of(HoldCode.ACCOUNT_TYPE, value=meant, account=active[0].full_name, type=active[0].type)
    return active[0]


def _account(line: Line, split: Split, situation: Situation) -> Chosen[Account] | Hold:
    rule, field = situation.policy.account, _field(situation.policy.account)
    value = joined(split, rule)
    name, by = _name(value, ACCOUNT, rule, situation)
    if value is None and name is None:
        return Hold.of(HoldCode.CODE_MISSING, line=line.number, field=field)
    if name is None:
        return Hold.of(HoldCode.ACCOUNT_UNMAPPED, line=line.number, field=field, value=value)
    found = find_account(name, value or NO_CODE, situation.books)
    return found if isinstance(found, Hold) else Chosen(found, (_choice(line, split, ACCOUNT, rule, name, by),))


def _named(line: Line, split: Split, tag: Tag[M], rule: CodePolicy, situation: Situation) -> Chosen[M] | Hold | None:
    """A line without such codes has none, where there is no fallback."""
    value = joined(split, rule) if rule.fields else None
    name, by = _name(value, tag, rule, situation)
    if value is None and name is None:
        return None
    if name is None:
        return Hold.of(HoldCode.NAME_UNMAPPED, what=tag.what, field=_field(rule), value=value)
    found = situation.books.find(tag.shelf, by_name(name))
    active = [one for one in found if one.is_active]
    if found and not active:
        return Hold.of(HoldCode.REFERENCE_INACTIVE, what=tag.what, name=found[0].name, value=value or NO_CODE)
    if not active:
        return Hold.of(HoldCode.NAME_MISSING, what=tag.what, value=value or NO_CODE, name=name)
    return Chosen(active[0], (_choice(line, split, tag, rule, name, by),))


def _field(rule: CodePolicy) -> str:
    return rule.separator.join(rule.fields)


def _choice(line: Line, split: Split, tag: Tag[N], rule: CodePolicy, name: str, by: str) -> Choice:
    share = about(line) if split.share == WHOLE_SHARE else f"{about(line)}, share {split.share:f}"
    value = joined(split, rule) if rule.fields else None
    return Choice(f"{share}, {_field(rule)} {value or 'none'}", f"{tag.what} {name}", by)


def about(line: Line) -> str:
    """What a person reads of a line."""
    return f"line {line.number}, {line.amount}"


def joined(split: Split, rule: CodePolicy) -> str | None:
    """The joined codes, or None where one of them is missing."""
    parts = [split.code(field) for field in rule.fields]
    known = [part.removesuffix(rule.strip_suffix) for part in parts if part is not None]
    return rule.separator.join(known) if len(known) == len(parts) else None


def _name(value: str | None, tag: Tag[N], rule: CodePolicy, situation: Situation) -> tuple[str | None, str]:
    """The name in QuickBooks, and the rule that says so."""
    key = NO_CODE if value is None else value
    if rule.map.get(key):
        return rule.map[key], situation.rule(tag.matter, key, f"{tag.setting}.map")
    if rule.fallback:
        return rule.fallback, f"{tag.setting}.fallback"
    return (value if rule.unmapped == "as_is" else None), f"{tag.setting}.unmapped = as_is"
