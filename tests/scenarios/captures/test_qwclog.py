"""QWCLog.txt: what our Web Connector writes is read without loss; what is cut, torn or hostile is used as far as it goes."""

from __future__ import annotations

import contextlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios import library
from scenarios.captures import qwclog
from scenarios.captures.choosing import applications, of_application, of_one_application
from scenarios.captures.model import BadCapture, Capture, gathered
from scenarios.captures.reading import of_bytes
from scenarios.director import performed
from scenarios.world import World
from simulators.qbwc import Level, QwcLog
from tests.scenarios.captures.logs import PREFIX, REAL, adds_up, read


def world_of(id_: str) -> World:
    return performed(library.find(id_).scenario)[0]


def test_a_real_log_gives_its_requests_and_answers_and_says_what_is_not_in_it() -> None:
    capture = read(REAL)
    (update,) = capture.updates
    before, round_ = update.rounds
    assert (before.percent, before.request, before.is_whole) == (83, None, False)
    assert round_.request is not None
    assert round_.request.startswith('<?xml version="1.0"?>\n<?qbxml')
    assert "\t<QBXMLMsgsRq onError" in round_.request
    assert round_.response == '<?xml version="1.0" ?>\n<QBXML>\n</QBXML>\n'
    assert (round_.company_file, round_.country, round_.version) == ("C:\\QuickBooks\\sample.QBW", "US", (13, 0))
    assert (round_.number, round_.percent, round_.is_whole) == (6, 100, True)
    assert (update.closed, update.host, update.ticket, update.is_whole) == ("Complete!", "EXAMPLE", "d73e6639", False)
    assert {problem.why for problem in capture.problems} == {
        "the request that it answers is not in the log",
        "the beginning of this update is not in the log",
    }
    assert {problem.line for problem in capture.problems} == {8}


def test_every_line_and_every_byte_of_a_log_is_accounted_for() -> None:
    capture = read(REAL)
    assert adds_up(capture, len(REAL.encode()))
    assert capture.totals.unused.lines == 0


@pytest.mark.parametrize("spoil", [lambda t: t.replace("\n", "\r\n"), lambda t: f"\ufeff{t}"], ids=["CRLF", "BOM"])
def test_windows_line_ends_and_a_byte_order_mark_make_no_difference(spoil: object) -> None:
    assert callable(spoil)
    spoilt = read(spoil(REAL))
    assert (spoilt.updates, spoilt.problems) == (read(REAL).updates, read(REAL).problems)
    assert adds_up(spoilt, len(spoil(REAL).encode()))


def test_another_encoding_is_read_as_windows_writes_it() -> None:
    capture = of_bytes(REAL.replace("Complete!", "Terminé").encode("cp1252"))
    assert capture.updates[0].closed == "Terminé"


def test_a_request_that_was_changed_is_noticed_by_its_size() -> None:
    capture = read(REAL.replace("CustomerQueryRq", "VendorQueryRq"))
    assert not capture.updates[0].rounds[1].is_whole
    assert any("another size, 152, by its own size line" in problem.why for problem in capture.problems)


def test_an_answer_with_a_hole_is_noticed_by_its_size() -> None:
    capture = read(REAL.replace("size (bytes) = 40", "size (bytes) = 65892"))
    (why,) = capture.updates[0].rounds[1].damage
    assert why.endswith("65852 are missing")
    assert not capture.updates[0].is_whole
    assert why in {problem.why for problem in capture.problems}


def test_a_text_without_a_size_line_is_whole_if_it_is_xml() -> None:
    lines = [line for line in REAL.split("\n") if "size (bytes)" not in line]
    assert read("\n".join(lines)).updates[0].rounds[1].is_whole
    torn = "\n".join(line for line in lines if line != "</QBXML>")
    assert len(read(torn).updates[0].rounds[1].damage) == 2


def test_line_ends_inside_a_request_are_those_that_its_size_counts() -> None:
    windows = REAL.replace("\n", "\r\n")
    ten_more = windows.replace("size (bytes) = 152", "size (bytes) = 159")
    request = read(ten_more).updates[0].rounds[1].request
    assert request is not None
    assert request.count("\r\n") == 7
    assert read(ten_more).updates[0].rounds[1].is_whole


def test_what_stands_below_an_answer_that_somebody_wrote_on_is_no_part_of_it() -> None:
    capture = read(REAL.replace("</QBXML>\n\n\n", "</QBXML>\n\nHere it stops!\n\n"))
    assert capture.updates[0].rounds[1].is_whole
    assert capture.updates[0].rounds[1].response.endswith("</QBXML>\n")


def test_the_banner_of_a_web_connector_that_was_started_again_is_no_part_of_an_answer() -> None:
    banner = REAL[: REAL.index(PREFIX)]
    capture = read(REAL[: REAL.index("</QBXML>\n\n\n")] + banner)
    assert "Log file" not in capture.updates[0].rounds[1].response
    assert capture.updates[0].rounds[1].damage
    assert capture.totals.empty.lines == 7 + 5


@pytest.mark.parametrize(
    "text",
    [
        "QBWC1042: ReceiveResponseXML failed",
        "QBWC1053: A modal dialog box is showing in the QuickBooks user interface.",
        "Exception in WSManager.Update: Object reference not set to an instance of an object.-QBWebConnector",
        "Actual error received from web service for serverVersion call: <The underlying connection was closed>",
        "Application Sample has been added to QuickBooks.",
        "Something that no log of today says",
    ],
)
@pytest.mark.parametrize("source", ["do_receiveResponseXML()", "update()", "do_serverVersion()", "Unheard()"])
def test_what_is_said_beside_the_calls_is_an_event(source: str, text: str) -> None:
    log = f"{REAL}{PREFIX}{source} : {text}\nMore info:\nStackTrace =    at QBWebConnector.SOAPWebService.update()\n"
    capture = read(log)
    event = capture.events[-1]
    assert event.text == text
    assert event.below.startswith("More info:")
    assert adds_up(capture, len(log.encode()))


def test_a_message_that_ends_in_a_curly_quote_is_whole() -> None:
    capture = read(REAL.replace('message=""\n', 'message="It cannot be read.”\n'))
    assert [one.message for one in capture.updates[0].rounds] == ["It cannot be read."] * 2
    quoted = read(REAL.replace('message=""\n', 'message="Invalid reference “Acme”\n'))
    assert quoted.updates[0].rounds[1].message == "Invalid reference “Acme”"


def test_a_log_that_was_rotated_in_the_middle_of_an_update_is_read_on() -> None:
    whole, lines = read(REAL), REAL.split("\n")
    middle = next(at for at, line in enumerate(lines) if "Processing request" in line)
    halves = [io.BytesIO("\n".join(part).encode() + b"\n") for part in (lines[:middle], lines[middle:])]
    capture = gathered(qwclog.parts(*halves))
    assert [one.rounds[1].response for one in capture.updates] == [whole.updates[0].rounds[1].response]


def test_two_applications_in_one_log_are_kept_apart() -> None:
    second = REAL.replace("d73e6639", "other").replace("sample.QBW", "other.QBW")
    begun = f"{PREFIX}do_serverVersion() : *** Calling serverVersion().\n"
    names = [
        f"{PREFIX}do_authenticate() : Authenticating to application '{name}', username = '{name.lower()}'\n"
        for name in ("One", "Two")
    ]
    capture = read(begun + names[0] + REAL + begun + names[1] + second)
    assert applications(capture) == {"One": 1, "Two": 1}
    (update,) = of_application(capture, "two").updates
    assert update.company_file == "C:\\QuickBooks\\other.QBW"
    with pytest.raises(BadCapture, match="“One” \\(1 updates\\), “Two”"):
        of_one_application(capture, None)
    with pytest.raises(BadCapture, match="no update of the application “Three”"):
        of_application(capture, "Three")


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
    assert adds_up(capture, len(REAL[cut:end].encode()))
    for problem in capture.problems:
        assert problem.why
        assert problem.line >= 1


@given(st.binary(max_size=2000))
def test_any_bytes_give_a_capture(content: bytes) -> None:
    with contextlib.suppress(BadCapture):
        assert adds_up(of_bytes(content), len(content))


@given(st.lists(st.sampled_from([*REAL.splitlines(keepends=True), "\x00", "\xff\n", "> ", "</QBXML>\n"]), max_size=60))
def test_lines_of_a_log_in_any_order_add_up(lines: list[str]) -> None:
    content = "".join(lines).encode("cp1252")
    with contextlib.suppress(BadCapture):
        assert adds_up(of_bytes(content), len(content))


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
        of_bytes(content)


def test_many_lines_before_the_first_entry_are_one_problem() -> None:
    capture = read("x\n" * 100_000 + REAL.lstrip())
    assert (capture.problems[0].line, capture.problems[0].unused) == (1, 100_000)


def test_a_log_in_utf_16_is_read() -> None:
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        content = REAL.encode(encoding)
        assert of_bytes(content).updates == read(REAL).updates
        assert adds_up(of_bytes(content), len(content))
        assert adds_up(of_bytes(content + b"\n"), len(content) + 1)


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
