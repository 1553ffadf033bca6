"""The store: whole transactions, migrated schema, and clean words when disk or lock say no."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, event, inspect
from sqlalchemy.exc import PendingRollbackError
from sqlalchemy.pool import PoolProxiedConnection

from connector.adapters.store import SqlStore, codec, connections, database
from connector.adapters.store.database import MIGRATIONS
from connector.adapters.store.tables import metadata
from connector.domain.hold import Hold
from connector.domain.hold_code import HoldCode
from connector.domain.identifiers import CompanyName, DocumentId, ExternalGUID, OperationId
from connector.domain.kind import Kind
from connector.domain.operation import Operation, State
from connector.errors import ConfigurationError, TransientError
from connector.jaggaer.payload import dump_payload, load_payload
from scenarios.clock import START
from simulators.jaggaer import invoice, line
from tests.factories import DraftFactory, RecordFactory
from tests.scenarios.worlds import posted

ACME = CompanyName("acme")


@pytest.fixture
def store(tmp_path: Path) -> SqlStore:
    made = SqlStore(tmp_path / "connector.db")
    made.create()
    return made


def operation(document: str = "1") -> Operation:
    return Operation(
        OperationId(0),
        DocumentId(document),
        1,
        State.HELD,
        "print",
        ExternalGUID("{x}"),
        draft=DraftFactory(),
        holds=(Hold.of(HoldCode.VENDOR_UNKNOWN, supplier="Acme", number="V-1", hint="None comes near it"),),
        record=RecordFactory(),
    )


def test_the_migrations_make_exactly_the_tables_the_code_uses(store: SqlStore, tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'connector.db'}")
    found = inspect(engine)
    assert set(found.get_table_names()) - {"alembic_version"} == set(metadata.tables)
    for name, table in metadata.tables.items():
        assert [column["name"] for column in found.get_columns(name)] == [column.name for column in table.columns]
        assert {index["name"] for index in found.get_indexes(name)} >= {index.name for index in table.indexes}
    engine.dispose()


def test_creating_twice_changes_nothing(store: SqlStore) -> None:
    store.create()


def test_an_operation_comes_back_as_it_was_saved(store: SqlStore) -> None:
    fresh = operation()
    with store.write() as work:
        added = work.operations.add(ACME, fresh)
    with store.read() as work:
        assert work.operations.get(ACME, added.id) == added == replace(fresh, id=added.id)
        assert work.operations.get(CompanyName("other"), added.id) is None


def test_an_error_leaves_nothing_of_the_transaction(store: SqlStore) -> None:
    with pytest.raises(RuntimeError), store.write() as work:
        work.operations.add(ACME, operation())
        raise RuntimeError
    with store.read() as work:
        assert work.operations.in_state(ACME, *State) == []


def test_many_writers_wait_for_each_other_and_none_fails(store: SqlStore) -> None:
    """In SQLite's default deferred transactions, 321 of 400 such writes failed."""

    def count_up() -> None:
        for _ in range(25):
            with store.write() as work:
                before = int(work.mirror.cursor(ACME, "n") or "0")
                work.mirror.set_cursor(ACME, "n", str(before + 1))

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as work:
        assert work.mirror.cursor(ACME, "n") == "100"


def test_a_lease_is_one_s_alone_until_it_is_dropped_or_over(store: SqlStore) -> None:
    end = START + timedelta(minutes=10)
    with store.write() as work:
        assert work.leases.take(ACME, "poll", "a", START, end)
        assert not work.leases.take(ACME, "poll", "b", START, end)
        assert not work.leases.take(ACME, "poll", "a", START, end), "nor by its holder a second time"
        assert work.leases.extend(ACME, "poll", "a", end), "its holder may hold it longer"
        assert not work.leases.extend(ACME, "poll", "b", end)
        assert work.leases.take(CompanyName("other"), "poll", "b", START, end)
        assert work.leases.take(ACME, "poll", "b", end, end + timedelta(minutes=10)), "it is over"
        assert not work.leases.extend(ACME, "poll", "a", end + timedelta(minutes=10)), "it was lost"
        assert not work.leases.drop(ACME, "poll", "a")
        assert not work.leases.take(ACME, "poll", "a", end, end + timedelta(minutes=10)), "not its own any more"


def test_a_locked_database_is_a_clean_stop(store: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("connector.adapters.store.connections.BUSY_MS", 10)
    impatient = SqlStore(tmp_path / "connector.db")
    other = sqlite3.connect(tmp_path / "connector.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(TransientError, match="in use"), impatient.write():
        pass
    other.close()


def test_a_writer_waits_for_another_of_its_process_for_a_while(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connector.adapters.store.connections.BUSY_MS", 10)
    with store.write() as work, ThreadPoolExecutor(1) as another:
        work.mirror.set_cursor(ACME, "n", "1")
        waits = another.submit(lambda: store.write().__enter__())
        with pytest.raises(TransientError, match="in use"):
            waits.result()
    with store.write() as work:
        assert work.mirror.cursor(ACME, "n") == "1"


def test_whoever_writes_finds_what_was_answered_in_another_thread(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def known() -> int:
        with store.write() as work:
            before = len(work.transaction.kept._answers)
            work.mirror.cursor(ACME, "n")
            return before

    with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(1) as another:
        assert [one.submit(known).result(), another.submit(known).result()] == [0, 1]


ENDS_WHILE_IT_WRITES = """
import sys, threading, time
from pathlib import Path
from connector.adapters.store import SqlStore, connections
connections.BUSY_MS = 100
store, half = SqlStore(Path(sys.argv[1])), threading.Event()
def write():
    with store.write() as work:
        for number in range(1_000_000):
            work.mirror.set_cursor("acme", str(number), "half")
            half.set()
threading.Thread(target=write, daemon=True).start()
half.wait()
"""


@pytest.mark.parametrize("how", ["", "store.close()"])
def test_a_process_that_ends_in_the_middle_of_a_write_leaves_nothing_of_it(
    store: SqlStore, tmp_path: Path, how: str
) -> None:
    words = [sys.executable, "-c", f"{ENDS_WHILE_IT_WRITES}{how}", str(tmp_path / "connector.db")]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    with store.read() as work:
        assert work.mirror.cursor(ACME, "0") is None


@pytest.mark.parametrize("is_closed_by_name", [True, False])
def test_a_store_that_is_closed_while_somebody_writes_lets_them_end(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch, *, is_closed_by_name: bool
) -> None:
    monkeypatch.setattr("connector.adapters.store.connections.BUSY_MS", 10)
    with store.write() as work:
        work.mirror.set_cursor(ACME, "first", "1")
        if is_closed_by_name:
            store.close()
        else:
            store._writer.close(wait=False)
        work.mirror.set_cursor(ACME, "second", "2")
    with store.read() as work:
        assert [work.mirror.cursor(ACME, name) for name in ("first", "second")] == ["1", "2"]


def test_a_connection_whose_transaction_cannot_be_undone_is_used_by_nobody_else(store: SqlStore) -> None:
    @contextmanager
    def begun(connection: PoolProxiedConnection, begin: str) -> Iterator[None]:
        connections.driver_of(connection).execute(begin)
        if begin:
            raise RuntimeError
        yield

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "begun", begun)
        with pytest.raises(RuntimeError), store.write():
            pass
    with store.write() as work:
        work.mirror.set_cursor(ACME, "n", "whole")


def test_a_full_disk_is_a_clean_stop_and_nothing_is_half_written(store: SqlStore, tmp_path: Path) -> None:
    with store.write() as work:
        work.mirror.set_cursor(ACME, "n", "kept")
        pages = work.transaction.sql("PRAGMA page_count").fetchone()[0]
    with pytest.raises(TransientError, match="full"), store.write() as work:
        work.transaction.sql(f"PRAGMA max_page_count={pages}")
        for number in range(500):
            work.mirror.set_cursor(ACME, f"n{number}", "x" * 1000)
    with store.read() as work:
        assert work.mirror.cursor(ACME, "n") == "kept"
        assert work.mirror.cursor(ACME, "n0") is None


@pytest.mark.parametrize("content", [b"rubbish" * 100, None])
def test_a_file_that_is_no_database_is_explained(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "connector.db"
    if content:
        file.write_bytes(content)
    else:
        file.mkdir()
    with pytest.raises(ConfigurationError, match="cannot be used"):
        SqlStore(file).create()


JSONS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**40), 2**40)
    | st.text(max_size=8)
    | st.decimals(-(10**30), 10**30, allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=5), JSONS, max_size=4))
def test_a_payload_keeps_its_numbers_exactly(payload: dict[str, object]) -> None:
    assert load_payload(dump_payload(payload)) == payload


@pytest.mark.parametrize("said", ["1E999999999", "no number", 7, None, ["1"]])
def test_what_jaggaer_writes_as_we_write_numbers_is_no_number_of_ours(said: object) -> None:
    payload = {"amount": {"$decimal": said}}
    assert load_payload(dump_payload(payload)) == payload


def test_a_decimal_keeps_its_digits() -> None:
    again = load_payload(dump_payload({"a": [Decimal("1.10")]}))
    assert str(again["a"][0]) == "1.10"


@pytest.mark.once
def test_whenever_the_first_start_after_an_upgrade_is_killed_the_next_one_finishes_it(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """Before every fifth of its statements, or each with --statements 1."""
    _first_release(tmp_path / "first.db")
    for number in range(1, 300, pytestconfig.getoption("--statements")):
        path = Path(shutil.copy(tmp_path / "first.db", tmp_path / f"{number}.db"))
        store, seen = SqlStore(path), list[str]()

        def kill(*arguments: object, number: int = number, seen: list[str] = seen) -> None:
            seen.append(str(arguments[2]))
            if len(seen) == number:
                raise KeyboardInterrupt

        event.listen(store._engine, "before_cursor_execute", kill)
        try:
            store.create()
        except (KeyboardInterrupt, PendingRollbackError):  # Alembic tidies up on a connection that is gone
            store.close()
            again = SqlStore(path)
            again.create()
            assert _names(path) == {"acme"}
            again.close()
        else:
            store.close()
            assert len(seen) > 5
            return
    pytest.fail("it never ran to its end")


def _first_release(path: Path) -> None:
    """A database as the first release left it, with a company in it."""
    store = SqlStore(path)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with store._engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql("INSERT INTO companies VALUES ('acme', 'user', x'00', 'hash', '', '{}')")
        connection.commit()
    store.close()


def _names(path: Path) -> set[str]:
    database = sqlite3.connect(path)
    try:
        return {name for (name,) in database.execute("SELECT name FROM companies WHERE data_key = x''")}
    finally:
        database.close()


def test_two_processes_that_start_after_an_upgrade_do_not_disturb_each_other(tmp_path: Path) -> None:
    _first_release(tmp_path / "connector.db")
    stores = [SqlStore(tmp_path / "connector.db") for _ in range(4)]
    threads = [threading.Thread(target=store.create) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _names(tmp_path / "connector.db") == {"acme"}
    for store in stores:
        store.close()


def test_a_database_of_a_newer_release_is_said_to_be_one(store: SqlStore) -> None:
    with store.write() as work:
        work.transaction.sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(ConfigurationError, match="newer release"):
        store.create()


def test_a_lease_that_a_wrong_clock_took_is_free(store: SqlStore) -> None:
    future, minute = START + timedelta(days=2000), timedelta(minutes=1)
    with store.write() as work:
        assert work.leases.take(ACME, "poll", "one", future, future + minute)
        assert work.leases.held_until(ACME, "poll") == future + minute
        assert work.leases.take(ACME, "poll", "other", START, START + minute)
        assert not work.leases.take(ACME, "poll", "third", START, START + minute)


OLD_FACTS = """{"id": 1, "document": "2600001", "generation": 1, "state": "done", "fingerprint": "print", "guid": "{x}",
 "draft": {"posting": "Bill", "supplier_id": "1", "vendor_id": "80000001-1", "vendor": "Acme", "ref_number": "AC-1",
   "txn_date": "2026-01-12", "due_date": null, "terms_id": null, "memo": "m", "mark": "m", "expenses": [], "items": [],
   "total": {"amount": "120.00", "currency": "USD"}},
 "holds": [], "is_sticky": false, "asked": false, "by_person": false, "attempts": 1, "questions": 0,
 "message_set": "696-1", "evidence": "QuickBooks answered 0 Status OK", "tied": true,
 "record": {"posting": "Bill", "txn_id": "2C-1", "edit_sequence": "1", "vendor_id": "80000001-1", "vendor": "Acme",
   "ref_number": "AC-1", "txn_date": "2026-01-12", "total": {"amount": "120.00", "currency": "USD"}, "memo": "m",
   "external_guid": null, "linked": []}}"""
"""An operation as release 0.1 kept it, with a key “posting” in a text besides."""


def test_the_data_of_the_release_before_is_there_after_an_upgrade(tmp_path: Path) -> None:
    path = tmp_path / "connector.db"
    _at_revision(path, "0002")
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        row = ("acme", "2600001", 1, "done", True, OLD_FACTS)
        database.execute(
            "INSERT INTO operations (company,document,generation,state,tied,facts) VALUES (?,?,?,?,?,?)", row
        )
        for text in ("It left", "It is in QuickBooks"):
            event = (ACME, "2026-01-15T16:00:00.000000+00:00", "done", text, "2600001", '{"a": "\u00fc"}')
            database.execute("INSERT INTO history (company,at,kind,text,document,data) VALUES (?,?,?,?,?,?)", event)
    store = SqlStore(path)
    store.create()
    with store.read() as work:
        (kept,) = work.operations.in_state(ACME, State.DONE)
        assert kept.posting is not None
        assert kept.record is not None
        assert (kept.record.id, kept.record.kind, kept.message_set) == ("2C-1", Kind.BILL, "696-1")
        assert kept.was_tied, "what changed since is a person's doing"
        assert work.operations.of_record(ACME, kept.record.id) == [kept]
        assert work.operations.sets_of(ACME, State.DONE) == {"696-1"}
        assert [line.is_right for line in work.history.sealed(ACME)] == [True, True]
        assert work.history.head(ACME)[0] == 2
    store.close()


def _at_revision(path: Path, revision: str) -> None:
    store, config = SqlStore(path), Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with store._engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()
    store.close()


def test_a_backup_is_whole_and_a_restore_brings_it_back_and_keeps_what_was_there(
    store: SqlStore, tmp_path: Path
) -> None:
    with store.write() as work:
        work.mirror.set_cursor(ACME, "n", "before")
    store.back_up(tmp_path / "backup.db")
    with store.write() as work:
        work.mirror.set_cursor(ACME, "n", "after")
    reader = SqlStore(tmp_path / "connector.db")  # a server that goes on
    with reader.read() as work:
        assert work.mirror.cursor(ACME, "n") == "after"
    kept = store.restore(tmp_path / "backup.db")
    for one in (store, reader):
        with one.read() as work:
            assert work.mirror.cursor(ACME, "n") == "before"
    before = SqlStore(kept)
    with before.read() as work:
        assert work.mirror.cursor(ACME, "n") == "after"
    assert store.restore(tmp_path / "backup.db") != kept, "nothing is overwritten"


def test_a_backup_overwrites_nothing_and_a_restore_takes_no_rubbish(store: SqlStore, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("mine")
    with pytest.raises(ConfigurationError, match="exists already"):
        store.back_up(tmp_path / "there")
    with pytest.raises(ConfigurationError, match="cannot be written"):
        store.back_up(tmp_path / "no" / "such" / "folder")
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE x (y)")
    other.close()
    store.back_up(tmp_path / "cut.db")
    whole = (tmp_path / "cut.db").read_bytes()
    (tmp_path / "cut.db").write_bytes(whole[: len(whole) // 2])
    for name in ("there", "other.db", "cut.db", "missing"):
        with pytest.raises(ConfigurationError, match="nothing was changed"):
            store.restore(tmp_path / name)
    assert sorted(path.name for path in tmp_path.glob("*restore*")) == []


def test_a_backup_of_an_older_release_is_brought_up_to_date(store: SqlStore, tmp_path: Path) -> None:
    _first_release(tmp_path / "old.db")
    store.restore(tmp_path / "old.db")
    with store.read() as work:
        assert work.history.all(ACME) == []
    assert _names(tmp_path / "connector.db") == {"acme"}


def test_what_the_release_before_kept_reads_the_same_after_an_upgrade_and_is_found(tmp_path: Path) -> None:
    world, path = posted(), tmp_path / "connector.db"
    world.connector.back_up(path)
    with closing(sqlite3.connect(path)) as database:
        _as_before_0008(database)
    upgraded = SqlStore(path)
    upgraded.create()
    with world.connector.store.read() as before, upgraded.read() as after:
        name = CompanyName("story")
        assert after.operations.in_state(name, *State) == before.operations.in_state(name, *State)
        assert after.documents.all(name) == before.documents.all(name)
        assert after.sent_sets.all(name) == before.sent_sets.all(name)
        assert list(after.documents.listed(name)) == list(before.documents.listed(name))
        (written,) = after.operations.in_state(name, State.DONE)
        assert [one.id for one in after.sent_sets.carrying(name, [written.id])] == [
            one.id for one in before.sent_sets.all(name) if written.id in one.operations
        ]
        assert after.operations.numbered(name, "A") == [written.document]
        assert after.tie_outs.summed(name) == before.tie_outs.summed(name) != []
        assert after.tie_outs.apart(name) == before.tie_outs.apart(name)
    upgraded.close()
    world.close()


def test_money_that_cannot_be_read_is_none_after_an_upgrade_and_names_of_a_tenant_s_own_are_read_anew(
    tmp_path: Path,
) -> None:
    world, path = posted(), tmp_path / "connector.db"
    supplier = {"id": 1, "name": "Acme"}
    for own, day in ((7, None), (8, "2026/01/12")):
        odd = invoice(own, supplier, [line(1, "Goods", "1", "5.00")], supplier_invoice=f"O-{own}")
        odd["header"]["invoiceDate"] = day
        world.tenant.put_invoice(odd)
    world.advance(timedelta(minutes=6))
    world.poll()
    world.connector.back_up(path)
    with closing(sqlite3.connect(path)) as database:
        (facts,) = database.execute("SELECT facts FROM companies").fetchone()
        own = json.loads(facts)
        own["wire"]["fields"] = {"header.total": "header.sum"}
        _as_before_0008(database)
        database.execute("UPDATE companies SET facts = ?", (json.dumps(own),))
        database.commit()
    upgraded = SqlStore(path)
    upgraded.create()
    with upgraded.read() as work:
        name = CompanyName("story")
        assert {one.day for one in work.tie_outs.apart(name)} == {None}
        assert work.mirror.cursor(name, "jaggaer.invoices") is None
        assert {one.stamp for one in work.documents.all(name)} == {""}
    upgraded.close()
    world.close()


def test_a_company_of_an_earlier_release_enters_no_orders_until_somebody_says_so(tmp_path: Path) -> None:
    world, path = posted(), tmp_path / "connector.db"
    world.connector.back_up(path)
    with closing(sqlite3.connect(path)) as database:
        (facts,) = database.execute("SELECT facts FROM companies").fetchone()
        older = json.loads(facts)
        del older["policy"]["orders"]["origin"]
        _as_before_0010(database)
        database.execute("UPDATE companies SET facts = ?", (json.dumps(older),))
        database.execute("UPDATE alembic_version SET version_num = '0008'")
        database.commit()
    upgraded = SqlStore(path)
    upgraded.create()
    with upgraded.read() as work:
        company = work.companies.get(CompanyName("story"))
        assert company is not None
        assert company.policy.orders.origin == "quickbooks"
        assert work.mirror.cursor(company.name, "whole.purchase_orders") is None, "they are read anew"
        assert work.mirror.cursor(company.name, "whole.vendors") is not None
    upgraded.close()
    world.close()


def _as_before_0010(database: sqlite3.Connection) -> None:
    for index in ("documents_money", "operations_money"):
        database.execute(f"DROP INDEX {index}")
    for table, columns in (
        ("documents", ("supplier", "day", "cents", "currency", "is_paid")),
        ("operations", ("shown_cents", "shown_currency", "vendor", "is_as_posted")),
    ):
        for column in columns:
            database.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    database.execute("DROP TABLE statements")
    database.execute("DROP TABLE write_backs")
    database.execute("DROP INDEX vendor_pairs_by_vendor")


def _as_before_0008(database: sqlite3.Connection) -> None:
    """As the release before left it: texts as they are, and none of the newer columns."""
    _as_before_0010(database)
    for table, column in (
        ("documents", "payload"),
        ("operations", "facts"),
        ("sent_sets", "request"),
        ("sent_sets", "response"),
    ):
        for place, kept in database.execute(f"SELECT rowid, {column} FROM {table}").fetchall():  # noqa: S608 # ours
            database.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (codec.unpacked(kept), place))  # noqa: S608 # ours
    newer = ("operations_by_state", "operations_untied", "operations_by_number", "documents_by_number")
    for index in (*newer, "documents_troubled", "sent_sets_about", "sent_sets_by_number"):
        database.execute(f"DROP INDEX {index}")
    for column in ("is_last", "number", "brief"):
        database.execute(f"ALTER TABLE operations DROP COLUMN {column}")
    database.execute("CREATE INDEX operations_by_state ON operations (company, state)")
    database.execute("DROP TABLE carried")
    database.execute("UPDATE alembic_version SET version_num = '0007'")
    database.commit()
