"""The request processor: one message set in, one answer out, on one company file."""

from simulators.qbwc.processor.processor import Hresult, Load, RequestProcessor

__all__ = ["Hresult", "Load", "RequestProcessor"]
