"""
The leak check: whatever named anybody in the original is looked for in the result.

It walks the original by itself, and knows nothing of pseudonyms. Identities and free texts are all values of fields
of text, ids and GUIDs, of fields that the schema has not, of attributes and of calls. A value is looked for whole,
and each of its words of four letters or more; words that are the schema's, QuickBooks' or the log's own cannot be,
and are listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from scenarios.captures.calls import WORDS
from scenarios.captures.log_writing import log_of
from scenarios.captures.model import Capture, Round, Update
from scenarios.captures.reading import of_bytes
from scenarios.captures.scrub.pseudonyms import words_of
from scenarios.captures.scrub.scrubbing import GOODBYES, POS, amounts_of, fields_of
from scenarios.captures.scrub.typed import (
    APPLICATION,
    CODES,
    IDENTITIES,
    KEPT_ATTRIBUTES,
    KEPT_IDS,
    LONGEST_COUNT,
    MARK_WORDS,
    MARKS,
    QUOTED,
    SAYS,
    is_own,
)
from simulators.qbwc import enum_values, field_types, group_names, own_words

SHORTEST = 4
LONG_NUMBER = 7
"""From so many digits on, a number is nobody's by chance; a shorter one is looked for in texts only."""
NAMING = frozenset({"STR", "ID", "GUID"})


@dataclass(frozen=True, slots=True)
class Leak:
    """A value of the original that is in the result, and what it was."""

    value: str
    kind: str


def leaks(original: Capture, result: str, *, are_amounts_kept: bool = True) -> list[Leak]:
    """What of the original is in the text of a scrubbed log; there has to be nothing."""
    lowered, words = result.lower(), words_of(result)
    again = of_bytes(result.encode("utf-8", "replace")) if result else Capture(updates=())
    spoken = {word for value, _ in identities(again) for word in words_of(value)}
    found = dict[str, Leak]()
    for value, kind in dict.fromkeys(identities(original)):
        for word in searched_words(value):
            if word in (words if _is_telling(word) else spoken):
                found.setdefault(word, Leak(word, kind))
        whole = value.strip().lower()
        could_be = _is_telling(whole) and others(value) and words_of(value) <= words
        if could_be and _stands_in(whole, lowered):
            found.setdefault(whole, Leak(value, kind))
    if not are_amounts_kept:
        kept = {abs(one) for one in amounts_of(original)} & {abs(one) for one in amounts_of(again)}
        found |= {str(one): Leak(str(one), "amount") for one in kept if one}
    return list(found.values())


def not_searched(original: Capture) -> list[str]:
    """Words of identities that are the schema's own, or QuickBooks', or the log's: they are everywhere."""
    named = {word for value, _ in identities(original) for word in words_of(value) if len(word) >= SHORTEST}
    return sorted(named & vocabulary())


def searched_words(value: str) -> list[str]:
    return [word for word in others(value) if len(word) >= SHORTEST]


def others(value: str) -> set[str]:
    """The words of a value that are nobody else's."""
    return words_of(CODES.sub("", value)) - vocabulary()


def _stands_in(value: str, text: str) -> bool:
    """Whether a value is in a text, and not only as a part of longer words."""
    at = text.find(value)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(value) : at + len(value) + 1]
        if not (before.isalnum() and value[0].isalnum()) and not (after.isalnum() and value[-1].isalnum()):
            return True
        at = text.find(value, at + 1)
    return False


def _is_telling(text: str) -> bool:
    has_letter = any(one.isalpha() for one in text)
    return len(text) >= SHORTEST if has_letter else sum(one.isdigit() for one in text) >= LONG_NUMBER


def identities(capture: Capture) -> Iterator[tuple[str, str]]:
    """Every value that could name somebody or something, and what it is."""
    for update in capture.updates:
        yield from _of_update(update)
        for one in update.rounds:
            yield from _of_round(one)
    for event in capture.events:
        yield event.text, "event"
        yield event.below, "event"
    for element in fields_of(capture):
        tag, text = str(element.tag), (element.text or "").strip()
        if text and not _is_own(tag, text):
            yield text, tag
        if (element.tail or "").strip():
            yield str(element.tail), "text between fields"
        for name, attribute in element.attrib.items():
            yield from _of_attribute(str(name), str(attribute))


def _is_own(tag: str, text: str) -> bool:
    types = field_types().get(tag)
    if types is None:
        return False
    is_number = len(text) > LONGEST_COUNT and types == {"INT"}
    return (not types & NAMING and not is_number) or is_own(tag, text) or (tag == "DataExtName" and text in MARKS)


def _of_attribute(name: str, value: str) -> Iterator[tuple[str, str]]:
    kept = KEPT_ATTRIBUTES.get(name)
    if name != SAYS and (kept is None or not kept.fullmatch(value)):
        yield value, f"@{name}"
    if name == SAYS:
        for part in QUOTED.findall(value):
            yield part, f"@{name}"


def _of_update(update: Update) -> Iterator[tuple[str, str]]:
    for name in ("application", "user", "url", "host", "ticket", "owner_id", "file_id"):
        yield getattr(update, name), name
    if update.closed:
        yield update.closed, "closeConnection"
    if update.last_error:
        yield update.last_error, "getLastError"
    if update.connection_error:
        yield update.connection_error[1], "connectionError"


def _of_round(one: Round) -> Iterator[tuple[str, str]]:
    yield one.company_file, "company file"
    yield one.message, "message"
    if one.country not in ("", "US", "CA", "UK", "AU"):
        yield one.country, "country"


@cache
def vocabulary() -> frozenset[str]:
    """In lower case."""
    schema = {*field_types(), *group_names(), *enum_values(), *KEPT_ATTRIBUTES, *IDENTITIES, *KEPT_IDS, SAYS}
    own = {*own_words(), *MARK_WORDS, *MARKS, *APPLICATION, *GOODBYES, *WORDS, POS}
    return frozenset(word for text in (*schema, *own, *_frame()) for word in words_of(text))


def _frame() -> Iterator[str]:
    """The log's own words: those of an update in which nothing is said."""
    at = datetime(2000, 1, 1, tzinfo=UTC)
    one = Round(
        asked_at=at,
        processed_at=at,
        answered_at=at,
        request='<?xml version="1.0" encoding="utf-8"?><?qbxml version="1.0"?><?qbposxml?>',
        request_size=1,
        response_size=1,
        percent=1,
        company_file=".QBW",
    )
    update = Update(
        began_at=at,
        user=" ",
        application=" ",
        url="http://localhost https qbwc",
        version="1",
        host=" ",
        owner_id=" ",
        file_id=" ",
        word="nvu",
        postponed=1,
        connection_error=("", ""),
        last_error="",
        closed="",
        rounds=(one,),
    )
    by_hand = update.model_copy(update={"is_scheduled": False, "word": "", "postponed": 0})
    yield from log_of(Capture(updates=(update, by_hand)))
