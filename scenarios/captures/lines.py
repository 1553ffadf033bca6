"""
The lines of a file of any size: as UTF-8 bytes, and never more of one in memory than ``MAX_LINE``.

A log of Windows may come as UTF-8, with a byte order mark, as UTF-16, or in the code page of a program of that age.
"""

from __future__ import annotations

from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

MAX_LINE = 32 * 1024 * 1024
SNIFFED = 4096
UTF8_MARK = b"\xef\xbb\xbf"
MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
CHUNK = 1024 * 1024
ODD = b"\xff"
"""A byte of half a character; UTF-8 has no such byte."""


@dataclass(frozen=True, slots=True)
class Lines:
    """
    ``raw`` gives every line with its end, a longer one in pieces of ``MAX_LINE``.

    ``weigh`` says how many bytes of the file such lines took, and ``mark`` how many its byte order mark did.
    """

    raw: Iterator[bytes]
    weigh: Callable[[bytes], int] = len
    mark: int = 0


def lines_of(stream: BinaryIO) -> Lines:
    """The stream has to be at its beginning, and to be seekable."""
    head = stream.read(SNIFFED)
    stream.seek(0)
    encoding = _utf_16(head)
    if encoding:
        has_mark = head[:2] in MARKS
        stream.seek(2 * has_mark)
        return Lines(_transcoded(stream, encoding), partial(_weight, encoding), 2 * has_mark)
    mark = len(UTF8_MARK) if head.startswith(UTF8_MARK) else 0
    stream.seek(mark)
    return Lines(iter(partial(stream.readline, MAX_LINE), b""), len, mark)


def text_of(raw: bytes) -> str:
    """The text of some bytes; what is no UTF-8 is read as a Windows program of that age writes it."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _utf_16(head: bytes) -> str:
    if head[:2] in MARKS:
        return MARKS[head[:2]]
    even, odd = head[::2], head[1::2]
    for zeros, others, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if len(head) > 3 and zeros.count(0) > len(zeros) * 3 // 4 and others.count(0) < len(others) // 4:
            return encoding
    return ""


def _transcoded(stream: BinaryIO, encoding: str) -> Iterator[bytes]:
    """Lines in UTF-8; lone surrogates stay countable, and so does an odd byte at the end."""
    decoder = getincrementaldecoder(encoding)("surrogatepass")
    rest = ""
    while chunk := stream.read(CHUNK):
        *whole, rest = (rest + decoder.decode(chunk)).split("\n")
        for line in whole:
            yield _utf_8(f"{line}\n")
        if len(rest) >= MAX_LINE:
            yield _utf_8(rest)
            rest = ""
    pending = decoder.getstate()[0]
    if rest or pending:
        yield _utf_8(rest) + ODD * len(pending)


def _utf_8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _weight(encoding: str, raw: bytes) -> int:
    text = raw.rstrip(ODD)
    return len(text.decode("utf-8", "surrogatepass").encode(encoding, "surrogatepass")) + len(raw) - len(text)
