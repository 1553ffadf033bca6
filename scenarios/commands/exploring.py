"""Exploring: random stories, as many as there is time for, and the files of those that do not hold."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from scenarios.commands.options import Json, say
from scenarios.coverage import CoverageTotals
from scenarios.exploring.events import fault_kinds
from scenarios.exploring.explore import Run, runs
from scenarios.exploring.reachable import listed, missing
from scenarios.exploring.saved import SavedFailure, one_per_check, save, with_minimal
from scenarios.reached import REACHED
from scenarios.schema import GivenSchedule, first
from scenarios.shared import processes, shared
from scenarios.story import BadStory

FEW = 20
PLAYS = 120
ENDED_EARLY = 130


def register(app: typer.Typer) -> None:
    app.command()(explore)


@dataclass(slots=True)
class _Found:
    """What came of it so far; the runs that do not hold are among the others."""

    seconds: float = 0.0
    runs: list[Run] = field(default_factory=list)
    saved: list[SavedFailure] = field(default_factory=list)
    covered: CoverageTotals = field(default_factory=CoverageTotals)
    is_ended: bool = False


def explore(
    *,
    most: Annotated[int | None, typer.Option("--runs", min=1, help="So many stories; 20 without --minutes.")] = None,
    minutes: Annotated[float | None, typer.Option(min=0.01, help="Stories for so long.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="The first story's seed; the others follow.")] = 1,
    every: Annotated[str | None, typer.Option(help="How often polls and updates come; else drawn.")] = None,
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes; one to a core if left out.")] = None,
    out: Annotated[Path, typer.Option(help="Folder for the stories that do not hold.")] = Path("out/explored"),
    plays: Annotated[int, typer.Option(min=0, help="To make a story smaller; 0 leaves it as it is.")] = PLAYS,
    all_cells: Annotated[bool, typer.Option("--all-cells", help="Also fail if a known cell is not reached.")] = False,
    cells: Annotated[Path | None, typer.Option(help="Write the list of what was reached, for --all-cells.")] = None,
    json_: Json = False,
) -> None:
    """Play random stories; exit status 1 if one does not hold, 130 if it was ended early."""
    if most is None and minutes is None:
        most = FEW
    out.mkdir(parents=True, exist_ok=True)  # a folder that cannot be used is said before anything is played
    found, pace = _Found(), _schedule(every)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with (
        _ended_by_sigterm_too(),
        Progress(*columns, console=Console(stderr=True), disable=json_, transient=True) as progress,
    ):
        task = progress.add_task("drawing", total=minutes * 60 if minutes else most)
        try:
            for one in runs(seed, most, pace, processes(jobs), lambda: _is_over(progress, task, minutes)):
                found.runs.append(one)
                found.covered.add(one.cells, one.marks)
                found.saved += [save(one, pace, out)] if one.failures else []
                done = _elapsed(progress, task) if minutes else len(found.runs)
                progress.update(task, completed=done, description=_so_far(found))
            found.seconds = _elapsed(progress, task)
            _look_into(found, progress, pace, plays, processes(jobs))
        except KeyboardInterrupt:
            found.is_ended = True
        found.seconds = found.seconds or _elapsed(progress, task)
    if cells:
        cells.write_text(listed(found.covered, len(found.runs)), encoding="utf-8")
    unreached = list(missing(found.covered)) if all_cells else []
    if json_:
        typer.echo(json.dumps(_report(found) | {"not_reached": unreached}, indent=2))
    else:
        for line in (*_failures(found), *_summary(found), *(f"✗ not reached: {one}" for one in unreached)):
            say(line)
    if found.saved or unreached or found.is_ended:
        raise typer.Exit(1 if found.saved or unreached else ENDED_EARLY)


def _look_into(found: _Found, progress: Progress, every: timedelta | None, plays: int, jobs: int) -> None:
    """Of each check that fails, one story is made as small as it gets."""
    chosen = one_per_check(found.saved) if plays else []
    task = progress.add_task("making smaller what does not hold", total=len(chosen), visible=bool(chosen))
    for one in shared(with_minimal, [(failure, every, plays) for failure in chosen], jobs, at_once=1):
        found.saved = [one if failure.run.seed == one.run.seed else failure for failure in found.saved]
        progress.advance(task)


@contextmanager
def _ended_by_sigterm_too() -> Iterator[None]:
    """Whatever ends it, a time limit as well as Ctrl-C, gets to hear what was found so far."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _schedule(every: str | None) -> timedelta | None:
    try:
        return GivenSchedule.model_validate({"every": every}).every
    except ValidationError as error:
        raise BadStory(f"--every {every}: {first(error, GivenSchedule)[1]}") from error


def _elapsed(progress: Progress, task: TaskID) -> float:
    return progress.tasks[task].elapsed or 0.0


def _is_over(progress: Progress, task: TaskID, minutes: float | None) -> bool:
    return minutes is not None and _elapsed(progress, task) >= minutes * 60


def _failures(found: _Found) -> Iterator[str]:
    """What does not hold: those that were made smaller, and how many others fail by the same check."""
    for check in dict.fromkeys(one.run.check for one in found.saved):
        same = [one for one in found.saved if one.run.check == check]
        failure = next((one for one in same if one.minimal), same[0])
        yield f"✗ seed {failure.run.seed}, {failure.run.documents} documents: {failure.run.failures[0]}"
        if failure.minimal is not None:
            yield f"    the smallest form of it has {failure.events} events: {failure.minimal}"
        yield f"    once more: {failure.again}"
        if same[1:]:
            others = ", ".join(str(one.run.seed) for one in same if one != failure)
            yield f"    the same check fails with the seeds {others}"


def _so_far(found: _Found) -> str:
    failed = f", {len(found.saved)} do not hold" if found.saved else ""
    return f"{len(found.runs)} stories{failed}"


def _summary(found: _Found) -> Iterator[str]:
    runs_ = found.runs
    if not runs_:
        yield "No story was played to its end."
        return
    documents, calls = sum(one.documents for one in runs_), sum(one.calls for one in runs_)
    days, pace = sum(one.hours for one in runs_) / 24, len(runs_) / max(found.seconds, 0.001)
    seeds = sorted(one.seed for one in runs_)
    yield (
        f"{len(runs_)} stories (seeds {seeds[0]} to {seeds[-1]}) in {found.seconds:.0f} s, {pace:.2f} a second: "
        f"{documents} documents, {calls} calls, {days:.0f} days of the machines' time."
    )
    yield from _coverage(found.covered)
    checks = {one.run.check for one in found.saved}
    yield f"{len(found.saved)} do not hold, by {len(checks)} checks." if found.saved else "All of them hold."
    if found.is_ended:
        yield f"Ended early; “--seed {seeds[-1] + 1}” goes on."


def _coverage(covered: CoverageTotals) -> Iterator[str]:
    known = {one.name for one in fault_kinds()}
    struck = known & covered.faults
    yield (
        f"{len(struck)} of {len(known)} faults struck, in {len(covered.cells)} states of the protocol all told; "
        f"{len(covered.marks)} of {len(REACHED)} marks were reached."
    )
    missing = [*sorted(known - struck), *(mark for mark in REACHED if mark not in covered.marks)]
    if 0 < len(missing) <= FEW:
        yield f"Not seen: {', '.join(missing)}."


def _report(found: _Found) -> dict[str, object]:
    return {
        "runs": len(found.runs),
        "seconds": round(found.seconds, 1),
        "documents": sum(one.documents for one in found.runs),
        "calls": sum(one.calls for one in found.runs),
        "ended_early": found.is_ended,
        "coverage": found.covered.shown(),
        "failed": [one.shown() for one in found.saved],
    }
