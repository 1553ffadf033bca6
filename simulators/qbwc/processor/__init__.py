"""The request processor: one message set in, one answer out, on one company file."""

from simulators.qbwc.processor.processor import UNEXPECTED, Hresult, Load, RequestProcessor, Trouble

__all__ = ["UNEXPECTED", "Hresult", "Load", "RequestProcessor", "Trouble"]
