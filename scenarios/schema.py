"""What a story may say: the model behind the YAML, its JSON Schema, and its errors."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

MAX_BYTES = 256 * 1024
SPAN = re.compile(r"^(\d+)\s*(s|m|h|d)$")
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class BadStory(Exception):
    """A story that cannot be played; the text says where and what would be right."""


class _Loader(yaml.SafeLoader):
    """YAML 1.1 takes the bare words on, off, yes and no for booleans; here only true and false are."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, rule) for tag, rule in rules if tag != "tag:yaml.org,2002:bool"]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def _span(value: object) -> object:
    match = SPAN.match(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError("a time is a number and s, m, h or d, as 15m")
    return timedelta(**{UNITS[match[2]]: int(match[1])})


Span = Annotated[timedelta, BeforeValidator(_span)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GivenSupplier(Part):
    name: str
    number: str | None = None


class GivenInvoice(Part):
    number: str = Field(description="JAGGAER's number, I and digits.", pattern=r"^I\d{5}$")
    supplier: str
    supplier_invoice: str
    total: str = Field(pattern=r"^\d+\.\d\d$")
    account: str = "6120"
    state: Literal["payable", "pending"] = "payable"


class GivenJaggaer(Part):
    suppliers: list[GivenSupplier] = []
    invoices: list[GivenInvoice] = []


class GivenQuickBooks(Part):
    vendors: list[str] = []


class Given(Part):
    quickbooks: GivenQuickBooks = GivenQuickBooks()
    jaggaer: GivenJaggaer = GivenJaggaer()


class Injection(Part):
    to: Literal["quickbooks"]
    fault: str
    on: str
    nth: int = Field(1, ge=1)


class Inject(Part):
    """Let a fault strike: which machine, which fault, at which request."""

    inject: Injection


class Advance(Part):
    """Let time pass."""

    advance: Span


Phrase = Literal["poll jaggaer", "update web connector", "restart connector"]
Step = Phrase | Inject | Advance


class ExpectedBill(Part):
    reference: str
    vendor: str
    total: str


class ExpectedQuickBooks(Part):
    bills: list[ExpectedBill]


class Then(Part):
    """``settle`` lets updates run for that long before anything is looked at."""

    settle: Span | None = None
    quickbooks: ExpectedQuickBooks | None = None
    exceptions: Literal["none"] | list[str] = "none"
    reached: list[str] = []
    invariants: Literal["all"] = "all"


class Scenario(Part):
    name: str
    proves: str
    seed: int = 1
    given: Given = Given()
    steps: list[Step]
    then: Then


def json_schema() -> dict[str, Any]:
    return Scenario.model_json_schema()


def read_story(file: Path) -> Scenario:
    """One story of a file; whatever is wrong with it is said in one line."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise BadStory(f"{file} cannot be read. Check the path.") from error
    if len(content) > MAX_BYTES:
        raise BadStory(f"{file} is larger than {MAX_BYTES // 1024} KiB.")
    try:
        loaded = yaml.load(content, _Loader)  # noqa: S506 # a safe loader with fewer booleans
        return Scenario.model_validate(loaded)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" line {mark.line + 1}" if mark else ""
        raise BadStory(f"{file}{where} is not YAML. Correct that line.") from error
    except (ValidationError, RecursionError) as error:
        raise BadStory(f"{file}: {_first(error)}.") from error


def _first(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return "it is nested too deeply"
    # Of the ways a part can be read, the one that went furthest means it most; a wrong value before a missing one.
    fault = max(error.errors(), key=lambda one: (len(one["loc"]), one["type"] == "value_error"))
    where = ".".join(str(step) for step in fault["loc"]) or "the story"
    return f"{where}: {fault['msg'][:1].lower()}{fault['msg'][1:]}"
