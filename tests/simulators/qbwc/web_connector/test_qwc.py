"""A .qwc file is read, or refused with the code and the words of the real Web Connector."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.qbwc import Refused, read_qwc
from simulators.qbwc.web_connector.codes import CODES, said
from tests.simulators.qbwc.web_connector.conftest import FILE, OWNER

GOOD = {
    "AppName": "A",
    "AppID": "",
    "AppURL": "https://h/q",
    "AppDescription": "d",
    "AppSupport": "https://h/s",
    "UserName": "u",
    "OwnerID": OWNER,
    "FileID": FILE,
    "QBType": "QBFS",
}


def qwc(more: str = "", **changes: str | None) -> bytes:
    fields = {**GOOD, **changes}
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items() if value is not None)
    return f'<?xml version="1.0"?><QBWCXML>{inner}{more}</QBWCXML>'.encode()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"AppURL": "http://h/q"}, "QBWC1010"),
        ({"AppURL": "https://10.0.0.1/q"}, "QBWC1001"),
        ({"AppURL": "https://[::1]/q"}, "QBWC1001"),
        ({"AppSupport": "https://10.0.0.1/s"}, "QBWC1002"),
        ({"AppSupport": "https://other/s"}, "QBWC1000"),
        ({"QBType": "QBXX"}, "QBWC1065"),
        ({"AuthFlags": "all"}, "QBWC1034"),
    ],
)
def test_what_the_web_connector_refuses_is_refused_with_its_code(changes: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_qwc(qwc(**changes))
    assert refused.value.code == code
    assert str(refused.value).startswith(f"{code}: ")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not a valid"),
        (b"\x00", "not a valid"),
        (b"<QBWCXML/>", "AppName"),
        (b"<html/>", "AppName"),
        (qwc(AppName="R&D"), "not a valid"),
        (qwc(FileID=None), "FileID"),
        (qwc(UserName=""), "UserName"),
        (qwc(OwnerID="no braces"), "GUID"),
        (qwc(AppURL="nowhere"), "is no address"),
        (qwc(AppURL="https://h:port/q"), "is no address"),
        (qwc(Style="Poem"), "Style is none of"),
        (qwc(IsReadOnly="maybe"), "IsReadOnly"),
        (qwc("<Scheduler><RunEveryNMinutes>soon</RunEveryNMinutes></Scheduler>"), "RunEveryNMinutes is “soon”"),
        (qwc("<Scheduler><RunEveryNSeconds>0</RunEveryNSeconds></Scheduler>"), "RunEveryNSeconds is “0”"),
        (b"<QBWCXML>" + b" " * 2_000_000 + b"</QBWCXML>", "far too large"),
    ],
)
def test_what_is_no_qwc_file_is_told_with_a_plain_reason(content: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        read_qwc(content)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        read_qwc(content)


def test_everything_that_may_stand_in_it_is_read() -> None:
    more = (
        "<AppUniqueName>unique</AppUniqueName><AuthFlags>0xF</AuthFlags><IsReadOnly>false</IsReadOnly><Notify>true</Notify>"
        "<PersonalDataPref>pdpNotNeeded</PersonalDataPref><UnattendedModePref>umpRequired</UnattendedModePref>"
        "<Style>Document</Style><Scheduler><RunEveryNSeconds>10</RunEveryNSeconds>"
        "<RunEveryNMinutes>5</RunEveryNMinutes></Scheduler><!-- no more -->"
    )
    found = read_qwc(qwc(more, AppURL="http://LocalHost:8/q", AppSupport="http://localhost:9/s"))
    assert (found.unique_name, found.flags, found.is_unattended) == ("unique", 15, True)
    assert found.every == timedelta(seconds=10), "the first one counts"
    assert found.url == "http://LocalHost:8/q"


def test_every_code_has_its_words_and_its_source() -> None:
    for code, known in CODES.items():
        assert said(code, "App", "Because.").startswith(f"{code}: ")
        assert ".." not in said(code, "App", "Because.")
        assert known.source
