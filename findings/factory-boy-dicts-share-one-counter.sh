#!/bin/sh
# factory-boy 3.3.3: all DictFactory classes of a program draw their Sequence numbers from one counter.
# Also a DictFactory without any Sequence moves it, so numbers have gaps that depend on unrelated tests.
# A good engineer guesses a counter for each factory, as two factory.Factory classes of one model have.
# Seen in 2026-11: two factories give 0 and 1, and the next one of the first is 3, after a third was called.
# Invoice.reset_sequence() refuses, and names DictFactory as the owner.
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


class Invoice(factory.DictFactory):
    number = factory.Sequence(int)


class Vendor(factory.DictFactory):
    number = factory.Sequence(int)


class Terms(factory.DictFactory):
    days = 30


class Order(factory.Factory):
    class Meta:
        model = dict

    number = factory.Sequence(int)


class Receipt(factory.Factory):
    class Meta:
        model = dict

    number = factory.Sequence(int)


separate = [Order()["number"], Receipt()["number"], Order()["number"]]
shared = [Invoice()["number"], Vendor()["number"], Terms() and Invoice()["number"]]
try:
    Invoice.reset_sequence(0)
    refusal = ""
except ValueError as error:
    refusal = str(error)
print("factory.Factory:     Order, Receipt, Order          ", separate)
print("factory.DictFactory: Invoice, Vendor, Terms, Invoice", shared)
print(refusal)
assert separate == [0, 0, 1], f"changed: factories of a model count {separate}"
assert shared == [0, 1, 3], f"changed: factories of dicts count {shared}"
assert "DictFactory" in refusal, "changed: the sequence can be reset on the factory itself"
PY
