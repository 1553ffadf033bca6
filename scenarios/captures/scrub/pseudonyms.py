"""
Keyed pseudonyms of the same shape: letters become letters of the same case, digits digits, all else stays.

A text is replaced word by word, so that a name in a memo becomes what the name itself becomes. Within one run a word
has one pseudonym and a pseudonym one word; none is a word of the original. The key is drawn for the run and
forgotten.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import string
from collections.abc import Set

TOKEN = re.compile(r"[^\W_]+")
HEX = re.compile(r"(?=.*[a-f])(?=.*\d)[0-9a-f]{6,}")
GUID = r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
WORDS = re.compile(rf"(?<![^\W_]){GUID}(?![^\W_])|{TOKEN.pattern}")
SHORT = 2
TRIES = 200
LETTERS, DIGITS, HEX_DIGITS = string.ascii_lowercase, string.digits, "0123456789abcdef"
NOTHING_KEPT: Set[str] = frozenset()


class Pseudonyms:
    """``avoided`` are the words of the original in lower case: no pseudonym is one of them."""

    def __init__(self, key: bytes, avoided: Set[str]) -> None:
        self._key = key
        self._avoided = avoided
        self._of: dict[str, str] = {}
        self._taken: set[str] = set()

    def text(self, text: str, kept: Set[str] = NOTHING_KEPT) -> str:
        """Every word of a text but those that are kept."""
        return WORDS.sub(lambda found: found[0] if found[0] in kept else self._of_any(found[0]), text)

    def _of_any(self, word: str) -> str:
        if "-" not in word:
            return self.word(word)
        drawn = iter(self.word(word.replace("-", "")))  # a GUID, with or without its hyphens
        return "".join(one if one == "-" else next(drawn) for one in word)

    def word(self, word: str) -> str:
        plain = word.lower()
        if len(plain) != len(word):
            plain = word
        base = self._of.get(plain)
        if base is None:
            base = self._of[plain] = self._drawn(plain)
            self._taken.add(base)
        return "".join(new.upper() if old.isupper() else new for old, new in zip(word, base, strict=True))

    def number(self, label: str, most: int) -> int:
        """A number from 1 on that belongs to a label, the same throughout the run."""
        return int.from_bytes(self._bytes(f"number/{label}", 8)) % most + 1

    def _drawn(self, plain: str) -> str:
        draw = self._hex if HEX.fullmatch(plain) else self._shaped
        for attempt in range(TRIES):
            found = draw(plain, attempt)
            if found != plain and found not in self._taken and (len(plain) <= SHORT or found not in self._avoided):
                return found
        return self._of_few(plain)

    def _of_few(self, plain: str) -> str:
        """Of short words there are few: the first that is free, or any, should all be taken."""
        domain = _domain(plain) if len(plain) <= SHORT else []
        free = [one for one in domain if one not in self._taken]
        return next((one for one in free if one != plain), free[0] if free else self._shaped(plain, 0))

    def _shaped(self, plain: str, attempt: int) -> str:
        drawn = self._bytes(f"{attempt}/{plain}", len(plain))
        return "".join(
            _digit(old, byte, at) if old.isdigit() else LETTERS[byte % 26]
            for at, (old, byte) in enumerate(zip(plain, drawn, strict=True))
        )

    def _hex(self, plain: str, attempt: int) -> str:
        drawn = self._bytes(f"{attempt}/{plain}", len(plain))
        return "".join(HEX_DIGITS[byte % 16] for byte in drawn)

    def _bytes(self, label: str, count: int) -> bytes:
        seed = hmac.new(self._key, label.encode("utf-8", "replace"), hashlib.sha256).digest()
        return hashlib.shake_256(seed).digest(count)


def _digit(old: str, byte: int, place: int) -> str:
    """A number that does not begin with nought still does not."""
    if place == 0:
        return "0" if old == "0" else DIGITS[1 + byte % 9]
    return DIGITS[byte % 10]


def _domain(plain: str) -> list[str]:
    found = [""]
    for at, old in enumerate(plain):
        choices = LETTERS if not old.isdigit() else (DIGITS[1:] if at == 0 and old != "0" else DIGITS)
        found = [before + one for before in found for one in choices]
    return found


def words_of(text: str) -> set[str]:
    """The words of a text in lower case; a GUID is one, without its hyphens."""
    return {one.lower().replace("-", "") for one in WORDS.findall(text)}
