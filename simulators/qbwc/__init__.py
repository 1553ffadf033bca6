"""
A Windows PC: a QuickBooks Desktop company file with its request processor, and the Web Connector.

This file is its public surface.
"""

from simulators.qbwc.assumed import SWITCHES, Assumed
from simulators.qbwc.company.build import account, bare_company, item, named, new_company, purchase_order, terms, vendor
from simulators.qbwc.company.file import LISTS, TRANSACTIONS, CompanyFile
from simulators.qbwc.company.links import Link
from simulators.qbwc.company.people import NotOnScreen, Person, copied, numbered, restore
from simulators.qbwc.company.preferences import Preferences
from simulators.qbwc.company.record import ref
from simulators.qbwc.disk import BadCompanyFile, load, save
from simulators.qbwc.faults import FAULTS, Fault, fault
from simulators.qbwc.latency import drawn as drawn_latency
from simulators.qbwc.latency import off as no_latency
from simulators.qbwc.pc import Pc
from simulators.qbwc.processor import Hresult, RequestProcessor
from simulators.qbwc.processor.schema import messages
from simulators.qbwc.processor.tree import record_of
from simulators.qbwc.processor.views import linked
from simulators.qbwc.rules import Rule, rules
from simulators.qbwc.statuses import Refusal
from simulators.qbwc.vocabulary import enum_values, field_types, group_names, own_words
from simulators.qbwc.web_connector.dotnet import CallFailed
from simulators.qbwc.web_connector.log_file import Level, LogFile
from simulators.qbwc.web_connector.log_lines import QwcLog
from simulators.qbwc.web_connector.machine import UpdateResult
from simulators.qbwc.web_connector.qwc import Application, Refused, read_qwc
from simulators.qbwc.web_connector.soap import Proxy

REQUESTS = tuple(name.removesuffix("Rq") for name in messages() if name.endswith("Rq"))

__all__ = [
    "FAULTS",
    "LISTS",
    "REQUESTS",
    "SWITCHES",
    "TRANSACTIONS",
    "Application",
    "Assumed",
    "BadCompanyFile",
    "CallFailed",
    "CompanyFile",
    "Fault",
    "Hresult",
    "Level",
    "Link",
    "LogFile",
    "NotOnScreen",
    "Pc",
    "Person",
    "Preferences",
    "Proxy",
    "QwcLog",
    "Refusal",
    "Refused",
    "RequestProcessor",
    "Rule",
    "UpdateResult",
    "account",
    "bare_company",
    "copied",
    "drawn_latency",
    "enum_values",
    "fault",
    "field_types",
    "group_names",
    "item",
    "linked",
    "load",
    "named",
    "new_company",
    "no_latency",
    "numbered",
    "own_words",
    "purchase_order",
    "read_qwc",
    "record_of",
    "ref",
    "restore",
    "rules",
    "save",
    "terms",
    "vendor",
]
