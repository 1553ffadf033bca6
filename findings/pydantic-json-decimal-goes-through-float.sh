#!/bin/sh
# pydantic 2.14.3: model_validate_json() reads a JSON number for a Decimal field by way of a float.
# Digits after the 17th are lost and trailing zeros are gone, without an error; a long integer keeps all its digits.
# A good engineer guesses the opposite: the parser has the text before it, and Decimal was chosen to keep it.
# Seen in 2026-11: 12345678901234567.89 becomes Decimal('12345678901234568'), 1.10 becomes Decimal('1.1').
# The same number as a JSON string, or by json.loads(parse_float=Decimal), is kept digit by digit.
set -eu

python=${PYTHON:-python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
"$python" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -qq --disable-pip-version-check \
    pydantic==2.14.3 pydantic-core==2.50.4 annotated-types==0.8.0 typing-inspection==0.4.5 \
    typing-extensions==4.16.0

"$work/venv/bin/python" -W ignore - <<'PY'
import json
from decimal import Decimal

from pydantic import BaseModel


class Line(BaseModel):
    amount: Decimal


found = {}
for text in ("1.10", "12345678901234567.89", "0.12345678901234567890123", "12345678901234567890123"):
    number = Line.model_validate_json('{"amount": %s}' % text).amount
    string = Line.model_validate_json('{"amount": "%s"}' % text).amount
    loaded = Line.model_validate(json.loads('{"amount": %s}' % text, parse_float=Decimal)).amount
    found[text] = str(number)
    print(f"{text}: as a number {number!r}, as a string {string!r}, by parse_float {loaded!r}")
    assert str(string) == str(loaded) == text, "changed: a string or a Decimal is not kept digit by digit"
assert found["1.10"] == "1.1", f"changed: {found['1.10']}"
assert found["12345678901234567.89"] == "12345678901234568", f"changed: {found['12345678901234567.89']}"
assert found["0.12345678901234567890123"] == "0.12345678901234568", f"changed: {found}"
assert found["12345678901234567890123"] == "12345678901234567890123", "changed: a long integer loses digits"
PY
