"""A task: one kind of work inside a Web Connector session, as a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from connector.flow.entities import Notes, Purpose, SentSet
from connector.flow.tasks.turn import Proposal, Turn
from connector.quickbooks.qbxml.message_set import requests_of
from connector.quickbooks.qbxml.responses import ResponseSet

Asked = Mapping[str, tuple[str, str]]
"""Requests by their requestID."""


def nothing(_: Turn) -> None:
    """Nothing has to be done before it proposes."""


def departs(_turn: Turn, _sent: SentSet) -> None:
    """Nothing has to be committed before its bytes leave."""


def applies(_turn: Turn, _sent: SentSet, _answer: ResponseSet) -> None:
    """Its response asks for nothing to be done."""


def refused(_turn: Turn, _sent: SentSet, _hresult: str, _message: str) -> None:
    """That QuickBooks took nothing of it changes nothing."""


def lost(_turn: Turn, _sent: SentSet, _why: str) -> None:
    """That no response came changes nothing."""


def never(_hresult: str) -> bool:
    return False


def own_requests(_: Turn, sent: SentSet) -> Asked:
    return requests_of(sent.request)


def no_size(_: SentSet) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Task:
    """
    What a session does for one purpose; the session itself knows no single task.

    ``prepare`` does what has to be done here before anything is proposed, once a round; ``propose`` only proposes.
    ``depart`` commits what has to be known before the bytes leave. A message set then ends in one of three ways:
    ``apply`` a response, ``refuse`` what QuickBooks took nothing of, ``lose`` what may have been done; each gives the
    session's notes after it, or none where they stay.

    ``asked`` are the requests that its response can be to, ``sizes`` the size that is learned from how long it took,
    ``goes_on`` whether the update goes on after a refusal, ``writes`` whether it waits for the hours in which
    anything is written.
    """

    purpose: Purpose
    propose: Callable[[Turn], Proposal | None]
    apply: Callable[[Turn, SentSet, ResponseSet], Notes | None] = applies
    prepare: Callable[[Turn], None] = nothing
    depart: Callable[[Turn, SentSet], None] = departs
    refuse: Callable[[Turn, SentSet, str, str], Notes | None] = refused
    lose: Callable[[Turn, SentSet, str], Notes | None] = lost
    asked: Callable[[Turn, SentSet], Asked] = own_requests
    sizes: Callable[[SentSet], str] = no_size
    goes_on: Callable[[str], bool] = never
    writes: bool = False
