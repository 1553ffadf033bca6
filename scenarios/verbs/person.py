"""What the deeds of people have in common: how they are played, and what they are about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import Field

from scenarios.machines import CannotTake
from scenarios.schema import Name, Part
from scenarios.stage import Stage
from simulators.qbwc import NotOnScreen, Person, Refusal

Reference = Annotated[
    str, Field(min_length=1, max_length=20, description="The number of a bill, an order or an item receipt.")
]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")]
Quantity = Annotated[str, Field(pattern=r"^\d{1,6}(\.\d{1,5})?$", description="In quotes.")]


class Renaming(Part):
    """A record of a list gets another name."""

    name: Name
    to: Name


def does(deed: Callable[[Person, Any], object]) -> Callable[[Stage, Any], None]:
    """A verb that a person carries out; what QuickBooks refuses them, the story itself made impossible."""

    def act(stage: Stage, given: Any) -> None:
        try:
            deed(Person(stage.world.file, stage.world.clock.now()), given)
        except (NotOnScreen, Refusal) as error:
            raise CannotTake(f"QuickBooks does not let anybody do that: {error}") from error

    return act
