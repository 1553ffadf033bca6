"""What is committed before an answer: each call of the Web Connector's commits once, to the disk, before it replies."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from pathlib import Path

from connector.adapters.store import SqlStore
from scenarios.world import World
from tests.scenarios.worlds import connected

CALLS = ("sendRequestXML", "receiveResponseXML", "closeConnection")


def commits_by_call(world: World) -> list[tuple[str, int]]:
    """Each call of an update with the number of transactions that it committed before it was answered."""
    counted: Counter[int] = Counter()
    real = world.connector.store.between

    def between(moment: str) -> None:
        real(moment)  # type: ignore[arg-type] # handed on as it comes
        entries = list(world.transcript.soap())
        if moment == "committed" and entries:
            assert entries[-1].response is None, "it is not answered yet"
            counted[len(entries)] += 1

    world.connector.store.between = between
    world.update()
    return [(entry.call, counted[number]) for number, entry in enumerate(world.transcript.soap(), 1)]


def test_each_call_commits_once_before_its_answer() -> None:
    world = connected()
    world.poll()
    found = commits_by_call(world)
    assert {count for call, count in found if call in CALLS} == {1}
    assert [count for call, count in found if call == "authenticate"] == [2], "that it was right, and the update"
    assert [count for call, count in found if call.endswith("Version")] == [0, 0]
    assert len([call for call, _ in found if call == "sendRequestXML"]) > 4


def test_a_commit_is_on_the_disk(tmp_path: Path) -> None:
    with closing(SqlStore(tmp_path / "connector.db")) as store:
        store.create()
        with store.read() as work:
            settings = [work.transaction.sql(f"PRAGMA {one}").fetchone()[0] for one in ("synchronous", "journal_mode")]
    assert settings == [2, "wal"], "FULL: every commit is synchronised"
