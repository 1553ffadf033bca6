"""QWCLog.txt: what our Web Connector writes is read without loss; what is cut, torn or hostile is used as far as it goes."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios import library
from scenarios.captures import qwclog
from scenarios.captures.model import BadCapture, Capture, load
from scenarios.director import performed
from scenarios.world import World
from simulators.qbwc import Level, QwcLog

PREFIX = "20190530.12:20:05 UTC\t: QBWebConnector.SOAPWebService."
# The grammar of a real log of 2019 at level VERBOSE that begins in the middle of a session (values are invented).
REAL = f"""

Log file initialized at Thursday, May 30, 2019 - 12:20 PM UTC\x20\x20
Timestamp format used: YYYYMMDD.HH:MM:SS UTC
QBWebConnector 2.2 has been initialized with its logging status to level = VERBOSE.
Please restart QBWebConnector for any change in log level to take effect. Use file menu to clear log.

{PREFIX}do_receiveResponseXML() : hresult=""
{PREFIX}do_receiveResponseXML() : message=""
{PREFIX}do_receiveResponseXML() : Received from receiveResponseXML() following parameters:
{PREFIX}do_receiveResponseXML() : more="83">
{PREFIX}do_receiveResponseXML() : There are more requests to process.
{PREFIX}do_sendRequestXML() : Asking application to send request no. 6
{PREFIX}do_sendRequestXML() : *** Calling sendRequestXML() with following parameters:
{PREFIX}do_sendRequestXML() : wcTicket="d73e6639"
{PREFIX}do_sendRequestXML() : HCPResponseXML=
{PREFIX}do_sendRequestXML() :\x20
{PREFIX}do_sendRequestXML() : cfn="C:\\QuickBooks\\sample.QBW"
{PREFIX}do_sendRequestXML() : qbNationality="US"
{PREFIX}do_sendRequestXML() : qbXMLMajorVers="13"
{PREFIX}do_sendRequestXML() : qbXMLMinorVers="0"
{PREFIX}do_sendRequestXML() : Received from sendRequestXML() following parameter:
{PREFIX}do_sendRequestXML() : strRequestXML =
{PREFIX}do_sendRequestXML() : XML dump follows: -

<?xml version="1.0"?>
<?qbxml version="13.0"?>
<QBXML>
\t<QBXMLMsgsRq onError="stopOnError">

\t\t<CustomerQueryRq requestID="1"/>
\t</QBXMLMsgsRq>
</QBXML>

{PREFIX}do_sendRequestXML() : Request xml received.
{PREFIX}ProcessRequestXML() : Processing request #6
{PREFIX}ProcessRequestXML() : REQUEST: received from application: size (bytes) = 152
{PREFIX}ProcessRequestXML() : Sending request to QuickBooks.
{PREFIX}ProcessRequestXML() : Response received from QuickBooks: size (bytes) = 24
{PREFIX}ProcessRequestXML() : Sending response back to application.
{PREFIX}do_receiveResponseXML() : *** Calling receiveResponseXML() with following parameters:
{PREFIX}do_receiveResponseXML() : wcTicket="d73e6639"
{PREFIX}do_receiveResponseXML() : response =
{PREFIX}do_receiveResponseXML() : XML dump follows: -

<?xml version="1.0" ?>
<QBXML>
</QBXML>


{PREFIX}do_receiveResponseXML() : hresult=""
{PREFIX}do_receiveResponseXML() : message=""
{PREFIX}do_receiveResponseXML() : Received from receiveResponseXML() following parameters:
{PREFIX}do_receiveResponseXML() : more="100">
{PREFIX}do_receiveResponseXML() : Done. No more to process.
20190530.12:20:06 UTC\t: QBWebConnector.CompanyFileLock.getLock() : Got Lock = LOCKED:EXAMPLE:636948155984807268
{PREFIX}do_closeConnection() : *** Calling closeConnection() with following parameter:<wcTicket="d73e6639">
{PREFIX}do_closeConnection() : Received from closeConnection() following parameter:<ccResponse="Complete!">
20190530.12:20:06 UTC\t:  : ~SingleInstanceHandler() - usingInstanceChannel = false.
"""


def world_of(id_: str) -> World:
    return performed(library.find(id_).scenario)[0]


def read(text: str) -> Capture:
    return qwclog.read(text.encode())


def test_a_real_log_gives_its_requests_and_answers_and_says_what_is_not_in_it() -> None:
    capture = read(REAL)
    (update,) = capture.updates
    (round_,) = update.rounds
    assert round_.request is not None
    assert round_.request.startswith('<?xml version="1.0"?>\n<?qbxml')
    assert "\t<QBXMLMsgsRq onError" in round_.request
    assert round_.response == '<?xml version="1.0" ?>\n<QBXML>\n</QBXML>\n'
    assert (round_.company_file, round_.country, round_.version) == ("C:\\QuickBooks\\sample.QBW", "US", (13, 0))
    assert (round_.percent, update.closed, update.is_whole) == (100, "Complete!", False)
    assert {problem.why for problem in capture.problems} == {
        "the request that it answers is not in the log",
        "the beginning of this update is not in the log",
    }
    assert min(problem.line for problem in capture.problems) == 8


@pytest.mark.parametrize("spoil", [lambda t: t.replace("\n", "\r\n"), lambda t: f"\ufeff{t}"], ids=["CRLF", "BOM"])
def test_windows_line_ends_and_a_byte_order_mark_make_no_difference(spoil: object) -> None:
    assert callable(spoil)
    assert read(spoil(REAL)) == read(REAL)


def test_another_encoding_is_read_as_windows_writes_it() -> None:
    capture = qwclog.read(REAL.replace("Complete!", "Terminé").encode("cp1252"))
    assert capture.updates[0].closed == "Terminé"


def test_a_request_that_was_changed_is_noticed_by_its_size() -> None:
    capture = read(REAL.replace("CustomerQueryRq", "VendorQueryRq"))
    assert not capture.updates[0].rounds[0].is_whole
    assert any("another size" in problem.why for problem in capture.problems)


@pytest.mark.parametrize("id_", ["road/first_bill", "sessions/web_connector_killed", "time/limit_with_error"])
def test_what_our_web_connector_writes_is_read_back_without_loss(id_: str) -> None:
    world = world_of(id_)
    capture = read(world.qwclog())
    assert capture.problems == ()
    sent = [entry.result()[0] for entry in world.transcript.soap("sendRequestXML")]
    assert [one.request for update in capture.updates for one in update.rounds] == sent
    brought = [entry.arguments() for entry in world.transcript.soap("receiveResponseXML")]
    answered = [one for update in capture.updates for one in update.rounds if one.answered_at]
    assert [(one.response, one.hresult, one.message) for one in answered] == [
        (one["response"], one["hresult"], one["message"]) for one in brought
    ]
    assert len(capture.updates) == len(list(world.transcript.soap("serverVersion")))


def test_the_password_is_not_in_the_log() -> None:
    world = world_of("road/first_bill")
    assert world.added
    assert world.added.password not in world.qwclog()
    assert "<MaskedForSecurity>" in world.qwclog()


def test_at_level_debug_xml_is_cut_after_75_characters_and_said_to_be() -> None:
    world, lines = world_of("road/first_bill"), list[str]()
    log = QwcLog(lines.append, world.clock.now, Level.DEBUG)
    log.request('<?xml version="1.0"?>' + "x" * 100)
    (cut,) = [line for line in "".join(lines).splitlines() if line.endswith("......")]
    assert len(cut) == 75 + 6
    capture = read("".join(lines))
    assert not capture.updates[0].is_whole
    assert any("VERBOSE" in problem.why for problem in capture.problems)


def test_at_level_none_nothing_is_written() -> None:
    lines = list[str]()
    log = QwcLog(lines.append, World(1).clock.now, Level.NONE)
    log.banner()
    log.started("x", "https://h/q", "", is_scheduled=True)
    assert lines == []


def test_a_request_without_a_declaration_stands_behind_its_prefix() -> None:
    world, lines = World(1), list[str]()
    log = QwcLog(lines.append, world.clock.now, Level.VERBOSE)
    log.asking(1, "t", "", "file", "US", (13, 0))
    log.request('<?qbxml version="7.0"?>\n<QBXML>\n</QBXML>')
    assert "XML dump" not in "".join(lines)
    assert read("".join(lines)).updates[0].rounds[0].request == '<?qbxml version="7.0"?>\n<QBXML>\n</QBXML>'


@given(cut=st.integers(min_value=0, max_value=len(REAL)), end=st.integers(min_value=0, max_value=len(REAL)))
def test_a_log_that_begins_and_ends_anywhere_is_used_as_far_as_it_goes(cut: int, end: int) -> None:
    try:
        capture = read(REAL[cut:end])
    except BadCapture:
        return
    for problem in capture.problems:
        assert problem.why
        assert problem.line >= 1


@given(st.binary(max_size=2000))
def test_any_bytes_give_a_capture(content: bytes) -> None:
    with contextlib.suppress(BadCapture):
        assert isinstance(qwclog.read(content), Capture)


@pytest.mark.parametrize(
    "text",
    [
        '<a="' * 200_000,
        "Authenticating to application '" + "', username = '" * 100_000,
        "Authenticating to application 'a' application 'b'" * 20_000,
        'x="' * 200_000,
    ],
    ids=["brackets", "user names", "applications", "quotes"],
)
@pytest.mark.parametrize("call", ["getLastError", "authenticate", "closeConnection", "receiveResponseXML"])
def test_a_line_made_to_be_slow_is_not(call: str, text: str) -> None:
    """What backtracked took minutes for a hundredth of this."""
    assert isinstance(read(f"{REAL}{PREFIX}do_{call}() : {text}\n"), Capture)


@pytest.mark.parametrize("content", [b"", b"\x00" * 1000, b"hello\n" * 1000, "Log".encode("utf-16")])
def test_what_is_no_log_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(BadCapture, match="right file"):
        qwclog.read(content)


def test_many_lines_before_the_first_entry_are_one_problem() -> None:
    capture = read("x\n" * 100_000 + REAL.lstrip())
    assert "99999 more lines" in capture.problems[0].why


def test_a_log_in_utf_16_is_read() -> None:
    assert qwclog.read(REAL.encode("utf-16")).updates == read(REAL).updates


@pytest.mark.parametrize(
    "line",
    [
        "99999999.99:99:99 UTC\t: x.do_sendRequestXML() : XML dump follows: -",
        f"{PREFIX}__init__() : x",
        f"{PREFIX}take() : x",
        f'{PREFIX}do_sendRequestXML() : qbXMLMajorVers="{"9" * 5000}"',
        f'{PREFIX}do_sendRequestXML() : qbXMLMajorVers="²"',
        f'{PREFIX}do_receiveResponseXML() : more="{"9" * 50}">',
        f"{PREFIX}do_sendRequestXML() : XML dump follows: -",
        f"{PREFIX}do_authenticate() : Authenticating to application '\x1b[31m', username = '\u202e'",
        "\x00\x1b[2J",
    ],
)
def test_a_hostile_line_breaks_nothing_and_steers_no_terminal(line: str) -> None:
    capture = read(f"{line}\n{REAL}{line}\n")
    assert capture.updates
    for problem in capture.problems:
        assert problem.text.isprintable()


def test_a_capture_is_kept_as_json_and_comes_back_the_same(tmp_path: object) -> None:
    from pathlib import Path

    assert isinstance(tmp_path, Path)
    read(REAL).save(tmp_path / "capture.json")
    assert load(tmp_path / "capture.json") == read(REAL)
    (tmp_path / "other.json").write_text("{}")
    for name in ("other.json", "none.json"):
        with pytest.raises(BadCapture):
            load(tmp_path / name)
