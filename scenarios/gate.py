"""The gate of a release: every story, played; what failed as JUnit XML and as GitHub annotations."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from scenarios import director
from scenarios.guards import ReachedOut
from scenarios.library import Story
from scenarios.shared import shared

SUITE = "scenarios"


@dataclass(frozen=True, slots=True)
class Case:
    """One story with one seed. ``error`` is what broke it off, ``failures`` what did not hold; ``seconds`` are real."""

    story: Story
    seed: int
    seconds: float
    failures: tuple[str, ...] = ()
    error: str = ""

    @property
    def passed(self) -> bool:
        return not self.failures and not self.error

    @property
    def name(self) -> str:
        return f"{self.story.id} (seed {self.seed})"

    @property
    def again(self) -> str:
        """The command that plays it once more."""
        return f"scenarios run {self.story.found_by} --seed {self.seed} -v"


def run(stories: Iterable[Story], seeds: int = 1, jobs: int = 1) -> Iterator[Case]:
    """
    Each story with its own seed, and with the next ones; one that breaks off does not stop the others.

    ``jobs`` processes share the work; the cases come in their order all the same.
    """
    cases = [(story, story.scenario.seed + further) for story in stories for further in range(seeds)]
    yield from shared(_case, cases, jobs)


def _case(story: Story, seed: int) -> Case:
    began = time.perf_counter()
    try:
        failures, error = director.play(story.scenario, seed).failures, ""
    except (Exception, ReachedOut) as broken:  # whatever it was, it is this story's, and the others are played
        failures, error = (), "".join(traceback.format_exception(broken))
    return Case(story, seed, time.perf_counter() - began, failures, error)


def report(cases: Sequence[Case]) -> dict[str, Any]:
    """The same for other programs."""
    failed = [case for case in cases if not case.passed]
    return {
        "passed": not failed,
        "stories": len({case.story.file for case in cases}),
        "cases": len(cases),
        "failed": [
            {
                "id": case.story.id,
                "seed": case.seed,
                "failures": case.failures,
                "error": case.error,
                "again": case.again,
            }
            for case in failed
        ],
    }


def junit(cases: Sequence[Case]) -> bytes:
    """One test suite, one test case to a story and seed."""
    suite = etree.Element(
        "testsuite",
        name=SUITE,
        tests=str(len(cases)),
        failures=str(sum(bool(case.failures) for case in cases)),
        errors=str(sum(bool(case.error) for case in cases)),
        time=f"{sum(case.seconds for case in cases):.3f}",
    )
    for case in cases:
        element = etree.SubElement(
            suite,
            "testcase",
            classname=f"scenarios.{case.story.subject or 'own'}",
            name=case.name,
            time=f"{case.seconds:.3f}",
        )
        told = _told(case)
        if case.error:
            etree.SubElement(element, "error", message=_first_line(case.error)).text = told
        elif case.failures:
            etree.SubElement(element, "failure", message=_clean(case.failures[0])).text = told
    root = etree.Element("testsuites")
    root.append(suite)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)


def github_lines(cases: Iterable[Case]) -> Iterator[str]:
    """GitHub's workflow commands: an error at each story file that failed."""
    for case in cases:
        if not case.passed:
            title = _property(f"{case.story.scenario.name} (seed {case.seed})")
            text = "; ".join(case.failures) or _first_line(case.error)
            yield f"::error file={_property(_relative(case.story.file))},line=1,title={title}::{_escaped(text)}"


def _told(case: Case) -> str:
    proves = f"It was to prove: {case.story.scenario.proves}"
    return _clean(
        "\n".join([*case.failures, *([case.error] if case.error else []), proves, f"Once more: {case.again}"])
    )


def _first_line(error: str) -> str:
    """The last line of a traceback is the first thing to read."""
    return _clean(error.strip().rpartition("\n")[2])


def _clean(text: str) -> str:
    """What XML can hold."""
    return "".join(one if one in "\t\n" or one.isprintable() else "�" for one in text)


def _relative(file: str) -> str:
    path = Path(file).resolve()
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
