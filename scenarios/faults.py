"""Every fault of every machine in one place, by machine and name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scenarios.crash import DEATHS
from scenarios.network import SOAP_CALLS, TROUBLES
from scenarios.store import BREAKAGES, LEAPS
from simulators.jaggaer import FAULTS as TENANT_FAULTS
from simulators.jaggaer import OPERATIONS as TENANT_OPERATIONS
from simulators.qbwc import FAULTS as PC_FAULTS

OPERATIONS = (
    *TENANT_OPERATIONS,
    *SOAP_CALLS,
)


@dataclass(frozen=True, slots=True)
class Known:
    """``customer_sees`` is a sentence."""

    name: str
    machine: str
    customer_sees: str


def all_faults() -> Iterator[Known]:
    for name, pc in PC_FAULTS.items():
        yield Known(name, "quickbooks", pc.customer_sees)
    for name, tenant in TENANT_FAULTS.items():
        yield Known(name, "jaggaer", tenant.customer_sees)
    for name, trouble in TROUBLES.items():
        yield Known(name, "network", trouble.customer_sees)
    for name, breakage in BREAKAGES.items():
        yield Known(name, "store", breakage.customer_sees)
    for name, leap in LEAPS.items():
        yield Known(name, "clock", leap.customer_sees)
    for name, customer_sees in DEATHS.items():
        yield Known(name, "connector", customer_sees)


def known(machine: str) -> list[str]:
    return [one.name for one in all_faults() if one.machine == machine]
