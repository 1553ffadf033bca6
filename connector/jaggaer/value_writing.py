"""Values of custom fields as they are written to JAGGAER, and as it shows them; all of it is assumed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from connector.domain.outgoing import OutgoingValue, OutgoingValues
from connector.jaggaer.payload import Json, wire_text

TRUE, FALSE = "true", "false"
"""JAGGAER writes booleans as texts (UCLA)."""


def part(values: OutgoingValues) -> str:
    """What is said of one record of QuickBooks', without the brackets of a list."""
    return ",".join(wire_text(_row(one)) for one in values.values)


def request(field: str, parts: Sequence[str]) -> str:
    return f'{{"name":{wire_text_of(field)},"values":[{",".join(parts)}]}}'


def wire_text_of(text: str) -> str:
    """A text as JSON has it."""
    return wire_text({"name": text}).partition(":")[2].strip().removesuffix("}")


def offered(rows: Iterable[Json], field: str) -> dict[str, OutgoingValue]:
    """What JAGGAER shows of a field, by value."""
    return {
        str(row["value"]): OutgoingValue(
            str(row["value"]), str(row.get("description", "")), is_active=str(row.get("active", TRUE)).lower() != FALSE
        )
        for row in rows
        if str(row.get("name")) == field and isinstance(row.get("value"), str)
    }


def _row(value: OutgoingValue) -> Json:
    return {
        "value": value.value,
        "description": value.description,
        "active": TRUE if value.is_active else FALSE,
    }
