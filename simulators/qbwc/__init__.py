"""
A Windows PC: a QuickBooks Desktop company file with its request processor, and the Web Connector.

This file is its public surface.
"""

from simulators.qbwc.company.build import bare_company, new_company
from simulators.qbwc.company.file import BadCompanyFile, CompanyFile
from simulators.qbwc.company.lists import account, item, terms, vendor
from simulators.qbwc.company.transactions import purchase_order
from simulators.qbwc.faults import FAULTS, Fault, fault
from simulators.qbwc.latency import drawn as drawn_latency
from simulators.qbwc.latency import off as no_latency
from simulators.qbwc.pc import Pc
from simulators.qbwc.processor import Hresult, RequestProcessor
from simulators.qbwc.processor.schema import messages
from simulators.qbwc.processor.tree import record_of
from simulators.qbwc.rules import RULES, Rule
from simulators.qbwc.web_connector.log_file import Level, QwcLog
from simulators.qbwc.web_connector.qwc import Application, Refused, read_qwc
from simulators.qbwc.web_connector.soap import CallFailed, Proxy
from simulators.qbwc.web_connector.update import UpdateResult

REQUESTS = tuple(name.removesuffix("Rq") for name in messages() if name.endswith("Rq"))

__all__ = [
    "FAULTS",
    "REQUESTS",
    "RULES",
    "Application",
    "BadCompanyFile",
    "CallFailed",
    "CompanyFile",
    "Fault",
    "Hresult",
    "Level",
    "Pc",
    "Proxy",
    "QwcLog",
    "Refused",
    "RequestProcessor",
    "Rule",
    "UpdateResult",
    "account",
    "bare_company",
    "drawn_latency",
    "fault",
    "item",
    "new_company",
    "no_latency",
    "purchase_order",
    "read_qwc",
    "record_of",
    "terms",
    "vendor",
]
