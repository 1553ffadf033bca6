"""
Which vendors have a name like a supplier's: for a person to choose from, never for the connector to choose by.

Legal forms, punctuation and case do not count. Only names that share a word are compared.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

LEGAL = frozenset({"inc", "incorporated", "llc", "ltd", "limited", "corp", "corporation", "co", "company", "lp", "plc"})
COMMON = frozenset({"the", "and", "of"})
WORD = re.compile(r"[^\W_]+")
LEAST, MOST = 50, 3
"""Of 100: what is less alike is not shown, and no more than so many are."""
TOO_MANY = 50
"""A word that more vendors share says little of any."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """``score`` goes from 0 to 100, which is the same name."""

    vendor: str
    score: int

    def __str__(self) -> str:
        return f"{self.vendor} ({self.score})"


class Likeness:
    """The names of vendors, by their words."""

    def __init__(self, vendors: Iterable[str]) -> None:
        self._by_word: defaultdict[str, set[str]] = defaultdict(set)
        for name in vendors:
            for word in _words(name):
                self._by_word[word].add(name)

    def of(self, supplier: str) -> tuple[Candidate, ...]:
        """Those that are alike, the likest first."""
        words = _words(supplier)
        telling = [word for word in words if len(self._by_word.get(word, ())) <= TOO_MANY] or words[:1]
        likely = {name for word in telling for name in self._by_word.get(word, ())}
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(" ".join(words))
        found = [Candidate(name, _score(matcher, name)) for name in sorted(likely)]
        return tuple(sorted((one for one in found if one.score >= LEAST), key=lambda one: -one.score)[:MOST])


def is_alike(one: str, other: str) -> bool:
    """Whether two names are the same but for legal forms, punctuation and case."""
    return bool(_words(one)) and _words(one) == _words(other)


def _score(matcher: SequenceMatcher[str], name: str) -> int:
    matcher.set_seq1(" ".join(_words(name)))
    return round(100 * matcher.ratio())


def _words(name: str) -> list[str]:
    found = [word for word in WORD.findall(name.casefold()) if word not in COMMON]
    return [word for word in found if word not in LEGAL] or found
