"""What is kept of random stories that do not hold: each as a file, and of each check that fails the least of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from pathlib import Path

from scenarios.exploring.explore import Run, drawn
from scenarios.minimising.least import least
from scenarios.minimising.story_file import yaml_of


@dataclass(frozen=True, slots=True)
class Kept:
    """``story`` is the whole story, ``least`` the least of it, where it was looked for; ``events`` are left in that."""

    run: Run
    story: Path
    least: Path | None = None
    events: int = 0

    @property
    def again(self) -> str:
        """The command that plays it once more."""
        return f"scenarios run {self.least or self.story} -v"

    def shown(self) -> dict[str, object]:
        """As JSON."""
        files = {"story": str(self.story), "least": str(self.least) if self.least else None}
        run = {name: value for name, value in asdict(self.run).items() if name not in ("cells", "marks")}
        return {**run, **files, "events": self.events, "again": self.again}


def keep(run: Run, every: timedelta | None, out: Path) -> Kept:
    """Write the story of a run."""
    out.mkdir(parents=True, exist_ok=True)
    file = out / f"{run.seed}.yaml"
    file.write_text(yaml_of(drawn(run.seed, every)), encoding="utf-8")
    return Kept(run, file)


def with_least(kept: Kept, every: timedelta | None, plays: int) -> Kept:
    """Also the least of it in which its first check fails, looked for with so many plays at most."""
    found = least(drawn(kept.run.seed, every), kept.run.check, plays)
    if found is None:
        return kept
    file = kept.story.with_suffix(".least.yaml")
    file.write_text(yaml_of(found.data), encoding="utf-8")
    return replace(kept, least=file, events=found.events)


def firsts(kept: Sequence[Kept]) -> list[Kept]:
    """Of each check that fails, the smallest story in which it does."""
    found: dict[str, Kept] = {}
    for one in sorted(kept, key=lambda one: (one.run.documents, one.run.seed)):
        found.setdefault(one.run.check, one)
    return list(found.values())
