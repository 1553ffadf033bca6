"""The Web Connector's passwords: Argon2id, a short memory, and few at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from connector.adapters.passwords import Argon2Passwords
from scenarios.clock import SimClock


def test_a_right_password_is_remembered_for_ten_minutes_and_a_wrong_one_never() -> None:
    clock = SimClock()
    passwords = Argon2Passwords(clock)
    hashed = passwords.hash("right")
    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.verify("ann", hashed, "right", is_known=False) is True
    passwords._is_right = lambda *_: pytest.fail("verified again")  # type: ignore[method-assign] # seen from outside
    assert passwords.verify("ann", hashed, "right", is_known=False) is True
    clock.advance(timedelta(minutes=11))
    with pytest.raises(pytest.fail.Exception):
        passwords.verify("ann", hashed, "right", is_known=False)


def test_an_unknown_user_takes_the_same_verification() -> None:
    passwords = Argon2Passwords(SimClock())
    calls: list[str] = []
    real = passwords._is_right
    passwords._is_right = lambda hashed, password: calls.append(hashed) or real(hashed, password)  # type: ignore[method-assign,func-returns-value] # counting
    assert passwords.verify("nobody", None, "any", is_known=False) is False
    assert len(calls) == 1
    assert calls[0].startswith("$argon2id$")


@contextmanager
def held_open(passwords: Argon2Passwords, *verifications: Callable[[], object]) -> Iterator[None]:
    """These are being verified while the block runs."""
    inside, go_on = threading.Semaphore(0), threading.Event()

    def slow(_hashed: str, _password: str) -> bool:
        inside.release()
        return go_on.wait(timeout=10)

    passwords._is_right = slow  # type: ignore[method-assign,assignment] # held open, to be counted
    threads = [threading.Thread(target=one) for one in verifications]
    for thread in threads:
        thread.start()
        assert inside.acquire(timeout=10)
    try:
        yield
    finally:
        go_on.set()
        for thread in threads:
            thread.join()


def test_beyond_two_at_once_the_answer_is_busy() -> None:
    passwords = Argon2Passwords(SimClock())
    hashed = passwords.hash("right")
    known = [lambda n=n: passwords.verify("ann", hashed, str(n), is_known=True) for n in range(2)]
    with held_open(passwords, *known):
        assert passwords.verify("ann", hashed, "third", is_known=True) is None


def test_strangers_never_take_the_last_place() -> None:
    passwords = Argon2Passwords(SimClock())
    hashed = passwords.hash("right")
    with held_open(passwords, lambda: passwords.verify("ann", hashed, "guess", is_known=False)):
        assert passwords.verify("ann", hashed, "another guess", is_known=False) is None
        passwords._is_right = lambda *_: True  # type: ignore[method-assign] # the one held open has its own
        assert passwords.verify("ann", hashed, "right", is_known=True) is True
