"""
A JAGGAER tenant: Keycloak-shaped OAuth and the J1P REST API.

This file is its public surface. ``Tenant`` holds the documents, ``create_app`` serves them, and the
factories make documents of the real shape.
"""

from simulators.jaggaer.app import create_app
from simulators.jaggaer.factories import company_profile, credit_memo, invoice, line, seeded_tenant
from simulators.jaggaer.faults import FAULTS, Fault, fault
from simulators.jaggaer.oauth import Keycloak
from simulators.jaggaer.tenant import BadTenant, Tenant

__all__ = [
    "FAULTS",
    "BadTenant",
    "Fault",
    "Keycloak",
    "Tenant",
    "company_profile",
    "create_app",
    "credit_memo",
    "fault",
    "invoice",
    "line",
    "seeded_tenant",
]
