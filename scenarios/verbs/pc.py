"""What happens at the PCs: updates, and what people do in QuickBooks."""

from __future__ import annotations

from scenarios.machines import FIRST_PC, SECOND_PC
from scenarios.stage import Stage
from scenarios.verbs.verb import Verb
from simulators.qbwc import bare_company


def _update(pc: str, stage: Stage) -> None:
    result = stage.world.update(pc)
    stage.world.transcript.mark(f"the update of {pc} ended: {result.status or result.answer}")


def _other_file(stage: Stage, _: None) -> None:
    other = bare_company(stage.world.clock.now())
    other.name, other.path = "Other Company", r"C:\QuickBooks\other company.QBW"
    stage.world.pc.open_file(other)


def _right_file(stage: Stage, _: None) -> None:
    stage.world.pc.open_file(stage.world.file)


VERBS = (
    Verb(
        "update web connector",
        "The Web Connector runs one update.",
        "update web connector",
        lambda stage, _: _update(FIRST_PC, stage),
    ),
    Verb(
        "update second pc",
        "The Web Connector of another PC, on the same company file, runs one update.",
        "update second pc",
        lambda stage, _: _update(SECOND_PC, stage),
    ),
    Verb(
        "open other company file",
        "A person opens another company file in QuickBooks.",
        "open other company file",
        _other_file,
    ),
    Verb(
        "open right company file",
        "The company file of the connection is open again.",
        "open right company file",
        _right_file,
    ),
)
