"""
How long an unknown user takes beside a wrong password, in processor time, in one run.

    python -m benchmarks.guesses --pairs 200

Each guess comes from a source of its own, so that none is paused; the two take turns in going first. A difference
beyond a few standard errors would tell a stranger which users there are.
"""

from __future__ import annotations

import argparse
from statistics import fmean, stdev
from time import thread_time

import httpx

from connector import Connector, NewCompany
from connector.adapters.clock import SystemClock, SystemEntropy
from connector.adapters.passwords import Argon2Passwords
from connector.flow.access import NOT_VALID, known_user

WARM_UP = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=200)
    pairs = parser.parse_args().pairs
    clock = SystemClock()
    passwords = Argon2Passwords(clock)
    connector = Connector.in_memory(clock, SystemEntropy(), httpx.HTTPTransport, passwords)
    url = "https://jaggaer.example"
    user = connector.add_company(NewCompany("acme", url, url, "id", "secret")).company.user

    def lasts(who: str, source: str) -> float:
        before = thread_time()
        answer = known_user(connector.store, passwords, clock, who, "wrong", source)
        taken = thread_time() - before
        if answer != NOT_VALID:
            raise SystemExit(f"a wrong password was answered {answer}")
        return taken

    taken: dict[str, list[float]] = {user: [], "jaggaer-nobody": []}
    for number in range(pairs + WARM_UP):
        for who in sorted(taken, reverse=bool(number % 2)):
            taken[who].append(lasts(who, f"198.18.{number // 250}.{number % 250}"))
    known, unknown = (times[WARM_UP:] for times in taken.values())
    differences = [one / other - 1 for one, other in zip(unknown, known, strict=True)]
    error = stdev(differences) / len(differences) ** 0.5
    print(
        f"a wrong password takes {fmean(known) * 1000:.1f} ms; an unknown user {fmean(differences):+.2%} ± {error:.2%}"
    )


if __name__ == "__main__":
    main()
