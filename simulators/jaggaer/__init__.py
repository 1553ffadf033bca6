"""
A JAGGAER tenant: Keycloak-shaped OAuth and the J1P REST API.

This file is its public surface. ``Tenant`` holds the documents, ``create_app`` serves them, a ``Clerk`` does what
people do in JAGGAER, and the factories make documents of the real shape.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from simulators.jaggaer.app import Manners, Unauthorised, create_app
from simulators.jaggaer.clerk import Clerk, NotThere
from simulators.jaggaer.faults import FAULTS, Fault, fault
from simulators.jaggaer.oauth import Keycloak
from simulators.jaggaer.routes import OPERATIONS, BadPaths, Paths
from simulators.jaggaer.tenant import BadTenant, Tenant

if TYPE_CHECKING:
    from simulators.jaggaer.factories import (
        company_profile,
        credit_memo,
        invoice,
        line,
        order_line,
        purchase_order,
        seeded_tenant,
    )

MADE = frozenset({"company_profile", "credit_memo", "invoice", "line", "order_line", "purchase_order", "seeded_tenant"})


def __getattr__(name: str) -> object:
    """Faker takes longer to load than everything else: only who makes documents waits for it."""
    if name not in MADE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    made: object = getattr(import_module("simulators.jaggaer.factories"), name)
    globals()[name] = made
    return made


__all__ = [
    "FAULTS",
    "OPERATIONS",
    "BadPaths",
    "BadTenant",
    "Clerk",
    "Fault",
    "Keycloak",
    "Manners",
    "NotThere",
    "Paths",
    "Tenant",
    "Unauthorised",
    "company_profile",
    "create_app",
    "credit_memo",
    "fault",
    "invoice",
    "line",
    "order_line",
    "purchase_order",
    "seeded_tenant",
]
