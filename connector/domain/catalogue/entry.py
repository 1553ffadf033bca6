"""The shape of an entry: what a person reads about something that waits, and what they may answer."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Actor(Enum):
    """Who can put something right."""

    PAYABLE = "accounts payable"
    QUICKBOOKS = "QuickBooks administrator"
    JAGGAER = "JAGGAER administrator"
    ANYBODY = "whoever works in QuickBooks"
    SUPPORT = "support of the connector"
    NOBODY = "nobody"


class Step(NamedTuple):
    actor: Actor
    does: str


def payable(does: str) -> Step:
    return Step(Actor.PAYABLE, does)


def quickbooks(does: str) -> Step:
    return Step(Actor.QUICKBOOKS, does)


def jaggaer(does: str) -> Step:
    return Step(Actor.JAGGAER, does)


class Found(Enum):
    """When it is noticed; what is found in the document or in QuickBooks' lists is predicted: nothing was sent."""

    BEFORE = "before anything is sent"
    LOOKING = "when it is looked up, a moment before it is sent"
    ANSWER = "by QuickBooks' answer"
    READING = "when QuickBooks' records are read again"
    TOLD = "by JAGGAER's answer"


class Answer(Enum):
    """What a person may say about it, besides trying it again."""

    PAIR = "pair"
    MAP = "map"
    POST_ANYWAY = "post anyway"
    DATE = "date"
    WITHDRAW = "withdraw"


WITHDRAWN = frozenset({Answer.WITHDRAW})
PAIRED = frozenset({Answer.PAIR, Answer.WITHDRAW})
MAPPED = frozenset({Answer.MAP, Answer.WITHDRAW})
POSTED = frozenset({Answer.POST_ANYWAY, Answer.WITHDRAW})

LISTS = "Decides about it again whenever QuickBooks' lists are read, and posts it when nothing stands in the way."
JAGGAERS = "Reads it again as soon as JAGGAER has changed it, and decides anew."
WAITS = "Nothing, until a person says what to do."


class Reason(NamedTuple):
    """
    The words of one entry; braces are filled in.

    ``what`` happened, ``why`` it matters or came about, the ``steps`` and who can do them, what we do ourselves
    (``ours``). ``subject`` is what one exception is about, with all documents that share it; one without is about its
    document alone. ``kind`` is the map or list that the subject belongs to, where it may be paired or mapped.
    ``is_jaggaers``: it is to be put right in JAGGAER, which is told of it where it is acknowledged.
    """

    title: str
    what: str
    why: str
    steps: tuple[Step, ...]
    ours: str
    found: Found = Found.BEFORE
    subject: str = ""
    kind: str = ""
    is_jaggaers: bool = False
    answers: frozenset[Answer] = WITHDRAWN
