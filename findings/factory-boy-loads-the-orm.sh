#!/bin/sh
# factory-boy 3.3.3 beside SQLAlchemy 2.1.9: "import factory" loads SQLAlchemy and its ORM wherever that is installed.
# No factory of the program has to be about a database for it; also a DictFactory pays.
# A good engineer guesses that factory.alchemy is loaded by whoever uses it.
# Seen in 2026-11: 121 modules of SQLAlchemy; where it cannot be imported none, and the factories work.
set -eu

python=${PYTHON:-python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
"$python" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -qq --disable-pip-version-check \
    factory-boy==3.3.3 sqlalchemy==2.1.9

"$work/venv/bin/python" -W ignore - <<'PY'
import subprocess
import sys

LOADED = "import sys; print(sum(one.startswith('sqlalchemy') for one in sys.modules if sys.modules[one]))"
HIDDEN = "import sys; sys.modules['sqlalchemy'] = None"


def loaded(*statements):
    done = subprocess.run([sys.executable, "-c", "\n".join([*statements, LOADED])], capture_output=True, text=True)
    return int(done.stdout)


plain, hidden = loaded("import factory"), loaded(HIDDEN, "import factory")
print("modules of SQLAlchemy after import factory:", plain)
print("the same where it cannot be imported:     ", hidden)
assert plain > 50, f"changed: import factory loads {plain} modules of SQLAlchemy"
assert hidden == 0, f"changed: {hidden} modules are loaded although SQLAlchemy is hidden"
PY
