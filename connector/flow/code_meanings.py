"""What QuickBooks' codes mean and who mends it, for a person who reads them in a log."""

from __future__ import annotations

from dataclasses import dataclass

from connector.domain.catalogue import REASONS
from connector.domain.catalogue.entry import Actor, Step
from connector.quickbooks.qbxml.status_codes import CODES, Meaning
from connector.quickbooks.web_connector.hresults import Effect, look_up

ORDINARY = frozenset({Meaning.DONE, Meaning.NO_MATCH})
UNKNOWN = "no table has this code; QuickBooks' own words say what it is"


@dataclass(frozen=True, slots=True)
class CodeMeaning:
    """
    ``what`` a code means, what the connector does (``ours``), and the ``steps`` of a person: who, and what.

    ``entry`` is the code of the exception that a document waits with, where there is one. An ordinary code needs
    nobody.
    """

    what: str
    ours: str
    steps: tuple[tuple[str, str], ...] = ()
    entry: str = ""
    is_ordinary: bool = False


def status_meaning(code: int) -> CodeMeaning:
    """A status code of qbXML; sources are those of ``status_codes``."""
    known = CODES.get(code)
    if known is None:
        return CodeMeaning(UNKNOWN, "Asks QuickBooks what was saved." if code >= 1000 else "Takes it as done.")
    reason = REASONS[known.entry] if known.entry else None
    return CodeMeaning(
        known.words,
        known.meaning.value,
        _steps(reason.steps) if reason else (),
        known.entry.name if known.entry else "",
        is_ordinary=known.meaning in ORDINARY,
    )


def hresult_meaning(code: str) -> CodeMeaning:
    """An HRESULT of QuickBooks' request processor, in any letter case; sources are those of ``hresults``."""
    entry = look_up(code)
    ran = "Nothing was changed." if entry.effect is Effect.NOTHING_RAN else "Asks QuickBooks what was saved."
    actor = Actor.SUPPORT if "fault of the connector" in entry.remedy else Actor.QUICKBOOKS
    return CodeMeaning(entry.what, ran, ((actor.value, entry.remedy),))


def _steps(steps: tuple[Step, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((step.actor.value, step.does) for step in steps)
