"""Whatever a customer sends is read by what is in it: folders, recordings, histories, windows' texts, and what is none."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from scenarios import library
from scenarios.captures.model import BadCapture, Capture
from scenarios.captures.reading import read
from scenarios.director import performed
from scenarios.world import World
from tests.scenarios.captures.logs import PREFIX, REAL, adds_up

REQUEST = '<?xml version="1.0"?><?qbxml version="16.0"?><QBXML><QBXMLMsgsRq onError="stopOnError"/></QBXML>'
ANSWER = '<?xml version="1.0" ?>\n<QBXML>\n<QBXMLMsgsRs/>\n</QBXML>\n'
POP_UP = """Version:
PHP QuickBooks SOAP Server v3.0 at /sample/import.php

Message:
ReceiveResponseXML failed

Description:
QBWC1042: ReceiveResponseXML failed
Error message: Response is not well-formed XML. See QWCLog for more details. Remember to turn logging on.
"""


@pytest.fixture(scope="module")
def world() -> World:
    return performed(library.find("road/first_bill").scenario)[0]


def written(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)
    return folder


@pytest.mark.parametrize(
    "names",
    [
        ("1-request__xml", "1-response__xml", "2-request__xml"),
        ("request_1__xml", "response_1__xml", "request_10__xml"),
        ("001_Rq__xml", "001_Rs__xml", "002_Rq__xml"),
        ("BillAddRq__xml", "BillAddRs__xml", "VendorAddRq__xml"),
        ("req1__txt", "resp1__txt", "req2__txt"),
    ],
)
def test_a_folder_of_messages_is_paired_by_its_names(names: tuple[str, str, str], tmp_path: Path) -> None:
    first, answer, second = names
    capture = read(written(tmp_path, **{first: REQUEST, answer: ANSWER, second: REQUEST, "notes__txt": "hello"}))
    (update,) = capture.updates
    assert [(one.request, one.response, one.answered_at is None) for one in update.rounds] == [
        (REQUEST, ANSWER, False),
        (REQUEST, "", True),
    ]
    assert [(one.text, one.why) for one in capture.problems] == [("notes.txt", "it is neither a request nor an answer")]
    assert capture.totals.bytes == sum(one.stat().st_size for one in tmp_path.iterdir())
    assert not update.is_whole


def test_an_answer_without_its_request_says_so(tmp_path: Path) -> None:
    (round_,) = read(written(tmp_path, lonely_rs__xml=ANSWER)).updates[0].rounds
    assert (round_.request, round_.damage) == (None, ("there is no request of this name",))


def test_the_folder_of_a_web_connector_gives_both_parts_of_its_log(tmp_path: Path) -> None:
    lines = REAL.split("\n")
    middle = next(at for at, line in enumerate(lines) if "Processing request" in line)
    old, new = "\n".join(lines[:middle]), "\n".join(lines[middle:]).replace("12:20:05", "12:20:06") + "what?\n"
    capture = read(written(tmp_path, QWCLogOld__txt=old, QWCLog__txt=new, readme__md="hello"))
    assert capture.updates[0].rounds[1].response
    assert {(one.file, one.text) for one in capture.problems if one.unused} == {
        ("QWCLog.txt", "what?"),
        ("readme.md", "readme.md"),
    }


def recorded(world: World, *, packed: bool = False) -> str:
    """The world's SOAP traffic as a proxy records it."""
    rows = []
    for entry in world.transcript.soap():
        assert entry.response is not None
        content = entry.response.text
        body = (
            {"text": base64.b64encode(content.encode()).decode(), "encoding": "base64"} if packed else {"text": content}
        )
        rows.append(
            {
                "startedDateTime": entry.asked_at.isoformat(),
                "time": 12.5,
                "request": {"url": str(entry.request.url), "postData": {"text": entry.request.content.decode()}},
                "response": {"content": body},
            }
        )
    rows.append({"startedDateTime": "2026-01-01T00:00:00Z", "request": {"url": "https://elsewhere.example/"}})
    return json.dumps({"log": {"version": "1.2", "entries": rows}})


@pytest.mark.parametrize("packed", [False, True])
def test_a_recording_of_the_traffic_gives_the_same_updates_as_the_log(
    packed: bool,  # a case of the test
    world: World,
    tmp_path: Path,
) -> None:
    har = written(tmp_path, har=recorded(world, packed=packed)) / "har"
    log = written(tmp_path, log=world.qwclog()) / "log"
    assert texts(read(har)) == texts(read(log))
    assert [one.why for one in read(har).problems] == ["it is no call of the Web Connector"]
    assert read(har).totals.bytes == har.stat().st_size
    assert read(har).updates[0].identity() == read(log).updates[0].identity()
    assert read(har).updates[0].is_whole


def test_a_recording_without_a_blank_adds_up(world: World, tmp_path: Path) -> None:
    compact = json.dumps(json.loads(recorded(world)), separators=(",", ":"))
    totals = read(written(tmp_path, har=compact) / "har").totals
    assert totals.bytes == totals.calls.bytes + totals.unused.bytes + totals.empty.bytes == len(compact)


def texts(capture: Capture) -> list[object]:
    return [
        (
            update.user,
            update.word,
            update.closed,
            [(one.request, one.response, one.hresult, one.percent) for one in update.rounds],
        )
        for update in capture.updates
    ]


@pytest.mark.parametrize("content", ['{"log": {}}', '{"log": {"entries": 3}}', '{"log": ', '{"log": {"entries": [1]}}'])
def test_a_recording_without_a_call_is_said_to_have_none(content: str, tmp_path: Path) -> None:
    with pytest.raises(BadCapture, match=r"HAR"):
        read(written(tmp_path, har=content) / "har")


def test_a_history_gives_what_the_connector_did(world: World, tmp_path: Path) -> None:
    lines = [
        json.dumps(
            {"number": one.number, "event": {"at": one.event.at.isoformat(), "kind": one.event.kind}, "seal": ""}
        )
        for one in world.connector.sealed_history("story")
    ]
    told = [line.replace('"kind"', '"text": "It happened", "data": {"invoice": "I1"}, "kind"') for line in lines]
    content = "\n".join([*told, "rubbish", told[0].replace('"seal"', '"is_right": false, "seal"'), ""])
    capture = read(written(tmp_path, history=content) / "history")
    assert len(capture.events) == len(lines) + 1
    assert (capture.events[0].text, capture.events[0].below) == ("It happened", "invoice = I1")
    assert [one.why for one in capture.problems] == [
        "it is no line of a history",
        "its seal is wrong: somebody changed the database",
    ]
    assert adds_up(capture, len(content))
    forged = [json.loads(line) for line in told]
    forged[0]["is_right"] = False
    assert read(written(tmp_path, forged=json.dumps(forged)) / "forged").problems[0].why.startswith("its seal is wrong")
    array = json.dumps([json.loads(line) for line in told], indent=2)
    assert [one.text for one in read(written(tmp_path, array=array) / "array").events] == ["It happened"] * len(lines)
    assert adds_up(read(tmp_path / "array"), len(array))
    with pytest.raises(BadCapture, match="is cut"):
        read(written(tmp_path, cut=array[:-1]) / "cut")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (POP_UP, ["Version:", "Message:", "Description:"]),
        ("QBWC1012: Authentication failed due to following error message.\n", ["QBWC1012"]),
        ("```\nUpdateThisScheduledApp() : QBWC1031: Update completed with some error.\n```", ["UpdateThis"]),
        ("Sending error message back\nHRESULT = 0x80040400\nMessage: an error", ["HRESULT"]),
        ("Update aborted. The company file is locked by another client.", ["Update aborted"]),
        ("hresult: '0x80040408',\nmessage: 'Could not start QuickBooks.'", ["hresult"]),
    ],
)
def test_what_is_sent_in_place_of_a_log_gives_events(text: str, found: list[str], tmp_path: Path) -> None:
    capture = read(written(tmp_path, words=text) / "words")
    assert [event.text[: len(begins)] for event, begins in zip(capture.events, found, strict=False)] == found
    assert capture.updates == ()
    assert adds_up(capture, len(text.encode()))


def test_what_follows_a_heading_belongs_to_it(tmp_path: Path) -> None:
    capture = read(written(tmp_path, words=POP_UP) / "words")
    assert capture.events[2].below == "QBWC1042: ReceiveResponseXML failed"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "right file"),
        (b"hello\n" * 100_000, "right file"),
        (b"PK\x03\x04" + b"\x00" * 100, "Unpack it"),
        (b"\x1f\x8b" + b"\x00" * 100, "Unpack it"),
        (bytes(range(256)) * 1000, "right file"),
    ],
)
def test_what_is_no_log_is_said_to_be_none(content: bytes, why: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(BadCapture, match=why):
        read(tmp_path / "file")


def test_a_hundred_thousand_lines_below_one_code_take_no_time(tmp_path: Path) -> None:
    text = "QBWC1012: Authentication failed\n" + "and so on\n" * 100_000
    capture = read(written(tmp_path, words=text) / "words")
    assert len(capture.events[0].below) <= 4001
    assert adds_up(capture, len(text))


def test_an_empty_folder_says_what_to_name(tmp_path: Path) -> None:
    with pytest.raises(BadCapture, match="Name a QWCLog"):
        read(tmp_path)


def test_an_event_of_a_log_that_begins_with_prose_comes_before_no_line_is_lost(tmp_path: Path) -> None:
    log = f"Dear support,\n{PREFIX}update() : QBWC1014: Could not get it.\n"
    capture = read(written(tmp_path, log=log) / "log")
    assert [one.text for one in capture.problems] == ["Dear support,"]
    assert [one.text for one in capture.events] == ["QBWC1014: Could not get it."]
