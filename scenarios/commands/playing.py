"""Playing stories: a few to look at, or all of them to decide about a release."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from scenarios import gate, library
from scenarios.captures.timeline import Timeline, to_json
from scenarios.director import Result, performed
from scenarios.shared import processes, shared
from scenarios.story import BadStory
from scenarios.tell import tell
from scenarios.world import World

Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
Jobs = Annotated[int | None, typer.Option(min=1, help="Processes; one to a core if left out.")]
console = Console()


def register(app: typer.Typer) -> None:
    app.command()(run)
    app.command("gate")(gate_)


def run(
    which: Annotated[list[str] | None, typer.Argument(help="Ids of stories, or files; all if left out.")] = None,
    *,
    seed: Annotated[int | None, typer.Option(help="Another seed than the story's own.")] = None,
    sockets: Annotated[bool, typer.Option("--sockets", help="Real loopback HTTP instead of calls in-process.")] = False,
    jobs: Jobs = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Tell what the machines said.")] = False,
    transcript: Annotated[Path | None, typer.Option(help="Write the transcript of one story as JSON lines.")] = None,
    log: Annotated[Path | None, typer.Option(help="Write the QWCLog.txt of one story.")] = None,
    tenant: Annotated[Path | None, typer.Option(help="Write what JAGGAER held at the end of one story.")] = None,
    json_: Json = False,
) -> None:
    """Play stories; exit status 1 if one does not hold."""
    chosen = [library.find(one) for one in which] if which else list(library.stories())
    files = {name: file for name, file in (("transcript", transcript), ("log", log), ("tenant", tenant)) if file}
    if files and len(chosen) != 1:
        raise BadStory("These files are of one story. Name it.")
    results = []
    how = _How(seed, sockets, verbose, tuple(files))
    given = [(one, how) for one in chosen]
    for story, (result, told, texts) in zip(chosen, shared(_played, given, processes(jobs)), strict=True):
        results.append((story.id, result))
        for name, text in texts.items():
            files[name].write_text(text, encoding="utf-8", newline="")
        if not json_:
            _show(story, result, told)
    if json_:
        found = [{"id": id_, "passed": result.passed, **asdict(result)} for id_, result in results]
        typer.echo(json.dumps({"results": found}, indent=2))
    if not all(result.passed for _, result in results):
        raise typer.Exit(1)


@dataclass(frozen=True, slots=True)
class _How:
    """``texts`` names the files that are wanted."""

    seed: int | None
    sockets: bool
    verbose: bool
    texts: tuple[str, ...]


def _played(story: library.Story, how: _How) -> tuple[Result, list[str], dict[str, str]]:
    """A story's result, what the machines said, and the texts of the files that are wanted."""
    world, result = performed(story.scenario, how.seed, sockets=how.sockets)
    told = list(tell(world.transcript)) if how.verbose else []
    return result, told, {name: TEXTS[name](world) for name in how.texts}


TEXTS: dict[str, Callable[[World], str]] = {
    "transcript": lambda world: world.transcript.text(),
    "log": lambda world: world.qwclog(),
    "tenant": lambda world: json.dumps(to_json(Timeline(world.tenant, world.snapshots)), indent=1),
}


def _show(story: library.Story, result: Result, told: Iterable[str]) -> None:
    for line in told:
        _say(line)
    _say(f"{'✓' if result.passed else '✗'} {story.id}  {result.name}")
    for failure in result.failures:
        _say(f"    {failure}")
    if not result.passed:
        _say(f"    once more: scenarios run {story.found_by} --seed {result.seed} -v")


def gate_(
    which: Annotated[list[str] | None, typer.Argument(help="Ids, files or folders; the library if left out.")] = None,
    *,
    seeds: Annotated[int, typer.Option(min=1, help="How many seeds each story is played with.")] = 1,
    jobs: Jobs = None,
    junitxml: Annotated[Path | None, typer.Option(help="Write a JUnit XML file.")] = None,
    report_json: Annotated[Path | None, typer.Option(help="Write the report as JSON.")] = None,
    github: Annotated[bool, typer.Option("--github", envvar="GITHUB_ACTIONS", help="Annotate for GitHub.")] = False,
    json_: Json = False,
) -> None:
    """Whether a release may go out: every story has to hold; exit status 1 if one does not."""
    chosen = [story for one in which for story in _chosen(one)] if which else list(library.stories())
    if not chosen:
        raise BadStory("There is no story there. Name a folder that has some.")
    cases = []
    for case in gate.run(chosen, seeds, processes(jobs)):
        cases.append(case)
        if not json_:
            _say(f"{'✓' if case.passed else '✗'} {case.name}")
    report = gate.report(cases)
    if junitxml:
        _write(junitxml, gate.junit(cases))
    if report_json:
        _write(report_json, json.dumps(report, indent=2).encode())
    for line in gate.github_lines(cases) if github else ():
        typer.echo(line, err=json_)
    if json_:
        typer.echo(json.dumps(report, indent=2))
    else:
        _tell(cases)
    if not report["passed"]:
        raise typer.Exit(1)


def _tell(cases: Sequence[gate.Case]) -> None:
    failed = [case for case in cases if not case.passed]
    for case in failed:
        for failure in case.failures or (case.error,):
            _say(f"✗ {case.name}: {failure}")
        _say(f"    once more: {case.again}")
    _say(f"{len(failed)} of {len(cases)} do not hold." if failed else f"All {len(cases)} hold.")


def _chosen(name: str) -> Iterable[library.Story]:
    return library.folder(Path(name)) if Path(name).is_dir() else [library.find(name)]


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def _say(text: str) -> None:
    console.print(text, highlight=False, markup=False, soft_wrap=True)
