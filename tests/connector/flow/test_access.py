"""Who may open a session: passwords, pauses and tickets."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher

from connector import Connector, NewCompany
from connector.adapters.passwords import Argon2Passwords
from connector.adapters.store import SqlStore, transaction
from connector.adapters.store.statements import Prepared, Statement, Values, prepared
from connector.flow import access
from connector.flow.access import (
    EXPIRES_AFTER,
    FORGOTTEN_AFTER,
    FREE_GUESSES,
    IDLE_AFTER,
    LONGEST_PAUSE,
    known_user,
)
from connector.flow.entities import Company, Guesses
from connector.flow.exchange import Exchange
from connector.quickbooks.web_connector.session import UNKNOWN_TICKET
from scenarios.clock import SimClock
from scenarios.tape import SeededEntropy
from scenarios.world import QuickPasswords
from tests.contract.test_soap_wire import HCP

PC, STRANGER = "198.51.100.7", "203.0.113.9"


class Door:
    """A connector with companies, and authenticate's answers."""

    def __init__(self, *names: str, real: bool = False) -> None:
        self.clock = SimClock()
        self.entropy = SeededEntropy(1)
        self.passwords = Argon2Passwords(self.clock) if real else QuickPasswords()
        self.connector = Connector.in_memory(self.clock, self.entropy, httpx.HTTPTransport, self.passwords)
        url = "https://jaggaer.example"
        self.added = [self.connector.add_company(NewCompany(name, url, url, "id", "s")) for name in names or ("acme",)]
        self.user, self.right = self.added[0].company.user, self.added[0].password

    def knock(self, password: str, source: str = PC, user: str | None = None) -> Company | tuple[str, ...]:
        who = self.user if user is None else user
        return known_user(self.connector.store, self.passwords, self.clock, who, password, source)

    def is_open(self, source: str = PC) -> bool:
        return isinstance(self.knock(self.right, source), Company)

    def guess(self, times: int, source: str = STRANGER) -> None:
        for _ in range(times):
            assert self.knock("wrong", source) == ("", "nvu")

    def guesses(self, user: str, source: str = STRANGER) -> Guesses:
        with self.connector.store.read() as work:
            return work.guesses.get(access._print(user), source)

    def dump(self) -> str:
        with self.connector.store.read() as work:
            connection: Any = work.transaction.driver
            return "".join(connection.iterdump())

    def exchange(self) -> Exchange:
        return Exchange(self.connector.store, self.clock, self.entropy, self.passwords, "1")


def test_guesses_are_slowed_per_user_and_source_and_never_shut_out_another_source() -> None:
    door = Door()
    door.guess(FREE_GUESSES)
    assert not door.is_open(STRANGER), "answered at once, whatever it was"
    assert door.is_open(PC), "the real PC goes on working"
    door.clock.advance(LONGEST_PAUSE)
    assert door.is_open(STRANGER)


def test_pauses_double_up_to_a_quarter_of_an_hour() -> None:
    door = Door()
    door.guess(FREE_GUESSES)
    pauses = []
    for _ in range(14):
        until = door.guesses(door.user).until
        assert until is not None
        pauses.append((until - door.clock.now()).total_seconds())
        door.clock.advance(until - door.clock.now() - timedelta(microseconds=1))
        door.guess(1)
        assert door.guesses(door.user).until == until, "nothing is tried during a pause"
        door.clock.advance(timedelta(microseconds=1))
        door.guess(1)
    assert pauses[:6] == [1, 2, 4, 8, 16, 32]
    assert max(pauses) == LONGEST_PAUSE.total_seconds()


def test_a_source_that_was_right_before_is_not_shut_out_by_who_guesses_from_there() -> None:
    """Behind one proxy all have one address, and after a restart nothing is remembered."""
    door = Door()
    assert door.is_open(PC)
    for _ in range(40):
        door.guess(5, PC)
        assert door.is_open(PC)


def test_a_pause_that_a_wrong_clock_set_is_no_pause() -> None:
    door = Door()
    door.clock.advance(timedelta(days=2000))
    door.guess(FREE_GUESSES)
    door.clock.jump(timedelta(days=-2000))
    assert door.is_open(STRANGER)


def test_a_right_password_is_remembered_ten_minutes_whatever_the_clock_does() -> None:
    door = Door(real=True)
    assert door.is_open(PC)
    hashed = door.added[0].company.password_hash
    assert door.passwords.remembers(door.user, hashed, door.right)
    door.clock.jump(timedelta(days=-1))
    assert not door.passwords.remembers(door.user, hashed, door.right)


def test_eight_that_guess_at_once_are_slowed_and_the_known_source_goes_on_even_after_a_restart(
    tmp_path: Path,
) -> None:
    door = Door(real=True)
    door.connector.store = SqlStore(tmp_path / "connector.db")  # threads need a file
    door.connector.store.create()
    added = door.connector.add_company(NewCompany("acme", "https://x.example", "https://x.example", "id", "s"))
    door.right = added.password
    assert door.is_open(PC)
    door.passwords = Argon2Passwords(door.clock)  # a new process remembers nothing
    answers: list[tuple[str, ...]] = []
    go_on = threading.Event()

    def guess(source: str) -> None:
        while not go_on.is_set():
            answer = door.knock("wrong", source)
            assert not isinstance(answer, Company)
            answers.append(answer)

    threads = [threading.Thread(target=guess, args=(STRANGER,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    try:
        while len(answers) < 200:
            assert door.is_open(PC), "a place is kept for it"
    finally:
        go_on.set()
        for thread in threads:
            thread.join()
    tried = door.guesses(door.user).count
    assert tried <= FREE_GUESSES + 1, "the clock stands still, so the pause never ends"
    assert set(answers) <= {("", "nvu"), access.BUSY}


def test_an_unknown_user_is_paused_as_a_known_one_is() -> None:
    door = Door()
    for user in (door.user, "nobody", "jaggaer-other"):
        for _ in range(FREE_GUESSES):
            door.knock("wrong", STRANGER, user)
        until = door.guesses(user).until
        assert until is not None
        assert until > door.clock.now()


@pytest.mark.parametrize(
    ("source", "origin"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3::4%eth0", "2001:db8:1:2::/64"),
        ("", ""),
        ("x" * 100, "x" * 60),
    ],
)
def test_an_address_is_counted_as_one_customer_has_it(source: str, origin: str) -> None:
    assert access.origin_of(source) == origin


def test_invented_names_and_addresses_do_not_fill_the_disk() -> None:
    door = Door()

    def rows() -> int:
        with door.connector.store.read() as work:
            return int(work.transaction.sql("SELECT count(*) FROM guesses").fetchone()[0])

    for number in range(300):
        door.knock("wrong", f"2001:db8::{number:x}", "somebody")
    assert rows() == 1, "one network"
    for number in range(20):
        door.knock("wrong", f"198.51.100.{number}", f"user {number}")
    door.is_open(PC)
    door.clock.advance(FORGOTTEN_AFTER + LONGEST_PAUSE)
    door.knock("wrong", STRANGER)
    assert rows() == 2, "the last guess, and where a right password came from"


def test_an_unknown_user_costs_the_same_work_as_a_wrong_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """One hash of the same settings, and the same statements in the same order; how long it takes is a benchmark."""
    door = Door(real=True)
    done: list[str] = []
    verify = PasswordHasher.verify

    def hashed(self: PasswordHasher, hash: str, password: str) -> bool:  # noqa: A002 # the name of what it stands for
        done.append(hash.rpartition("p=")[0])
        return verify(self, hash, password)

    def executed(statement: Statement, values: Values) -> Prepared:
        made = prepared(statement, values)
        done.append(made.sql)
        return made

    def work_for(user: str, source: str) -> list[str]:
        done.clear()
        assert door.knock("wrong", source, user) == ("", "nvu")
        return [*done]

    monkeypatch.setattr(PasswordHasher, "verify", hashed)
    monkeypatch.setattr(transaction, "prepared", executed)
    known, unknown = work_for(door.user, "198.51.100.1"), work_for("jaggaer-nobody", "198.51.100.2")
    assert known == unknown
    assert "$argon2id$v=19$m=19456,t=2," in known


@pytest.mark.parametrize(("quiet", "lives"), [(IDLE_AFTER, True), (IDLE_AFTER + timedelta(seconds=1), False)])
def test_a_ticket_that_is_not_used_ends(quiet: timedelta, *, lives: bool) -> None:
    door = Door()
    exchange = door.exchange()
    ticket = exchange.authenticate(door.user, door.right, PC)[0]
    door.clock.advance(quiet)
    assert (exchange.get_last_error(ticket) != UNKNOWN_TICKET) is lives


def test_a_ticket_waits_for_quickbooks_longer_than_for_a_call() -> None:
    door = Door()
    exchange = door.exchange()
    ticket = exchange.authenticate(door.user, door.right, PC)[0]
    company = door.added[0].company
    hcp = HCP.format(company.owner_id, company.file_id)
    assert exchange.send_request(ticket, hcp, 16, 0) != ""
    door.clock.advance(2 * IDLE_AFTER)
    assert exchange.receive_response(ticket, "", "0x80040402", "Unexpected error.") == -1
    assert "0x80040402" in exchange.get_last_error(ticket), "it was heard, not taken for the call of a dead ticket"


def test_a_ticket_ends_after_two_hours_however_busy_it_is() -> None:
    door = Door()
    exchange = door.exchange()
    ticket = exchange.authenticate(door.user, door.right, PC)[0]
    while door.clock.now() - SimClock().now() < EXPIRES_AFTER:
        assert exchange.get_last_error(ticket) != UNKNOWN_TICKET
        door.clock.advance(IDLE_AFTER)
    door.clock.advance(timedelta(seconds=1))
    assert exchange.get_last_error(ticket) == UNKNOWN_TICKET
    assert exchange.send_request(ticket, "", 16, 0) == ""


def test_a_ticket_of_one_company_never_brings_the_work_of_another() -> None:
    door = Door("acme", "other")
    exchange = door.exchange()
    tickets = [exchange.authenticate(one.company.user, one.password, PC)[0] for one in door.added]
    for ticket in tickets:
        exchange.send_request(ticket, "", 16, 0)
    with door.connector.store.read() as work:
        for ticket, one in zip(tickets, door.added, strict=True):
            opened = work.sessions.get(access.ticket_hash(ticket))
            assert opened is not None
            assert opened.company == one.company.name
    assert len(set(tickets)) == 2


def test_tickets_and_passwords_have_256_random_bits_and_the_store_has_neither() -> None:
    from connector.adapters.clock import SystemEntropy

    tickets = {SystemEntropy().secret() for _ in range(100_000)}
    assert len(tickets) == 100_000
    assert {len(one) for one in tickets} == {43}
    door = Door()
    ticket = door.exchange().authenticate(door.user, door.right, PC)[0]
    assert ticket not in door.dump()
