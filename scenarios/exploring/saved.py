"""The files of random stories that do not hold, and of each check that fails the smallest form of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from pathlib import Path

from scenarios.exploring.explore import Run, drawn
from scenarios.minimising.minimal import minimal
from scenarios.minimising.story_file import yaml_of


@dataclass(frozen=True, slots=True)
class SavedFailure:
    """``story`` is the whole story, ``minimal`` its smallest form, with ``events`` left in it, if it was looked for."""

    run: Run
    story: Path
    minimal: Path | None = None
    events: int = 0

    @property
    def again(self) -> str:
        """The command that plays it once more."""
        return f"scenarios run {self.minimal or self.story} -v"

    def shown(self) -> dict[str, object]:
        """As JSON."""
        files = {"story": str(self.story), "minimal": str(self.minimal) if self.minimal else None}
        run = {name: value for name, value in asdict(self.run).items() if name not in ("cells", "marks")}
        return {**run, **files, "events": self.events, "again": self.again}


def save(run: Run, every: timedelta | None, out: Path) -> SavedFailure:
    """Write the story of a run."""
    file = out / f"{run.seed}.yaml"
    file.write_text(yaml_of(drawn(run.seed, every)), encoding="utf-8")
    return SavedFailure(run, file)


def with_minimal(failure: SavedFailure, every: timedelta | None, plays: int) -> SavedFailure:
    """Also the smallest form of it in which its first check fails, looked for with so many plays at most."""
    found = minimal(drawn(failure.run.seed, every), failure.run.check, plays)
    if found is None:
        return failure
    file = failure.story.with_suffix(".minimal.yaml")
    file.write_text(yaml_of(found.data), encoding="utf-8")
    return replace(failure, minimal=file, events=found.events)


def one_per_check(failures: Sequence[SavedFailure]) -> list[SavedFailure]:
    """Of each check that fails, the smallest story in which it does."""
    found: dict[str, SavedFailure] = {}
    for one in sorted(failures, key=lambda one: (one.run.documents, one.run.seed)):
        found.setdefault(one.run.check, one)
    return list(found.values())
