"""Everything that can make a document wait, as one table; docs/exceptions.md is made from it."""

from __future__ import annotations

from connector.domain.catalogue.document import DOCUMENT
from connector.domain.catalogue.entry import Reason
from connector.domain.catalogue.names import NAMES
from connector.domain.catalogue.ordering import ORDERING
from connector.domain.catalogue.orders import ORDERS
from connector.domain.catalogue.posted import POSTED
from connector.domain.catalogue.receiving import RECEIVING
from connector.domain.catalogue.refusals import REFUSALS
from connector.domain.catalogue.writing_back import WRITING_BACK
from connector.domain.hold_code import HoldCode

REASONS: dict[HoldCode, Reason] = {
    **DOCUMENT,
    **NAMES,
    **ORDERS,
    **ORDERING,
    **RECEIVING,
    **POSTED,
    **REFUSALS,
    **WRITING_BACK,
}
