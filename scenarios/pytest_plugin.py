"""
The pytest plugin: story files are tests, and the machines of a story are fixtures, for whoever's connector.

A YAML file is a story if its first line names ``scenario.schema.json``; all others are left alone. Nothing of the
machines is imported before a test needs them, and the connector that comes with them only where it is the tested one.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from scenarios.schema import Given, Scenario
    from scenarios.under_test import UnderTest
    from scenarios.under_test.rig import Rig
    from scenarios.under_test.systems import Jaggaer, WebConnector
    from simulators.qbwc import CompanyFile

SUFFIXES = (".yaml", ".yml")
STORY, LONGEST_FIRST_LINE = b"scenario.schema.json", 200
SHIPPED, FEW = "shipped", 3
SEED, RIG = pytest.StashKey[int](), pytest.StashKey["Rig"]()
MARKS = (
    "seed(number): the seed of the test's world; 1 without it",
    "given(quickbooks=…, jaggaer=…, web_connector=…, connector=…): what both systems hold, as a story's given part",
    "story: a story file; every one of them has this mark",
)
NO_CONNECTOR = (
    "There is no connector to test. Define a fixture connector_under_test that returns an UnderTest of "
    "scenarios.under_test, or set “stories_connector = shipped” for the connector that comes with these machines."
)


class StoryBroken(Exception):
    """What does not hold of a story, line by line."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("stories", "stories of JAGGAER and QuickBooks Desktop")
    group.addoption("--world-seed", type=_seed_of, metavar="N", help="the seed of every story and every test's world")
    group.addoption("--no-stories", action="store_true", help="leave story files alone")
    parser.addini("stories_connector", "“shipped” plays stories with the connector that comes with them", default="")


def _seed_of(text: object) -> int:
    seed = int(str(text))
    if seed < 0:
        raise ValueError("a seed is a whole number, not a negative one")
    return seed


def pytest_configure(config: pytest.Config) -> None:
    named = config.getini("stories_connector")
    if named not in ("", SHIPPED):
        raise pytest.UsageError(f"stories_connector is “{SHIPPED}” or left out, and not “{named}”")
    for mark in MARKS:
        config.addinivalue_line("markers", mark)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if file_path.suffix in SUFFIXES and not parent.config.getoption("no_stories") and _is_story(file_path):
        return StoryFile.from_parent(parent, path=file_path)
    return None


def _is_story(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            line = opened.readline(LONGEST_FIRST_LINE).strip()
    except OSError:
        return False
    return line.startswith(b"#") and line.endswith(STORY)


class StoryFile(pytest.File):
    """One story; what is wrong with its file is said with its line, as everywhere."""

    def collect(self) -> Iterator[pytest.Item]:
        from scenarios.story import BadStory, read_story

        is_shipped = _is_shipped(self.config)
        try:
            story = read_story(self.path, None if is_shipped else ())
        except BadStory as error:
            raise self.CollectError(str(error)) from error
        playing = _with_shipped(story) if is_shipped else _with_tested(story)
        item = StoryItem.from_parent(self, name=self.path.stem, callobj=playing)
        item.story = story
        item.stash[SEED] = _seed(item)
        item.add_marker("story")
        yield item


def _with_tested(story: Scenario) -> Callable[..., None]:
    def play(world: Rig, web_connector: WebConnector) -> None:
        _holds(world.failures(story))

    return play


def _with_shipped(story: Scenario) -> Callable[..., None]:
    def play(request: pytest.FixtureRequest) -> None:
        from scenarios.director import play as directed

        _holds(directed(story, request.node.stash[SEED]).failures)

    return play


def _holds(failures: Iterable[str]) -> None:
    lines = dict.fromkeys(failures)
    if lines:
        raise StoryBroken("\n".join(lines))


class StoryItem(pytest.Function):
    """A test that needs the fixtures of a story."""

    story: Scenario

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        return self.path, 0, self.name

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, StoryBroken):
            return f"{self.story.name}\n{excinfo.value}"
        return super().repr_failure(excinfo)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failure says with which seed, and how it is played once more."""
    report = yield
    seed, rig = item.stash.get(SEED, None), item.stash.get(RIG, None)
    if report.failed and seed is not None:
        again = shlex.join(["pytest", item.nodeid, "--world-seed", str(seed)])
        report.sections.append(("world", f"seed {seed}; once more: {again}"))
        failed = getattr(rig.machines, "failed_polls", ()) if rig else ()
        report.sections.extend(("a poll that failed", error) for error in failed[:FEW])
    return report


def _is_shipped(config: pytest.Config) -> bool:
    return bool(config.getini("stories_connector") == SHIPPED)


def _given(node: pytest.Item) -> Given:
    from scenarios.under_test.rig import given_of

    if isinstance(node, StoryItem):
        return node.story.given
    marks = [mark.kwargs for mark in reversed(list(node.iter_markers("given")))]
    try:
        return given_of({name: part for mark in marks for name, part in mark.items()})
    except ValueError as error:
        pytest.fail(f"the mark “given” is not understood: {error}", pytrace=False)


def _seed(node: pytest.Item) -> int:
    chosen = node.config.getoption("world_seed")
    if chosen is not None:
        return int(chosen)
    if isinstance(node, StoryItem):
        return node.story.seed
    mark = node.get_closest_marker("seed")
    try:
        return _seed_of(*mark.args) if mark else 1
    except (TypeError, ValueError):
        pytest.fail("the mark “seed” takes one whole number that is not negative", pytrace=False)


@contextmanager
def _in_words() -> Iterator[None]:
    """What cannot be done is said as it is, and not by a traceback of these modules."""
    from scenarios.machines import CannotTake

    try:
        yield
    except CannotTake as error:
        pytest.fail(f"{error}", pytrace=False)


@pytest.fixture
def world(request: pytest.FixtureRequest) -> Iterator[Rig]:
    """The machines, filled as the mark ``given`` says, and what is done with them: ``world.play("poll jaggaer")``."""
    node = request.node
    given, seed = _given(node), _seed(node)
    node.stash[SEED] = seed
    if _is_shipped(node.config):
        from scenarios.shipped import shipped_rig as rig_of
    else:
        from scenarios.under_test.rig import rig_under_test as rig_of
    with _in_words():
        made = rig_of(seed, given)
    node.stash[RIG] = made
    yield made
    made.machines.close()


@pytest.fixture
def jaggaer(world: Rig) -> Iterator[Jaggaer]:
    """The tenant as a connector finds it: addresses, a client id and its secret, and a transport for httpx."""
    from scenarios.under_test.systems import Jaggaer

    found = Jaggaer(world.machines)
    yield found
    found.close()


@pytest.fixture
def quickbooks(world: Rig) -> CompanyFile:
    """The company file: ``quickbooks.records("Bill")``."""
    return world.machines.file


@pytest.fixture
def connector_under_test(request: pytest.FixtureRequest) -> UnderTest | None:
    """The connector that is tested: to be defined by whoever tests one."""
    if not _is_shipped(request.config):
        pytest.fail(NO_CONNECTOR, pytrace=False)
    return None


@pytest.fixture
def web_connector(world: Rig, connector_under_test: UnderTest | None) -> WebConnector:
    """The Web Connector on its PC, which has the connector's .qwc file by now: ``web_connector.update()``."""
    from scenarios.under_test.systems import WebConnector
    from scenarios.under_test.world import WorldUnderTest

    with _in_words():
        if connector_under_test is not None and isinstance(world.machines, WorldUnderTest):
            world.machines.install(connector_under_test)
        world.start()
    return WebConnector(world.machines)
