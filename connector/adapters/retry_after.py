"""How long the other side asks us to wait: Retry-After, in seconds or as a date."""

from __future__ import annotations

from datetime import timedelta
from email.utils import parsedate_to_datetime

import httpx

USUAL = timedelta(seconds=15)  # what a public JAGGAER client waits where the header is missing
MOST_DIGITS = 9


def asked_to_wait(response: httpx.Response) -> timedelta | None:
    """None where the other side asked for nothing: a 503 without the header."""
    return retry_after(response) if "Retry-After" in response.headers else None


def retry_after(response: httpx.Response) -> timedelta:
    """A date counts from the answer's own Date: neither clock has to be right."""
    asked = response.headers.get("Retry-After", "").strip()
    if asked.isascii() and asked.isdigit():
        return timedelta(seconds=int(asked[:MOST_DIGITS]))
    try:
        span = parsedate_to_datetime(asked) - parsedate_to_datetime(response.headers.get("Date", ""))
    except (ValueError, TypeError, OverflowError):
        return USUAL
    return max(span, timedelta())
