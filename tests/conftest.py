"""How Hypothesis draws: a smaller default, a wider sweep with HYPOTHESIS_PROFILE=sweep."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import settings
from structlog.dev import plain_traceback

settings.register_profile("default", max_examples=40, deadline=None)
settings.register_profile("sweep", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


structlog.configure(
    processors=[structlog.processors.add_log_level, structlog.dev.ConsoleRenderer(exception_formatter=plain_traceback)]
)
"""A traceback with the values of all that it passed takes seconds, where one of them is a world."""

ROOT = Path(__file__).parent
ROAD = ROOT / "connector/flow/test_road.py"
WORLDS = (
    ROOT / "connector/flow",
    ROOT / "connector/cli/test_commands.py",
    ROOT / "scenarios/test_checks.py",
    ROOT / "scenarios/test_flipped.py",
    ROOT / "scenarios/test_gate.py",
)
"""What plays whole worlds is tried on one Python; the road from an invoice to its bill on each."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path != ROAD and any(item.path.is_relative_to(one) for one in WORLDS):
            item.add_marker(pytest.mark.once)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--switches",
        default="none",
        help="Play the stories with each switch of QuickBooks flipped: each, some (every twentieth story), or each and so many combinations.",
    )
    parser.addoption("--seeds", type=int, default=6, help="How many seeds are played twice and compared.")
    parser.addoption(
        "--replays", type=int, default=12, help="Of the stories that a log can show, replay every so many-th."
    )
    parser.addoption(
        "--rubbish",
        default="some",
        help="Replace a part of the fields by rubbish (some), or each by every kind of it (all).",
    )
    parser.addoption("--agreeing", default="pairs", help="“all” plays every way in which both sides agree in the end.")
    parser.addoption("--explored", type=int, default=4, help="How many random stories are played.")
    parser.addoption(
        "--statements",
        type=int,
        default=5,
        help="The first start after an upgrade is killed before every so many-th of its statements.",
    )
    parser.addoption("--kills", type=int, default=12, help="How often the real process is killed in mid-work.")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What the dry run predicted of the exceptions of odd documents, over all that were played."""
    reports = [one for outcome in ("passed", "failed") for one in terminalreporter.stats.get(outcome, [])]
    told = [str(value) for one in reports for name, value in one.user_properties if name == "predicted"]
    if told:
        predicted, waiting = (sum(map(int, column)) for column in zip(*(one.split("/") for one in told), strict=True))
        terminalreporter.write_line(
            f"The dry run predicted {predicted} of {waiting} exceptions of odd documents ({100 * predicted // waiting} %)."
        )
