"""A scrubbed log: nothing that was planted is in it, and it says the same of what happened."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from scenarios import library
from scenarios.__main__ import app
from scenarios.captures.explain import explain
from scenarios.captures.jaggaer_side import jaggaer_side
from scenarios.captures.log_writing import log_of
from scenarios.captures.model import BadCapture, Capture, Round
from scenarios.captures.reading import of_bytes
from scenarios.captures.replay import replay
from scenarios.captures.scrub import Amounts, leaks, not_searched, scrubbed
from scenarios.captures.scrub.pseudonyms import Pseudonyms, words_of
from scenarios.captures.scrub.scrubbing import amounts_of
from scenarios.captures.scrub.typed import Shift, Typed
from scenarios.captures.seen import seen
from scenarios.director import performed
from scenarios.profiles import STORY
from tests.scenarios.captures.logs import REAL, read
from tests.scenarios.captures.planted import NAMES, log, planted

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
STORIES = (
    "road/order_in_two_bills",
    "settling/crash_in_message_set",
    "sessions/postponed_and_busy",
    "time/limit_with_error",
)


def text_of(capture: Capture, key: bytes = KEY, amounts: Amounts = Amounts.KEEP) -> str:
    return "".join(log_of(scrubbed(capture, key, amounts).capture))


def told(capture: Capture) -> list[object]:
    """What happened, without names and times."""
    return [
        [
            (update.word, update.is_scheduled is None, len(update.missing), bool(update.identity())),
            [(one.number, one.percent, one.hresult, one.is_whole, one.answered_at is None) for one in update.rounds],
        ]
        for update in capture.updates
    ]


def shape(text: str) -> str:
    """A text with every letter and digit alike; an id of one digit may become longer."""
    text = re.sub(r"(TxnID|TxnLineID|ListID|TxnNumber)>[^<]*<", r"\1><", text)
    return re.sub(r"[^\W_]", "x", text)


@pytest.mark.parametrize("what", NAMES)
def test_nothing_that_was_planted_is_in_a_scrubbed_log(what: str) -> None:
    text = text_of(planted()).lower()
    assert NAMES[what].lower() not in text
    for word in re.findall(r"[^\W_]{4,}", NAMES[what].lower()):
        assert not re.search(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", text) or word in OWN


OWN = {"cash", "paid", "clients", "sync"}
"""Words of the corpus that could be QuickBooks' own; those that are not may not be there either."""


def test_the_leak_check_agrees_and_lists_the_words_that_it_does_not_look_for() -> None:
    assert leaks(planted(), text_of(planted())) == []
    listed = not_searched(planted())
    assert "error" in listed
    assert not {"zebedee", "quuxborough", "wombat", "ignatius", "778812", "wigglesworth"} & set(listed)


@pytest.mark.parametrize("what", NAMES)
def test_the_leak_check_finds_each_that_is_left(what: str) -> None:
    """Somebody wrote it back below the log."""
    spoilt = text_of(planted()).replace("<Memo>", f"<Memo>{NAMES[what].replace('<', '')} ", 1)
    assert leaks(planted(), spoilt)


def test_a_scrubbed_log_imports_to_the_same_updates() -> None:
    original = of_bytes(log().encode())
    again = of_bytes(text_of(original).encode())
    assert told(again) == told(original)
    assert [one.signal for one in explain(again).errors] == [one.signal for one in explain(original).errors]


@pytest.mark.parametrize("id_", STORIES)
def test_the_log_of_a_story_is_scrubbed_to_the_same_updates(id_: str) -> None:
    original = of_bytes(performed(library.find(id_).scenario)[0].qwclog().encode())
    text = text_of(original)
    again = of_bytes(text.encode())
    assert told(again) == told(original)
    assert leaks(original, text) == []
    assert explain(again).first == explain(original).first
    for before, after in zip(original.updates, again.updates, strict=True):
        for one, other in zip(before.rounds, after.rounds, strict=True):
            assert shape(one.response) == shape(other.response)
            assert shape(one.request or "") == shape(other.request or "")


@pytest.mark.parametrize("id_", ["road/first_bill", "settling/answer_lost_after_save", "invoices/credit_memo"])
@pytest.mark.parametrize("spoilt", ["<TxnDate>", "<Amount>", "nothing"])
def test_a_scrubbed_log_is_replayed_to_the_same_difference(id_: str, spoilt: str) -> None:
    """An element of each recorded request has another name, as if the connector had sent something else."""
    log = performed(library.find(id_).scenario)[0].qwclog()
    original = of_bytes(log.encode())
    other = {"<TxnDate>": "<ShipDate>", "<Amount>": "<Quantity>"}.get(spoilt, spoilt)
    changed = original.model_copy(
        update={
            "updates": tuple(
                one.model_copy(update={"rounds": tuple(_renamed(each, spoilt, other) for each in one.rounds)})
                for one in original.updates
            )
        }
    )
    found = [_differs(one) for one in (changed, scrubbed(changed, KEY).capture)]
    assert found[0] == found[1]
    assert (found[0] is None) is (spoilt == "nothing")


def _renamed(one: Round, old: str, new: str) -> Round:
    request = (one.request or "").replace(old, new).replace(f"</{old[1:]}", f"</{new[1:]}")
    return one.model_copy(update={"request": request if one.request is not None else None})


def _differs(capture: Capture) -> tuple[object, ...] | None:
    side = jaggaer_side(seen(capture), STORY)
    difference = replay(capture, side.tenant, side.profile).difference
    return (difference.update, difference.round, difference.where) if difference else None


def test_a_log_that_begins_in_the_middle_still_does() -> None:
    again = of_bytes(text_of(read(REAL)).encode())
    assert told(again) == told(read(REAL))


def test_an_answer_with_a_hole_still_has_one() -> None:
    torn = read(REAL.replace("size (bytes) = 40", "size (bytes) = 140"))
    (why,) = of_bytes(text_of(torn).encode()).updates[0].rounds[1].damage
    assert why.endswith("100 are missing")


def test_one_value_has_one_pseudonym_everywhere_and_two_runs_have_two() -> None:
    one, other = text_of(planted()), text_of(planted(), OTHER_KEY)
    names = re.findall(r"<FullName>([^<:]*)</FullName>|<Name>([^<]*)</Name>", one)
    assert len({"".join(found) for found in names}) == 1
    assert names != re.findall(r"<FullName>([^<:]*)</FullName>|<Name>([^<]*)</Name>", other)
    (said,) = re.findall(r"(?:Vendor|[A-Z]\w+) &quot;([^&]*)&quot;", one)
    assert said == "".join(names[0])


def test_dates_and_ids_move_by_the_same_weeks() -> None:
    original, again = of_bytes(log().encode()), of_bytes(text_of(of_bytes(log().encode())).encode())
    days = again.updates[0].began_at - original.updates[0].began_at
    assert days.days % 7 == 0
    assert days.days > 300
    text = again.updates[0].rounds[0].response
    assert f"<EditSequence>{1768060800 + days.days * 86400}</EditSequence>" in text
    assert re.search(rf"<ListID>[0-9A-F]{{7}}-{1577836800 + days.days * 86400}</ListID>", text)
    assert "T08:00:00-08:00</TimeModified>" in text


def test_amounts_are_kept_or_all_multiplied_by_one_number() -> None:
    original = planted()
    kept, scaled = (of_bytes(text_of(original, amounts=one).encode()) for one in Amounts)
    before, after = list(amounts_of(original)), list(amounts_of(scaled))
    assert list(amounts_of(kept)) == before
    (factor,) = {new / old for old, new in zip(before, after, strict=True)}
    assert factor > 1
    assert factor == factor.to_integral()
    assert all(one == one.quantize(Decimal("0.01")) for one in after)
    assert leaks(original, text_of(original, amounts=Amounts.SCALE), are_amounts_kept=False) == []
    assert leaks(original, text_of(original), are_amounts_kept=False)


def test_a_history_is_no_log_to_scrub() -> None:
    with pytest.raises(BadCapture, match="support bundle"):
        scrubbed(Capture(source="history", updates=()), KEY)


@given(st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=30))
def test_a_pseudonym_has_the_shape_of_its_text(texts: list[str]) -> None:
    words = words_of(" ".join(texts))
    pseudonyms = Pseudonyms(KEY, words)
    drawn = {}
    for text in texts:
        new = pseudonyms.text(text)
        assert len(new) == len(text)
        for old, one in zip(text, new, strict=True):
            assert old == one or (old.isalnum() and one.isalnum())
            assert (
                not old.isascii()
                or not old.isalnum()
                or (old.isdigit(), old.isupper()) == (one.isdigit(), one.isupper())
            )
        assert pseudonyms.text(text) == new
        for word in words_of(text):
            drawn[word] = pseudonyms.word(word).lower()
    long = {old: new for old, new in drawn.items() if len(old) > 2}
    assert len(set(long.values())) == len(long)
    assert not words & set(long.values())


@given(st.text(max_size=300))
def test_what_is_no_qbxml_is_nothing(text: str) -> None:
    typed = Typed(Pseudonyms(KEY, words_of(text)), Shift(7))
    found = typed.message_set(text)
    assert found is None or "QBXML" in found


def test_of_a_field_that_is_not_the_schemas_nothing_is_left() -> None:
    typed = Typed(Pseudonyms(KEY, frozenset()), Shift(7))
    found = typed.message_set(
        '<QBXML><QBXMLMsgsRq><Odd>x</Odd><BillAddRq odd="y"><Memo odd="z">w</Memo></BillAddRq></QBXMLMsgsRq></QBXML>'
    )
    assert found is not None
    assert not re.search("[xyz]|Odd|odd", found)


@pytest.mark.parametrize(
    "answer",
    [
        '<VendorQueryRs statusCode="Zorbulon" statusSeverity="Zorbulon" requestID="Zorbulon"/>',
        '<VendorQueryRs statusCode="0" xmlns:z="http://zorbulon.example" z:requestID="Zorbulon"/>',
        '<VendorQueryRs statusCode="3100" statusMessage="zorbulon of Bill &apos;Zorbulon&apos;"/>',
        "<HostQueryRs><HostRet><ProductName>Zorbulon Pro</ProductName><Country>Zorbulon</Country></HostRet></HostQueryRs>",
        "<CurrencyQueryRs><CurrencyRet><CurrencyCode>Zorbulon</CurrencyCode></CurrencyRet></CurrencyQueryRs>",
        "<VendorQueryRs><VendorRet><Name>&#90;orbulon</Name><Balance>Zorbulon</Balance></VendorRet></VendorQueryRs>",
        "<VendorQueryRs><VendorRet><IsActive>Zorbulon</IsActive><TimeCreated>Zorbulon</TimeCreated></VendorRet></VendorQueryRs>",
        "<VendorQueryRs><VendorRet><EditSequence>Zorbulon</EditSequence><ListID>ZORBULON-1</ListID></VendorRet></VendorQueryRs>",
        "<BillQueryRq><IncludeRetElement>Zorbulon</IncludeRetElement></BillQueryRq>",
        "<Zorbulon/><z:Memo xmlns:z='http://zorbulon.example'>Zorbulon</z:Memo><?zorbulon?>",
        "<AccountQueryRs><AccountRet><Sublevel>777123456</Sublevel></AccountRet></AccountQueryRs>",
    ],
)
def test_a_field_with_another_value_than_its_own_passes_nothing(answer: str) -> None:
    text = f'<?xml version="1.0" ?>\n<QBXML><QBXMLMsgsRs>{answer}</QBXMLMsgsRs></QBXML>'
    found = Typed(Pseudonyms(KEY, words_of(text)), Shift(7)).message_set(text)
    assert found is not None
    assert not re.search("zorbulon|777123456", found, re.IGNORECASE)


def test_the_command_writes_a_log_and_says_what_it_did_not_look_for(tmp_path: Path) -> None:
    source, target = tmp_path / "QWCLog.txt", tmp_path / "shared.txt"
    source.write_text(log(), newline="")
    done = CliRunner().invoke(app, ["scrub", str(source), "-o", str(target), "--amounts", "scale"])
    assert done.exit_code == 0, done.output
    assert "Not searched" in done.output
    assert told(of_bytes(target.read_bytes())) == told(of_bytes(log().encode()))
