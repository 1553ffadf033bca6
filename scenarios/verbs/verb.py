"""One verb: its words, what it takes, and what it does to the stage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scenarios.stage import Stage


@dataclass(frozen=True, slots=True)
class Verb:
    """``takes`` is the type of what follows it, None for nothing; ``act`` gets that value."""

    name: str
    says: str
    example: str
    act: Callable[[Stage, Any], None]
    takes: Any = None
