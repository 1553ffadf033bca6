"""
Bugs planted in the connector, one at a time, at run time: each is caught by the check that is there for it.

A check that no bug ever fails proves nothing; a bug that no check catches is a hole in the proof.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest
import structlog

from connector.adapters.jaggaer_http import JaggaerHttp
from connector.adapters.store.documents import SqlDocuments
from connector.adapters.store.history import SqlHistory
from connector.domain.form import Form
from connector.domain.identifiers import EditSequence, RecordId
from connector.domain.keys import by_name
from connector.domain.operation import State
from connector.domain.records import VENDORS, Preferences
from connector.domain.writeback import Change
from connector.flow import access, poll, settling, tasks
from connector.flow.entities import Purpose
from connector.flow.exchange import Exchange
from connector.flow.tasks import company_mark, preflight, recovery, write
from connector.flow.tasks.turn import Conclusion
from connector.flow.writing_back import noticing
from connector.kinds import invoice
from connector.kinds.invoice.payments import InvoicePayments
from connector.kinds.order.writing import OrderWriting
from connector.kinds.supplier import codes as supplier_codes
from connector.quickbooks.merge import Merged
from connector.quickbooks.qbxml import lists, values, writes
from connector.sync import acknowledging, heading, mapping, offering, order_lines, paying
from connector.sync.choosing import Chosen
from connector.sync.followup import Followup, follow_up
from connector.sync.outgoing import Shows
from connector.sync.retry import Pace
from connector.sync.situation import Ordered
from scenarios import library
from scenarios.director import play

pytestmark = pytest.mark.once

Patch = Callable[[pytest.MonkeyPatch], None]
DUPLICATE = "what was lost is sent again without asking"
BUGS: dict[str, tuple[Patch, str, str]] = {}
"""What is wrong, the story that comes through it, and the check that has to see it."""


def bug(says: str, story: str, caught_by: str) -> Callable[[Patch], Patch]:
    def register(patch: Patch) -> Patch:
        BUGS[says] = (patch, story, caught_by)
        return patch

    return register


def _task(plant: pytest.MonkeyPatch, purpose: Purpose, **changes: Any) -> None:
    """The tasks of a session with one that is done otherwise."""
    changed = [replace(one, **changes) if one.purpose is purpose else one for one in tasks.TASKS]
    plant.setattr(tasks, "TASKS", tuple(changed))


def _reads_nothing_back(plant: pytest.MonkeyPatch) -> None:
    """Or the connector would find it out by itself."""
    _task(plant, Purpose.VERIFY, propose=lambda _: None)


def _writes_unseen(plant: pytest.MonkeyPatch) -> None:
    plant.setattr(preflight, "_add", lambda turn, operation, wanted, records, _: preflight._clear(turn, operation))


@bug(DUPLICATE, "settling/answer_lost_after_save", "no second record")
def _(plant: pytest.MonkeyPatch) -> None:
    _writes_unseen(plant)
    _task(plant, Purpose.ASK, apply=lambda *_: None)
    again = Conclusion((State.NOT_APPLIED, State.QUEUED), "it was surely not saved")
    plant.setattr(recovery, "_settled", lambda *_: again)
    plant.setattr(recovery, "_added", lambda *_: again)


@bug("numbers are not looked up before they are written", "people/entered_by_hand", "no second record")
def _(plant: pytest.MonkeyPatch) -> None:
    _writes_unseen(plant)
    plant.setattr(invoice, "duplicate_of", lambda *_, **__: None)


@bug("our database from a backup writes before it has looked", "copies/connector_restored", "no second record")
def _(plant: pytest.MonkeyPatch) -> None:
    _writes_unseen(plant)


@bug("cents are cut off", "road/first_bill", "every posted document ties")
def _(plant: pytest.MonkeyPatch) -> None:
    plant.setattr(values, "amount", lambda money: f"{money.amount // 1:.2f}")
    _reads_nothing_back(plant)


@bug("a refusal is taken for success", "people/period_closed_between", "what is done was given")
def _(plant: pytest.MonkeyPatch) -> None:
    plant.setattr(write, "follow_up", lambda said, attempts: Followup((State.DONE,), said.record))


@bug("the id of another record is kept", "road/first_bill", "what is done was given")
def _(plant: pytest.MonkeyPatch) -> None:
    really = follow_up

    def other(said: Any, attempts: int) -> Followup:
        further = really(said, attempts)
        return replace(further, record=replace(further.record, id=RecordId("FF-9"))) if further.record else further

    plant.setattr(write, "follow_up", other)
    _reads_nothing_back(plant)


@bug("an answer is not applied", "road/first_bill", "the outbox is empty")
def _(plant: pytest.MonkeyPatch) -> None:
    _task(plant, Purpose.WRITE, apply=lambda *_: None)


@bug("what a person has to see is not kept", "people/period_closed_between", "none is lost")
def _(plant: pytest.MonkeyPatch) -> None:
    plant.setattr(write, "apply", lambda *_: None)
    _task(plant, Purpose.WRITE, apply=write.apply)


@bug("a document is forgotten between reading and deciding", "road/first_bill", "none is lost")
def _(plant: pytest.MonkeyPatch) -> None:
    plant.setattr(SqlDocuments, "to_plan", lambda *_: [])


@bug("a restored company file is not noticed", "copies/company_file_restored", "what is done is there")
def _(plant: pytest.MonkeyPatch) -> None:
    plant.setattr(company_mark, "obstacle", lambda *_: "")
    plant.setattr("connector.flow.rebinding._is_later", lambda *_: False)


@bug("history is not written", "road/first_bill", "every write is in the history")
def _(plant: pytest.MonkeyPatch) -> None:
    plant.setattr(SqlHistory, "add", lambda *_: None)


@bug("a change writes every field", "corrections/number_corrected", "a persons edit stays")
def _(plant: pytest.MonkeyPatch) -> None:
    plant.setattr(preflight, "merge", lambda before, wanted, written, now: Merged(Form(wanted.fields)))


@bug("a change carries an EditSequence that nobody read", "corrections/number_corrected", "a write follows a read")
def _(plant: pytest.MonkeyPatch) -> None:
    really = writes.modify

    def blind(request_id: str, record: Any, changes: Form) -> Any:
        return really(request_id, replace(record, edit_sequence=EditSequence("1")), changes)

    plant.setattr(writes, "modify", blind)


@bug("an iterator is gone on with that is another session's", "road/first_bill", "iterators stay in their session")
def _(plant: pytest.MonkeyPatch) -> None:
    really = lists.requests
    stale = "{11111111-2222-3333-4444-555555555555}"
    plant.setattr(
        "connector.flow.tasks.list_refresh.requests",
        lambda listing, span, _, page: really(listing, span, stale, page),
    )


@bug("Retry-After is not looked at", "tokens/slow_down", "retry after is obeyed")
def _(plant: pytest.MonkeyPatch) -> None:
    plant.setattr("connector.adapters.jaggaer_http.retry_after", lambda _: None)
    plant.setattr(
        poll, "after_failure", lambda pace, now, asked: Pace(pace.failures + 1, now, now + timedelta(seconds=5))
    )


@bug("pauses get shorter", "tokens/endpoint_down", "pauses never shrink")
def _(plant: pytest.MonkeyPatch) -> None:
    def shorter(pace: Pace, now: Any, asked: Any) -> Pace:
        return Pace(pace.failures + 1, now, now + timedelta(minutes=4) / (pace.failures + 1))

    plant.setattr(poll, "after_failure", shorter)


@bug("two Web Connectors get work by turns", "sessions/second_pc_in_the_middle", "one session at a time")
def _(plant: pytest.MonkeyPatch) -> None:
    plant.setattr(access, "is_under_way", lambda *_: False)
    plant.setattr(
        "connector.flow.exchange.machine.fence", lambda session: type("Step", (), {"session": session, "effects": ()})
    )
    plant.setattr("connector.flow.exchange._obstacle", lambda *_: "")


@bug("a call sleeps", "road/first_bill", "calls are answered in time")
def _(plant: pytest.MonkeyPatch) -> None:
    really = Exchange.send_request

    def slow(self: Any, *arguments: Any) -> str:
        self._clock.sleep(50)
        return really(self, *arguments)

    plant.setattr(Exchange, "send_request", slow)


@bug("a password is in the log", "road/first_bill", "no secret is told")
def _(plant: pytest.MonkeyPatch) -> None:
    really = access.known_user

    def talkative(store: Any, passwords: Any, clock: Any, user: str, password: str, source: str) -> Any:
        structlog.get_logger().info("somebody came", given=f"{user}:{password}")
        return really(store, passwords, clock, user, password, source)

    plant.setattr(access, "known_user", talkative)


@bug("an error is swallowed and logged", "road/first_bill", "nothing broke")
def _(plant: pytest.MonkeyPatch) -> None:
    really = write.apply

    def careless(*arguments: Any) -> None:
        try:
            raise KeyError("TxnID")
        except KeyError:
            structlog.get_logger().exception("that is nothing")
        really(*arguments)

    _task(plant, Purpose.WRITE, apply=careless)


@bug(
    "a change of which the answer was lost is taken for not done",
    "orders/written_though_answers_are_lost",
    "jaggaer carries out no write twice",
)
def _(plant: pytest.MonkeyPatch) -> None:
    really = OrderWriting.shown

    def blind(self: Any, back: Any, *rest: Any) -> Any:
        return Shows.NOT_DONE if back.change is Change.UPDATE and back.attempts < 2 else really(self, back, *rest)

    plant.setattr(OrderWriting, "shown", blind)
    plant.setattr(OrderWriting, "_reading", lambda *_: (None, None))  # the poll's reading would settle it, too


@bug("a change is taken for done unsent", "orders/written_to_jaggaer", "jaggaer has what quickbooks owns")
def _(plant: pytest.MonkeyPatch) -> None:
    really = OrderWriting.shown

    def hasty(self: Any, back: Any, *rest: Any) -> Any:
        return Shows.DONE if back.change is Change.UPDATE else really(self, back, *rest)

    plant.setattr(OrderWriting, "shown", hasty)


@bug("JAGGAER is written to", "road/first_bill", "jaggaer is written what is switched on")
def _(plant: pytest.MonkeyPatch) -> None:
    really = JaggaerHttp._get

    def writing(self: Any, path: str, parameters: dict[str, str], what: str) -> bytes:
        self._client.post(path, json={}, auth=self._auth)
        return really(self, path, parameters, what)

    plant.setattr(JaggaerHttp, "_get", writing)


@bug("what is refused is sent again in every update", "people/period_closed", "nothing is repeated without bound")
def _(plant: pytest.MonkeyPatch) -> None:
    plant.setattr(heading, "preferences", lambda _: Preferences())
    again = Followup((State.REFUSED, State.QUEUED), pause=timedelta(seconds=1), look_again=True)
    plant.setattr(write, "follow_up", lambda said, attempts: again)


@bug("a memo loses our mark, and a lost bill its GUID", "settling/answer_not_stored", "every write is in the history")
def _(plant: pytest.MonkeyPatch) -> None:
    numbers: Iterator[int] = iter(range(10**6))
    really = writes.add

    def another(request_id: str, kind: Any, form: Form, guid: str, edition: Any) -> Any:
        return really(request_id, kind, form, f"{{00000000-0000-0000-0000-{next(numbers):012d}}}", edition)  # type: ignore[arg-type] # a GUID

    plant.setattr(writes, "add", another)
    plant.setattr(SqlHistory, "add", lambda *_: None)


@bug("a bill goes to another vendor", "people/vendor_merged", "every posted document ties")
def _(plant: pytest.MonkeyPatch) -> None:
    plant.setattr(
        mapping, "find_vendor", lambda supplier, books, *_: Chosen(books.find(VENDORS, by_name("Acme West"))[0])
    )


@bug("what is left of an order is not looked at", "road/order_in_two_bills", "orders are not over received")
def _(plant: pytest.MonkeyPatch) -> None:
    plant.setattr(order_lines, "_why_not", lambda *_: None)


@bug("what a bill brought in is received again", "orders/billed_before_received", "what came is received once")
def _(plant: pytest.MonkeyPatch) -> None:
    plant.setattr(Ordered, "taken_of", lambda *_: Decimal(0))


@bug("payments are not looked at", "payments/told_once", "jaggaer is told what is paid")
def _(plant: pytest.MonkeyPatch) -> None:
    plant.setattr(settling, "look_up", lambda *_: None)


@bug("a part is told as the whole", "payments/in_part_by_its_word", "jaggaer is told what is paid")
def _(plant: pytest.MonkeyPatch) -> None:
    plant.setattr(paying, "_how", lambda _: paying.PAID)


@bug("a payment is told at each poll", "payments/told_once", "jaggaer is told nothing twice")
def _(plant: pytest.MonkeyPatch) -> None:
    plant.setattr(paying, "_is_same", lambda *_: False)
    plant.setattr(paying, "_is_said_of_this", lambda *_: False)
    plant.setattr(noticing, "_heard", lambda kind: f"{kind.name} {next(PASSES)}")


@bug("a payment of which the answer was lost is told again", "payments/answer_lost", "jaggaer is told nothing twice")
def _(plant: pytest.MonkeyPatch) -> None:
    plant.setattr(InvoicePayments, "shown", lambda *_: Shows.NOT_DONE)
    plant.setattr(paying, "_is_said_of_this", lambda *_: False)


@bug("what is posted is not acknowledged", "payments/acknowledged", "jaggaer knows what is posted")
def _(plant: pytest.MonkeyPatch) -> None:
    plant.setattr(acknowledging, "_wanted", lambda *_: None)


@bug("what is inactive stays offered", "reference-data/accounts_offered", "jaggaer offers what quickbooks has")
def _(plant: pytest.MonkeyPatch) -> None:
    really = offering._values
    plant.setattr(offering, "_values", lambda record, offer: really(replace(record, is_active=True), offer))


@bug("an account is not offered", "reference-data/accounts_offered", "jaggaer offers what quickbooks has")
def _(plant: pytest.MonkeyPatch) -> None:
    plant.setattr(offering, "_values", lambda *_: iter(()))


@bug("a supplier gets no code", "reference-data/supplier_gets_its_code", "jaggaer has the codes of vendors")
def _(plant: pytest.MonkeyPatch) -> None:
    plant.setattr(supplier_codes, "code_of", lambda *_: "")


PASSES = itertools.count()


@pytest.mark.parametrize("says", BUGS)
def test_a_planted_bug_is_caught_by_the_check_with_its_name(says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plant, story, caught_by = BUGS[says]
    scenario = library.find(story).scenario
    settled = scenario.then.settle or timedelta(hours=1)
    scenario = scenario.model_copy(update={"then": scenario.then.model_copy(update={"settle": settled})})
    plant(monkeypatch)
    try:
        failures = play(scenario).failures
    except httpx.HTTPError as error:
        failures = (str(error),)
    assert any(one.startswith(f"{caught_by}: ") for one in failures), failures
