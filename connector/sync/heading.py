"""
The head of what is written: its date, terms, currency and tax code. Bills and orders have the same rules.

Rule 1: nothing is dated in a period that QuickBooks' books are closed for.
Rule 2: a transaction is in its vendor's currency, and only its exchange rate can be given (Intuit's listing).
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from connector.domain.bill import Choice
from connector.domain.decision import Matter
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.keys import by_name
from connector.domain.records import TAX_CODES, TERMS, TaxCode, Terms, Vendor, preferences
from connector.sync.choosing import PERSON, Chosen
from connector.sync.situation import Situation

LEFT_OUT = "terms.unknown, or a vendor credit has none"


def open_day(wanted: date, situation: Situation, rule: str) -> Chosen[date] | Hold:
    """The date it is written on, as ``rule`` says, or a person."""
    policy, day = situation.policy.dates, situation.day or wanted
    if situation.day and day != wanted:
        rule = PERSON
    closing = preferences(situation.books).closing_date
    if closing is not None and day <= closing:
        if policy.closed_period != "first_open_day":
            return Hold.of(HoldCode.PERIOD_CLOSED, date=day, closing=closing)
        day, rule = closing + timedelta(days=1), f"dates.closed_period = {policy.closed_period}"
    return Chosen(day, (Choice(f"date {wanted}", f"TxnDate {day}", rule),))


def terms_of(code: str | None, situation: Situation) -> Chosen[Terms | None] | Hold | None:
    """QuickBooks' terms by JAGGAER's code."""
    if code is None:
        return None
    about, policy = f"terms {code}", situation.policy.terms
    name = policy.map.get(code, code)
    found = situation.books.find(TERMS, by_name(name))
    active = [one for one in found if one.is_active]
    if active:
        otherwise = "terms.map" if code in policy.map else "its name"
        return Chosen(active[0], (Choice(about, name, situation.rule(Matter.TERMS, code, otherwise)),))
    if policy.unknown == "omit":
        return Chosen(None, (Choice(about, "left out", LEFT_OUT),))
    if found:
        return Hold.of(HoldCode.REFERENCE_INACTIVE, what="terms", name=found[0].name, value=code)
    return Hold.of(HoldCode.TERMS_UNKNOWN, terms=code, name=name)


def wrong_currency(currency: str, vendor: Chosen[Vendor] | Hold, situation: Situation) -> Hold | None:
    """Why it cannot be in this currency, if it cannot."""
    rule, several = situation.policy.currency, preferences(situation.books).has_several_currencies
    if currency != rule.home and (not several or currency not in rule.names):
        return Hold.of(HoldCode.CURRENCY_FOREIGN, currency=currency, home=rule.home)
    if several and isinstance(vendor, Chosen) and rule.code_of(vendor.value.currency) != currency:
        own = vendor.value.currency or rule.home
        return Hold.of(HoldCode.CURRENCY_MISMATCH, vendor=vendor.value.name, own=own, currency=currency)
    return None


def rate_of(currency: str, rate: Decimal | None, situation: Situation) -> tuple[Decimal | None, tuple[Choice, ...]]:
    """The exchange rate, where the currency has one."""
    if rate is None or currency == situation.policy.currency.home:
        return None, ()
    return rate, (Choice(f"currency {currency}", f"rate {rate:f}", "JAGGAER's exchange rate"),)


def tax_code(situation: Situation) -> TaxCode | Hold | None:
    """The one of every line, in the editions that have them."""
    name = situation.policy.tax.code
    if not name:
        return None
    found = situation.books.find(TAX_CODES, by_name(name))
    active = [one for one in found if one.is_active]
    if found and not active:
        return Hold.of(HoldCode.REFERENCE_INACTIVE, what="tax code", name=name, value="every line")
    return active[0] if active else Hold.of(HoldCode.NAME_MISSING, what="tax code", value="every line", name=name)


def is_storable(text: str) -> bool:
    """Whether QuickBooks stores it as it is: what Windows-1252 has not becomes a question mark there."""
    return text.isprintable() and text.encode("cp1252", "replace").decode("cp1252") == text


def why_not_kept(number: str, most: int) -> str:
    """Why QuickBooks could not keep a number as it is: it is never cut or changed, or nobody would find it."""
    if not number:
        return "is missing"
    if len(number) > most:
        return f"“{number}” is longer than {most} characters"
    if not is_storable(number):
        return "has characters that QuickBooks cannot store"
    return ""
