"""
How far bills are paid is looked up, where a payment or credit of them came, changed or went.

Rule 1: each is looked up once in a session; what got no answer stays due, and the next session looks again.
Rule 2: a bill that an answer does not have, though it was asked for there, is paid by nothing. Of one that cannot be
        read nothing is known.
"""

from __future__ import annotations

from dataclasses import replace

from connector.domain.identifiers import RecordId
from connector.domain.keys import TO_LOOK_UP, by_id
from connector.domain.payment import Part, Settlement
from connector.domain.records import CARDS, CHECKS, SETTLEMENTS, Books
from connector.flow.entities import Purpose, SentSet
from connector.flow.tasks.size import size
from connector.flow.tasks.task import Task
from connector.flow.tasks.turn import Proposal, Turn
from connector.flow.writing_back import noticing
from connector.quickbooks.qbxml.payments import NAMELESS, look_up, settlements
from connector.quickbooks.qbxml.responses import ResponseSet
from connector.quickbooks.qbxml.status_codes import Meaning, meaning_of

ASKED = "settlements"
GIVEN = (Meaning.DONE, Meaning.NO_MATCH)


def propose(turn: Turn) -> Proposal | None:
    if not turn.company.wire.writeback.payments:
        return None
    looked_up = set(turn.notes.settlements)
    due = [one.bill for one in _due(turn) if one.bill not in looked_up]
    asked = tuple(due[: size(turn, "look up")])
    if not asked:
        return None
    notes = replace(turn.notes, settlements=(*turn.notes.settlements, *asked), newest=asked)
    return Proposal(Purpose.SETTLEMENTS, (look_up(ASKED, asked),), notes)


def apply(turn: Turn, sent: SentSet, answer: ResponseSet) -> None:
    response = answer.by_request().get(ASKED)
    if response is None or meaning_of(response) not in GIVEN:
        return
    books = turn.work.mirror.books(turn.company.name)
    found = settlements(response, turn.company.policy.currency)
    after = [_with_discounts(books, one) for one in found.values() if one is not None]
    after += [
        Settlement(bill, is_due=False) for bill in turn.notes.newest if NAMELESS not in found and bill not in found
    ]
    turn.work.mirror.put(turn.company.name, SETTLEMENTS.name, after)
    for one in after:
        documents = {known.document for known in turn.work.operations.of_record(turn.company.name, RecordId(one.bill))}
        noticing.paid(turn.work, turn.company, sorted(documents))


def _due(turn: Turn) -> list[Settlement]:
    return list(turn.work.mirror.books(turn.company.name).find(SETTLEMENTS, TO_LOOK_UP))


def _with_discounts(books: Books, settlement: Settlement) -> Settlement:
    def part(one: Part) -> Part:
        payments = [found for shelf in (CHECKS, CARDS) for found in books.find(shelf, by_id(one.txn_id))]
        return replace(one, discount=payments[0].discount_of(settlement.bill)) if payments else one

    return replace(settlement, parts=tuple(map(part, settlement.parts)))


SETTLE = Task(Purpose.SETTLEMENTS, propose, apply)
