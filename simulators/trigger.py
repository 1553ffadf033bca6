"""What a fault is called, and when it strikes: at which request, how often, and how likely."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Trigger:
    """
    Strikes from the ``nth`` request ``on`` (empty for any) that comes from now on, ``times`` times in all.

    ``chance`` makes each of them a matter of luck: it strikes where ``draw`` gives less, from 0 to 1.
    """

    on: str = ""
    nth: int = 1
    times: int = 1
    chance: float = 1.0
    draw: Callable[[], float] = lambda: 0.0
    struck: int = field(default=0, init=False)
    _seen: int = field(default=0, init=False)

    def strikes(self, *, is_meant: bool) -> bool:
        """Called once for every request; ``is_meant`` is whether it is one of those that ``on`` names."""
        if not is_meant:
            return False
        self._seen += 1
        is_struck = self._seen >= self.nth and self.struck < self.times and self.draw() < self.chance
        self.struck += is_struck
        return is_struck


@dataclass(slots=True)
class Named:
    """A fault of a registry by its name, and when it strikes."""

    name: str
    trigger: Trigger

    @property
    def on(self) -> str:
        return self.trigger.on

    @property
    def struck(self) -> int:
        return self.trigger.struck
