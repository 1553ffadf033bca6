"""Companies that are stopped, as people and programs are told of them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from connector.bootstrap import Connector
from connector.cli.output import say
from connector.flow.stops import TITLES, Road, Stop

LOOK = "Look whether this machine and that one reach each other: connector ping {company}"
ROADS = tuple(road.value for road in Road)
Stopped = Mapping[str, Mapping[Road, Stop]]


def stopped(connector: Connector, names: Iterable[str], roads: Container[str] = ROADS) -> Stopped:
    """The companies that are stopped, on one of these roads."""
    found = {name: {road: one for road, one in connector.stops(name).items() if road.value in roads} for name in names}
    return {name: stops for name, stops in found.items() if stops}


def say_stopped(stopped: Stopped) -> None:
    for name, stops in stopped.items():
        say(f"{name} is stopped.")
        say_stops({road.value: stop for road, stop in stops.items()})


def say_stops(stops: Mapping[str, Stop]) -> None:
    """The stops of a company, before anything else about it."""
    for road, stop in stops.items():
        say(f"  ✗ {TITLES[Road(road)]} ({road}).\n    {stop}")


def as_exceptions(stopped: Stopped) -> list[dict[str, object]]:
    """Stops as the exceptions that they are: of no document, and over by themselves when the next one goes well."""
    return [_as_exception(name, road, stop) for name, stops in stopped.items() for road, stop in stops.items()]


def _as_exception(company: str, road: Road, stop: Stop) -> dict[str, object]:
    does = LOOK.format(company=company) if stop.passes else stop.remedy
    return {
        "company": company,
        "id": road.value,
        "code": road.value,
        "title": TITLES[road],
        "why": stop.what,
        "steps": [{"who": "the connector's operator", "does": does}] if does else [],
        "connector": "It tries again by itself, and this ends with the first that goes well.",
        "answers": [],
        "documents": [],
        "since": stop.since.isoformat(),
        "times": stop.times,
    }
