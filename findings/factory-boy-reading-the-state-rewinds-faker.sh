#!/bin/sh
# factory-boy 3.3.3 with faker 40.54.0: get_random_state() changes what factory.Faker gives next.
# factory.fuzzy and factory.Faker draw from two generators; the function reads the first, and sets the second to it.
# So reading the state, say to print it when a test fails, takes Faker back to where the first one stands.
# A good engineer guesses that a getter changes nothing, and that what it returns covers both.
# Seen in 2026-11: after the read, Faker's values begin anew, and "unique" ids come twice.
set -eu

python=${PYTHON:-python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
"$python" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -qq --disable-pip-version-check \
    factory-boy==3.3.3 faker==40.54.0

"$work/venv/bin/python" -W ignore - <<'PY'
import factory
from factory import fuzzy
from factory import random as factory_random


class ByFaker(factory.DictFactory):
    number = factory.Faker("pyint")


class ByFuzzy(factory.DictFactory):
    number = fuzzy.FuzzyInteger(0, 9999)


def four(made, reads_the_state):
    factory_random.reseed_random(1)
    first = [made()["number"] for _ in range(2)]
    if reads_the_state:
        factory_random.get_random_state()
    return first + [made()["number"] for _ in range(2)]


found = {}
for made in (ByFuzzy, ByFaker):
    found[made] = four(made, reads_the_state=False), four(made, reads_the_state=True)
    print(f"{made.__name__}: not read {found[made][0]}, read in the middle {found[made][1]}")
plain, read = found[ByFuzzy]
assert plain == read, "changed: fuzzy values are changed by reading the state"
plain, read = found[ByFaker]
assert len(set(plain)) == 4, "the seed gives equal values by chance"
assert read[2:] == read[:2] == plain[:2], "changed: reading the state leaves Faker's values alone"
PY
