"""What customers captured: read, explained, rebuilt, played again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer

from scenarios.captures import capture_file, reading, rebuild, timeline
from scenarios.captures.choosing import of_application, of_one_application
from scenarios.captures.faults_of import Fault
from scenarios.captures.jaggaer_side import jaggaer_side
from scenarios.captures.live import LiveResult, live
from scenarios.captures.model import SHARES, BadCapture, Parted, Problem, Round, Totals, Update, gathered
from scenarios.captures.replay import Replayed, replay
from scenarios.captures.seen import seen
from scenarios.commands.options import Application, Json, ProfileFile, Sent, profile_of, say
from scenarios.faults import known as known_faults
from simulators.qbwc import REQUESTS, save

MOST_SHOWN = 200
UNITS = {"HAR": "entries", "folder": "files"}


def register(app: typer.Typer) -> None:
    app.command("import")(import_)
    app.command("replay")(replay_)


def import_(
    logs: Sent,
    *,
    output: Annotated[Path, typer.Option("-o", "--output", help="The capture to write.")],
    application: Application = None,
    company: Annotated[Path | None, typer.Option(help="Write the company file as it must have been before.")] = None,
    tenant: Annotated[Path | None, typer.Option(help="Write what JAGGAER must have held.")] = None,
    profile: ProfileFile = None,
    json_: Json = False,
) -> None:
    """Read what a customer sent into a capture; what cannot be used is listed, and makes the exit status 1."""
    source, parts = reading.opened(logs)
    if application:
        parts = of_application(gathered(parts), application).parts()
    found = _Found(UNITS.get(source, "lines"))
    for part in found.counting(capture_file.write(parts, output, source)):
        if isinstance(part, Problem) and not json_ and len(found.problems) <= MOST_SHOWN:
            say(f"  {_place(part)}: {part.why} ({part.text})")
    if company:
        save(rebuild.start_of(of_one_application(capture_file.load(output), application)), company)
    if tenant:
        chosen = of_one_application(capture_file.load(output), application)
        side = jaggaer_side(seen(chosen), profile_of(profile))
        tenant.write_text(json.dumps(side.tenant.to_json(), indent=1), encoding="utf-8")
        found.unknown = side.unknown
    if json_:
        typer.echo(json.dumps(found.shown(), indent=2))
    else:
        found.say()
    if found.count:
        raise typer.Exit(1)


@dataclass(slots=True)
class _Found:
    """What an import gave: counts, the first problems, and how much of the files was used."""

    unit: str
    totals: Totals = field(default_factory=Totals)
    problems: list[Problem] = field(default_factory=list)
    count: int = 0
    updates: int = 0
    whole: int = 0
    requests: int = 0
    events: int = 0
    unknown: list[str] = field(default_factory=list)
    _is_damaged: bool = False

    def counting(self, parts: Iterable[Parted]) -> Iterator[Parted]:
        for part in parts:
            match part:
                case Round():
                    self.requests += part.request is not None
                    self._is_damaged = self._is_damaged or not part.is_whole
                case Update():
                    self.updates += 1
                    self.whole += part.is_whole and not self._is_damaged
                    self._is_damaged = False
                case Problem():
                    self.count += 1
                    if len(self.problems) <= MOST_SHOWN:
                        self.problems.append(part)
                case Totals():
                    self.totals += part
                case _:
                    self.events += 1
            yield part

    def shown(self) -> dict[str, Any]:
        return {
            "updates": self.updates,
            "whole": self.whole,
            "requests": self.requests,
            "events": self.events,
            "problems": [one.model_dump() for one in self.problems[:MOST_SHOWN]],
            "more_problems": max(self.count - MOST_SHOWN, 0),
            "unknown": self.unknown,
            "unit": self.unit,
            "totals": self.totals.model_dump(),
        }

    def say(self) -> None:
        if self.count > MOST_SHOWN:
            say(f"  … and {self.count - MOST_SHOWN} more; the capture has them all.")
        say(f"{self.updates} updates, {self.whole} of them whole, with {self.requests} requests; {self.events} events.")
        say(totals_in_words(self.totals, self.unit))
        if self.unknown:
            say("What of JAGGAER cannot be known from it:")
        for one in self.unknown:
            say(f"  {one}")


def totals_in_words(totals: Totals, unit: str) -> str:
    """How much was used, in one line that adds up."""
    words = {"calls": "in calls", "events": "in events", "empty": "empty or banner", "unused": "not used"}
    shares = [(words[name], getattr(totals, name)) for name in SHARES]
    listed = " + ".join(f"{share.bytes:,} {word} ({share.lines:,} {unit})" for word, share in shares)
    return f"{totals.bytes:,} bytes, {totals.lines:,} {unit}: {listed}."


def _place(problem: Problem) -> str:
    where = (
        f"line {problem.line}" if problem.unused < 2 else f"lines {problem.line} to {problem.line + problem.unused - 1}"
    )
    return f"{problem.file}, {where}" if problem.file else where


def replay_(
    capture: Annotated[Path, typer.Argument(help="A capture of “scenarios import”, or what it reads.")],
    *,
    application: Application = None,
    tenant: Annotated[
        Path | None, typer.Option(help="What JAGGAER held then, in J1P's own shapes; what the log shows if left out.")
    ] = None,
    profile: ProfileFile = None,
    is_live: Annotated[
        bool,
        typer.Option("--live/--strict", help="Run on with a rebuilt company file, or stop at the first difference."),
    ] = False,
    fault: Annotated[
        list[str] | None, typer.Option(help="With --live: one of “scenarios faults”, as lose_answer@BillAdd#1.")
    ] = None,
    json_: Json = False,
) -> None:
    """Play a log again, to the first difference or with live fakes; exit status 1 if it does not go as it went."""
    chosen = of_one_application(reading.read(capture), application)
    policy = profile_of(profile)
    if tenant:
        known = timeline.read(tenant)
    else:
        side = jaggaer_side(seen(chosen), policy)
        known, policy = timeline.Timeline(side.tenant), side.profile
    done = (
        live(chosen, known, policy, [_fault(one) for one in fault or []]) if is_live else replay(chosen, known, policy)
    )
    if json_:
        typer.echo(json.dumps(asdict(done), indent=2))
    for line in () if json_ else _in_words(done):
        say(line)
    if _has_failed(done):
        raise typer.Exit(1)


def _has_failed(done: Replayed | LiveResult) -> bool:
    return bool(done.difference if isinstance(done, Replayed) else (done.missing or done.more or done.failures))


def _in_words(done: Replayed | LiveResult) -> Iterator[str]:
    if isinstance(done, Replayed):
        yield from (f"  left out: {one}" for one in done.left_out)
        yield f"✗ {done.difference}" if done.difference else f"✓ {done.rounds} requests, no difference."
        return
    yield from (f"✗ only the log led to {one}" for one in done.missing)
    yield from (f"✗ only this run led to {one}" for one in done.more)
    yield from (f"✗ {one}" for one in done.failures)
    if not _has_failed(done):
        yield f"✓ {len(done.told)} updates led to the same books, and everything holds."


def _fault(text: str) -> Fault:
    """As ``lose_answer@BillAdd#2``: a name, a request, and which one."""
    name, _, at = text.partition("@")
    on, _, nth = at.partition("#")
    if name not in known_faults("quickbooks") or (on and on not in REQUESTS) or (nth and not nth.isdecimal()):
        raise BadCapture(f"“{text}” is no fault. “scenarios faults” lists them; write one as lose_answer@BillAdd#1.")
    return Fault(name, on, int(nth or 1))
