"""Scrubbing a capture: nothing that names anybody is left, and everything that went wrong still goes wrong."""

from scenarios.captures.scrub.leak import Leak, leaks, not_searched
from scenarios.captures.scrub.scrubbing import Amounts, Scrubbed, scrubbed

__all__ = ["Amounts", "Leak", "Scrubbed", "leaks", "not_searched", "scrubbed"]
