"""A log explained: what stops most updates first, errors with who mends them, what is normal, what is missing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from connector import hresult_meaning, status_meaning
from scenarios import library
from scenarios.__main__ import app
from scenarios.captures.explain import Explanation, explain
from scenarios.captures.reading import of_bytes
from scenarios.captures.signals import OTHER, SIGNALS, Who, signal_of
from scenarios.director import performed
from tests.scenarios.captures.logs import PREFIX, REAL, read


def explained(id_: str) -> Explanation:
    world = performed(library.find(id_).scenario)[0]
    return explain(of_bytes(world.qwclog().encode()))


def update(word: str, at: str = "20190530.12:20:05") -> str:
    """The log of a scheduled update without an exchange."""
    prefix = f"{at} UTC\t: "
    return (
        f"{prefix}UpdateThisScheduledApp() : Performing SCHEDULED UPDATE for application = Sample\n"
        f"{prefix}QBWebConnector.SOAPWebService.do_serverVersion() : *** Calling serverVersion().\n"
        f"{prefix}QBWebConnector.SOAPWebService.do_authenticate() : Authenticating to application 'Sample', username = 'u'\n"
        f"{prefix}QBWebConnector.SOAPWebService.updateWS() : Received from authenticate() following parameters:"
        f'<authRet[0]=""><authRet[1]="{word}"><authRet[2]="10"><authRet[3]="">\n'
        f"{prefix}UpdateThisScheduledApp() : QBWC1031: Update completed with some error. Application has been notified of "
        f"the error accordingly. See QWCLog for further information.\n"
    )


def test_where_most_updates_end_in_nvu_that_is_told_first() -> None:
    told = explain(read(update("NVU") * 3 + update("NONE") + REAL))
    assert told.first[0].startswith("3 of 5 updates ended in nvu")
    assert "connector company password NAME" in told.first[0]


def test_where_few_updates_end_in_nvu_it_is_one_error_of_several() -> None:
    told = explain(read(update("NVU") + update("NONE") * 3))
    assert [one.signal for one in told.errors] == ["nvu"]
    assert told.first[0].startswith("nvu came once")


def test_an_update_without_work_is_normal_and_so_is_the_error_that_it_ends_with() -> None:
    told = explain(read(update("NONE") * 2))
    assert told.first == ("All 2 updates ended in none: the service had no work. That is normal.",)
    assert told.errors == ()
    assert {one.signal: one.count for one in told.normal} == {"none": 2, "QBWC1031": 2}
    assert [(one.end, one.by) for one in told.updates] == [("no work", "schedule")] * 2


def test_a_good_update_is_said_to_be_good() -> None:
    told = explained("road/first_bill")
    assert told.first == ("1 of 1 updates exchanged something, and nothing in it went wrong.",)
    (only,) = told.updates
    assert (only.application, only.end, only.by) == ("JAGGAER connector (story)", "closed: OK", "hand")
    assert [one.kinds for one in only.rounds if "BillAdd" in one.kinds] == [{"DataExtMod": 1, "BillAdd": 1}]
    assert told.facts["PC"] == "AP-PC"
    assert told.missing == ()


def test_a_refusal_comes_with_its_entry_and_who_mends_it() -> None:
    told = explained("exceptions/refused_by_quickbooks")
    error = next(one for one in told.errors if one.signal.startswith("status 3"))
    assert error.entry
    assert "Add: " in error.words
    assert {who for who, _ in error.steps} & {"accounts payable", "QuickBooks administrator"}


def test_an_hresult_of_quickbooks_comes_with_its_remedy() -> None:
    told = explained("time/limit_with_error")
    (error,) = [one for one in told.errors if one.signal == "0x80040402"]
    assert ("the connector", "Asks QuickBooks what was saved.") in error.steps
    assert any("no answer" in one.end or one.end == "0x80040402" for one in told.updates[0].rounds)


@pytest.mark.parametrize(
    ("text", "signal", "who"),
    [
        ("QBWC1030: Password is not available for application named 'X'.", "QBWC1030", Who.PC),
        ("QBWC1042: ReceiveResponseXML failed\nError message: x", "QBWC1042", Who.SERVICE),
        ("QBWC1012: Authentication failed\nIndex Out Of Range.", "QBWC1012, service's answer", Who.SERVICE),
        ("QBWC1012: Authentication failed\nThe request was aborted: The connection was closed unexpectedly.",
         "QBWC1012, cut connection", Who.PC),
        ("Actual error: <The underlying connection was closed: Could not create SSL/TLS secure channel.>", "TLS", Who.PC),
        ("failed to connect: <QBWC1053: A modal dialog box is showing>", "QBWC1053", Who.ANYBODY),
        ("Update aborted. The company file is locked by another client.", "locked", Who.PC),
    ],
)  # fmt: skip
def test_what_the_web_connector_says_names_who_mends_it(text: str, signal: str, who: Who) -> None:
    told = explain(read(f"{PREFIX}update() : {text}\n"))
    assert [(one.signal, one.steps[0][0]) for one in told.errors] == [(signal, who.value)]


def test_what_no_table_has_is_told_in_its_own_words() -> None:
    told = explain(read(f"{PREFIX}update() : The moon is full\n"))
    assert told.errors[0].signal == "“The moon is full”"
    assert signal_of("The moon is full") is OTHER


def test_what_quickbooks_said_is_told_before_what_the_service_made_of_it() -> None:
    told = explained("time/limit_with_error")
    assert told.first[0].startswith("0x80040402 came")


def test_every_signal_is_known_by_a_name_of_its_own() -> None:
    assert len({one.name for one in SIGNALS}) == len(SIGNALS)
    for one in SIGNALS:
        assert one.remedy.endswith((".", "?")), one.name
        assert (one.who is Who.NOBODY) >= one.is_normal


def test_a_code_of_quickbooks_means_the_same_as_in_the_exceptions() -> None:
    assert status_meaning(3171).entry == "PERIOD_REFUSED"
    assert status_meaning(1).is_ordinary
    assert "saved" in status_meaning(9999).ours
    assert hresult_meaning("0X80040414").steps == (("QuickBooks administrator", "Close the dialog box in QuickBooks."),)


def test_a_log_of_level_debug_says_what_is_missing() -> None:
    cut = "\n".join(
        line if not line.startswith("<?xml") else f"{(line + 'x' * 75)[:75]}......" for line in REAL.split("\n")
    )
    lines = [line for line in cut.split("\n") if not line.startswith(("<Q", "</Q", "\t", "<?qb"))]
    told = explain(read("\n".join(lines)))
    assert told.missing[0].startswith("The XML of 2 requests and answers is cut after 75 characters")
    assert any("QWCLogOld.txt" in line for line in told.missing)


def test_the_command_prints_a_page_and_json(tmp_path: Path) -> None:
    log = tmp_path / "QWCLog.txt"
    log.write_text(update("NVU") + REAL + "rubbish [bold]\x1b[2J\n", newline="")
    page = CliRunner().invoke(app, ["explain", str(log)])
    assert page.exit_code == 0
    assert "1 of 2 updates are not in it whole" in page.output
    assert "\x1b[2J" not in page.output
    told = json.loads(CliRunner().invoke(app, ["explain", str(log), "--json"]).output)
    assert [one["number"] for one in told["updates"]] == [1, 2]
    assert told["facts"]["applications"] == "Sample (1 updates)"


def test_an_application_is_explained_by_itself(tmp_path: Path) -> None:
    log = tmp_path / "QWCLog.txt"
    log.write_text(update("NVU") + update("NONE").replace("Sample", "Other"))
    told = json.loads(CliRunner().invoke(app, ["explain", str(log), "--application", "Other", "--json"]).output)
    assert [one["end"] for one in told["updates"]] == ["no work, put off by 10 s"] or told["updates"][0][
        "end"
    ] == "no work"
    assert CliRunner().invoke(app, ["explain", str(log), "--application", "None"]).exception is not None
