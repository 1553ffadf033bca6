"""
The tasks of a session, in this order: the first that has something to propose has the round.

Questions come before reads, reads before look-ups, look-ups before writes: a write is never sent while something it
touches is unknown, nor on the strength of an older session's reading.
"""

from __future__ import annotations

from connector.flow.entities import Purpose
from connector.flow.tasks import (
    adopt,
    company_mark,
    confirm,
    label,
    list_refresh,
    preflight,
    read_back,
    recovery,
    settlements,
    stored_response,
    write,
)
from connector.flow.tasks.task import Task
from connector.flow.tasks.turn import Proposal, Turn

TASKS: tuple[Task, ...] = (
    company_mark.SIGN,
    company_mark.LOOK,
    stored_response.ASK,
    recovery.FIND,
    stored_response.ASK_AGAIN,
    list_refresh.READ,
    adopt.ADOPT,
    preflight.CHECK,
    write.WRITE,
    read_back.VERIFY,
    label.LABEL,
    confirm.LOOK_AT_OWN,
    confirm.CONFIRM,
    settlements.SETTLE,
    stored_response.FORGET,
)


def task_of(purpose: Purpose) -> Task:
    return next(task for task in TASKS if task.purpose is purpose)


def prepare(turn: Turn) -> None:
    """Once a round, before anything is proposed."""
    for task in TASKS:
        task.prepare(turn)


def next_proposal(turn: Turn) -> Proposal | None:
    """What the session should do now, or None when it is done."""
    may_write = turn.company.schedule.writes_at(turn.now)
    tasks = (task for task in TASKS if may_write or not task.writes)
    return next((proposal for task in tasks if (proposal := task.propose(turn)) is not None), None)
