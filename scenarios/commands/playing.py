"""Playing stories: a few to look at, or all of them to decide about a release."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from scenarios import gate, library
from scenarios.director import Result, performed
from scenarios.schema import BadStory
from scenarios.tell import tell

Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
console = Console()


def register(app: typer.Typer) -> None:
    app.command()(run)
    app.command("gate")(gate_)


def run(
    which: Annotated[list[str] | None, typer.Argument(help="Ids of stories, or files; all if left out.")] = None,
    *,
    seed: Annotated[int | None, typer.Option(help="Another seed than the story's own.")] = None,
    sockets: Annotated[bool, typer.Option("--sockets", help="Real loopback HTTP instead of calls in-process.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Tell what the machines said.")] = False,
    transcript: Annotated[Path | None, typer.Option(help="Write the transcript of one story as JSON lines.")] = None,
    log: Annotated[Path | None, typer.Option(help="Write the QWCLog.txt of one story.")] = None,
    tenant: Annotated[Path | None, typer.Option(help="Write what JAGGAER held at the end of one story.")] = None,
    json_: Json = False,
) -> None:
    """Play stories in one process; exit status 1 if one does not hold."""
    chosen = [library.find(one) for one in which] if which else list(library.stories())
    if (transcript or log or tenant) and len(chosen) != 1:
        raise BadStory("These files are of one story. Name it.")
    results = []
    for one in chosen:
        world, result = performed(one.scenario, seed, sockets=sockets)
        results.append((one.id, result))
        if transcript:
            transcript.write_text(world.transcript.text(), encoding="utf-8")
        if log:
            log.write_text(world.qwclog(), encoding="utf-8", newline="")
        if tenant:
            tenant.write_text(json.dumps(world.tenant.to_json(), indent=1), encoding="utf-8")
        if not json_:
            _show(one.id, result, tell(world.transcript) if verbose else ())
    if json_:
        found = [{"id": id_, "passed": result.passed, **asdict(result)} for id_, result in results]
        typer.echo(json.dumps({"results": found}, indent=2))
    if not all(result.passed for _, result in results):
        raise typer.Exit(1)


def _show(id_: str, result: Result, told: Iterable[str]) -> None:
    for line in told:
        _say(line)
    _say(f"{'✓' if result.passed else '✗'} {id_}  {result.name}")
    for failure in result.failures:
        _say(f"    {failure}")
    if not result.passed:
        _say(f"    once more: scenarios run {id_} --seed {result.seed} -v")


def gate_(
    which: Annotated[list[str] | None, typer.Argument(help="Ids, files or folders; the library if left out.")] = None,
    *,
    seeds: Annotated[int, typer.Option(min=1, help="How many seeds each story is played with.")] = 1,
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
    for case in gate.run(chosen, seeds):
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
