"""
A judge of its own: what should stand in both systems, from JAGGAER's rows and the customer's profile, and what does.

It knows neither the connector nor the checks of the stories, and reads both systems' records as they are: what those
two got wrong alike would not be seen otherwise. ``scenarios.judging`` brings it a world.
"""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.oracle import documents, orders, payments
from scenarios.oracle.facts import Facts, Finding

JUDGES = (documents.judged, orders.judged, payments.judged)


def judge(facts: Facts) -> Iterator[Finding]:
    """Everything that is doubled, wrong or stuck, in the order of the documents."""
    for judged in JUDGES:
        yield from judged(facts)


__all__ = ["Facts", "Finding", "judge"]
