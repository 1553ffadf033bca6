"""A capture: what one Web Connector and one service said to each other, update by update."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, TypeAdapter, ValidationError

OWNER = re.compile(r"<OwnerID>([^<]{1,60})</OwnerID>")
FILE_ID = re.compile(r"<DataExtName>FileID</DataExtName>")
VALUE = re.compile(r"<DataExtValue>([^<]{1,60})</DataExtValue>")


def _is_plausible(instant: datetime) -> datetime:
    if not 2000 <= instant.year <= 2100:
        raise ValueError("no year that QuickBooks could have")
    return instant


Instant = Annotated[AwareDatetime, AfterValidator(_is_plausible)]


class BadCapture(Exception):
    """A file that cannot be used as a capture; the text says why and what to do."""


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Problem(Part):
    """Something in a log that could not be used, and where it is."""

    line: int
    text: str
    why: str


class Round(Part):
    """
    One request and its answer. ``processed_at`` is when it went to QuickBooks; ``answered_at`` is None where no
    answer was brought, ``percent`` where the service said nothing to it. ``is_whole`` is false where the log cut
    the XML.
    """

    asked_at: Instant
    hcp: str = ""
    company_file: str = ""
    country: str = ""
    version: tuple[int, int] = (0, 0)
    request: str | None = None
    processed_at: Instant | None = None
    answered_at: Instant | None = None
    response: str = ""
    hresult: str = ""
    message: str = ""
    percent: int | None = None
    is_whole: bool = True


class Update(Part):
    """
    ``word`` is what authenticate answered: empty where there was work. ``connection_error`` is code and message of a
    QuickBooks out of reach, ``last_error`` what getLastError said, ``closed`` what closeConnection did, if they came.
    """

    began_at: Instant
    application: str = ""
    user: str = ""
    ticket: str = ""
    word: str = ""
    connection_error: tuple[str, str] | None = None
    last_error: str | None = None
    closed: str | None = None
    rounds: tuple[Round, ...] = ()
    is_whole: bool = True

    def identity(self) -> tuple[str, str] | None:
        """OwnerID and FileID of the connection, as the company file had them at the first request."""
        for extension in (self.rounds[0].hcp if self.rounds else "").split("</DataExtRet>"):
            owner, value = OWNER.search(extension), VALUE.search(extension)
            if FILE_ID.search(extension) and owner and value:
                return owner[1], value[1]
        return None


class Capture(Part):
    updates: tuple[Update, ...]
    problems: tuple[Problem, ...] = ()

    def save(self, file: Path) -> None:
        file.write_text(self.model_dump_json(indent=1), encoding="utf-8")


def load(file: Path) -> Capture:
    try:
        return TypeAdapter(Capture).validate_json(file.read_bytes())
    except OSError as error:
        raise BadCapture(f"{file} cannot be read. Check the path.") from error
    except ValidationError as error:
        raise BadCapture(f"{file} is not a capture. Make one with “scenarios import LOG -o {file}”.") from error
