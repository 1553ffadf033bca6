"""What each QuickBooks has on bills and credits, beside the listing that the fake QuickBooks checks messages by."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from connector.domain.bill import Draft
from connector.domain.form import Form, FormLine
from connector.domain.identifiers import ExternalGUID, ListID
from connector.domain.kind import Kind
from connector.quickbooks.qbxml import writes
from connector.quickbooks.qbxml.edition import Edition
from connector.quickbooks.qbxml.forms import form_of
from connector.quickbooks.qbxml.message_set import MessageSet, render
from connector.quickbooks.qbxml.shapes import SHAPES, Field, problems
from simulators.qbwc.processor.schema import Element, messages
from tests.factories import DraftFactory

COUNTRIES = ("US", "CA", "UK", "AU")
VERSIONS = tuple((major, 0) for major in range(6, 17))
GUID = ExternalGUID("{11111111-2222-3333-4444-555555555555}")
POSTED = (Kind.BILL, Kind.CREDIT)


def declared(kind: Kind, line: str = "") -> Element:
    added = messages()[f"{kind.value}AddRq"].by_name[f"{kind.value}Add"]
    return added.by_name[f"{line}Add"] if line else added


def fields() -> list[tuple[Kind, str, Field]]:
    found = [(kind, "", field) for kind in POSTED for field in SHAPES[kind].fields]
    return found + [(kind, line.name, one) for kind in POSTED for line in SHAPES[kind].lines for one in line.fields]


@pytest.mark.parametrize(("kind", "line", "field"), fields(), ids=lambda one: str(getattr(one, "path", one)))
def test_a_field_is_in_every_edition_and_version_that_the_listing_has_it_in(
    kind: Kind, line: str, field: Field
) -> None:
    listed = declared(kind, line).by_name[field.path.partition("/")[0]]
    for country, version in product(COUNTRIES, VERSIONS):
        is_listed = listed.since <= version and country not in listed.not_in
        assert field.is_in(Edition(country, version)) == is_listed, (country, version)


@pytest.mark.parametrize("version", VERSIONS)
def test_our_guid_goes_where_there_is_one_and_the_memo_is_our_mark_everywhere(version: tuple[int, int]) -> None:
    drafted: Draft = DraftFactory()
    written = writes.add("1", Kind.BILL, form_of(drafted), GUID, Edition("US", version))
    text = render(MessageSet(f"{version[0]}.0", (written,)))
    assert ("<ExternalGUID>" in text) == (version >= (9, 0))
    assert drafted.mark in text


@pytest.mark.parametrize(
    ("field", "edition", "words"),
    [
        ("ExchangeRate", Edition("CA", (7, 0)), "Bill has no ExchangeRate in qbXML 7.0 of the CA edition"),
        ("ExchangeRate", Edition("CA", (8, 0)), ""),
    ],
)
def test_what_an_edition_lacks_is_held_in_words(field: str, edition: Edition, words: str) -> None:
    form = form_of(DraftFactory(exchange_rate=Decimal("1.25"), txn_date=date(2026, 1, 12)))
    assert field in form.named
    assert "; ".join(problems(Kind.BILL, form, edition)) == words


@pytest.mark.parametrize(("country", "is_there"), [("US", False), ("CA", True), ("UK", True), ("AU", True)])
def test_a_tax_code_stands_on_lines_where_the_edition_has_one(country: str, is_there: bool) -> None:
    line = FormLine(
        "ExpenseLine", (("AccountRef/ListID", "A-1"), ("Amount", "1.00"), ("SalesTaxCodeRef/ListID", "T-1"))
    )
    form = Form((("VendorRef/ListID", ListID("V-1")),), (line,))
    wrong = problems(Kind.BILL, form, Edition(country, (13, 0)))
    assert (wrong == []) == is_there
