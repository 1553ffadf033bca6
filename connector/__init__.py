"""
Keep JAGGAER and QuickBooks Desktop in step.

This file is the public surface: an installation (``Connector``), what it takes to add a company to it, and
the errors it raises. Everything else is the connector's own.
"""

from connector.adapters.store import SqlStore as Store
from connector.bootstrap import Added, Connector, NewCompany, __version__, initialise
from connector.domain.catalogue.entry import Answer
from connector.domain.hold_code import HoldCode
from connector.errors import ConfigurationError, ConnectorError, InternalError, OtherSideError, TransientError
from connector.flow.code_meanings import CodeMeaning, hresult_meaning, status_meaning
from connector.flow.resolving import Said
from connector.profile import Profile, profile_of, read_profile

HOLDS = tuple(code.name for code in HoldCode)
"""Every reason for which a document can wait, by its code."""

__all__ = [
    "HOLDS",
    "Added",
    "Answer",
    "CodeMeaning",
    "ConfigurationError",
    "Connector",
    "ConnectorError",
    "InternalError",
    "NewCompany",
    "OtherSideError",
    "Profile",
    "Said",
    "Store",
    "TransientError",
    "__version__",
    "hresult_meaning",
    "initialise",
    "profile_of",
    "read_profile",
    "status_meaning",
]
