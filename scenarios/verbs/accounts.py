"""What people do with QuickBooks' chart of accounts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scenarios.schema import Name
from scenarios.verbs.person import Renaming, does
from scenarios.verbs.verb import Verb
from simulators.qbwc import Person


def _account(deed: str, says: str, act: Callable[[Person, Any], object]) -> Verb:
    return Verb(deed, says, f"{deed}: Freight and Duty", does(act), Name)


VERBS = (
    _account("add account", "A person adds an expense account.", Person.add_account),
    _account(
        "deactivate account",
        "A person makes an account inactive.",
        lambda person, name: person.set_active("Account", name, is_active=False),
    ),
    _account(
        "delete account",
        "A person deletes an account that nothing is booked on.",
        lambda person, name: person.delete_record("Account", name),
    ),
    Verb(
        "rename account",
        "An account gets another name.",
        "rename account: {name: Freight, to: Freight and Duty}",
        does(lambda person, one: person.rename("Account", one.name, one.to)),
        Renaming,
    ),
)
