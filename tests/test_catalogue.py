"""Whatever the fakes can say to a write, a person finds it in the catalogue."""

from __future__ import annotations

import pytest

from connector.domain.catalogue import REASONS
from connector.domain.catalogue.entry import Answer, Found
from connector.domain.hold_code import HoldCode
from connector.flow.resolving import NAMED
from connector.quickbooks.qbxml.responses import Response
from connector.quickbooks.qbxml.status_codes import CODES, Meaning, entry_of
from connector.quickbooks.web_connector.hresults import TABLE
from simulators.qbwc.hresults import HRESULTS
from simulators.qbwc.statuses import STATUSES

GOES_ON = (Meaning.DONE, Meaning.NO_MATCH)


@pytest.mark.parametrize("code", [code for code in STATUSES if code >= 1000])
def test_every_refusal_of_the_fake_quickbooks_has_an_entry_of_its_own(code: int) -> None:
    assert code in CODES, "an unlisted code says nothing about what was saved"
    entry = entry_of(Response("1", "BillAdd", code, "Error", "words"))
    assert CODES[code].entry is entry
    assert entry is not HoldCode.REFUSED or code == 3391, "iterators end in reading, where nobody is asked"


@pytest.mark.parametrize("code", HRESULTS)
def test_every_hresult_of_the_fake_quickbooks_has_words_and_a_remedy(code: str) -> None:
    assert TABLE[code].what
    assert TABLE[code].remedy


@pytest.mark.parametrize("code", HoldCode)
def test_every_answer_that_an_entry_takes_can_be_taken(code: HoldCode) -> None:
    reason = REASONS[code]
    kinds = {"vendor", "account", "charge", "period", *NAMED}
    if Answer.MAP in reason.answers:
        assert reason.kind in kinds or reason.kind == "{what}"
        assert reason.subject
    if Answer.DATE in reason.answers:
        assert reason.kind == "period"
    if Answer.PAIR in reason.answers and reason.kind != "vendor":
        assert "{txn_id}" in reason.what, "a person has to be told which record it may be"
    assert Answer.WITHDRAW in reason.answers, "what is settled by hand can always be put aside"


def test_most_of_what_goes_wrong_is_found_before_anything_is_sent() -> None:
    predicted = [code for code, reason in REASONS.items() if reason.found is Found.BEFORE]
    assert {HoldCode.PERIOD_CLOSED, HoldCode.PO_OVERBILLED, HoldCode.LOOKS_ENTERED, HoldCode.CLASSES_OFF} <= {
        *predicted
    }
