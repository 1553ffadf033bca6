"""What the connector answers over HTTP: the SOAP service at /qbwc, the support page and the health check."""

from connector.adapters.web.pages import build_web

__all__ = ["build_web"]
