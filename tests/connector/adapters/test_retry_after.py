"""Retry-After: seconds, dates by either clock, and what is neither."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from connector.adapters.retry_after import USUAL, retry_after

DATE = "Thu, 15 Jan 2026 17:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "120"}, timedelta(minutes=2)),
        ({"Retry-After": "0"}, timedelta()),
        ({"Retry-After": "9" * 40}, timedelta(seconds=999_999_999)),
        ({"Retry-After": "Thu, 15 Jan 2026 17:02:00 GMT", "Date": DATE}, timedelta(minutes=2)),
        ({"Retry-After": "Thu, 15 Jan 2026 16:00:00 GMT", "Date": DATE}, timedelta()),
        ({"Retry-After": "Thu, 15 Jan 2026 17:02:00 GMT"}, USUAL),  # no Date to count from
        ({"Retry-After": "soon"}, USUAL),
        ({"Retry-After": "-5"}, USUAL),
        ({"Retry-After": "1.5"}, USUAL),
        ({}, USUAL),
    ],
)
def test_how_long_to_wait(headers: dict[str, str], wait: timedelta) -> None:
    assert retry_after(httpx.Response(429, headers=headers)) == wait
