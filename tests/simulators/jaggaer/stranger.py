"""
A plain client of JAGGAER as a third party would write it, from what is public of the API; nothing of it is ours.

It asks for a token with the credentials in the body, obeys its lifetime, drops it and asks once more after a 401,
reads pages by ``start`` until all that was promised is there, and takes any returnCode but 0 for an error.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen


class Stranger:
    def __init__(self, url: str, token_url: str, client_id: str, secret: str) -> None:
        self._url, self._token_url = url, token_url
        self._form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
        self._token, self._until = "", 0.0

    def rows(self, path: str, *container: str, **query: str) -> Iterator[Any]:
        start = 1
        while True:
            page = self.get(path, start=str(start), **query)
            found = page
            for step in container:
                found = found[step]
            yield from found
            start += page["returnedRecords"]
            if not page["returnedRecords"] or start > page["totRecords"]:
                return

    def get(self, path: str, **query: str) -> Any:
        return self._json(f"{self._url}{path}?{urlencode(query)}", None)

    def post(self, path: str, body: Any) -> Any:
        return self._json(self._url + path, json.dumps(body).encode())

    def _json(self, url: str, body: bytes | None) -> Any:
        try:
            text = self._once(url, body)
        except HTTPError as error:
            if error.code != 401:
                raise
            self._until = 0.0
            text = self._once(url, body)
        answer = json.loads(text)
        if "returnCode" in answer and str(answer["returnCode"]) != "0":
            raise ValueError(answer["returnMessage"])
        return answer

    def _once(self, url: str, body: bytes | None) -> bytes:
        headers = {"Authorization": f"Bearer {self._fresh()}", "Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        return _opened(Request(url, body, headers))  # noqa: S310 # the address is the test's own

    def _fresh(self) -> str:
        if time.monotonic() >= self._until:
            told = json.loads(_opened(Request(self._token_url, urlencode(self._form).encode())))  # noqa: S310 # as above
            self._token, self._until = told["access_token"], time.monotonic() + told["expires_in"] - 30
        return self._token


def _opened(request: Request) -> bytes:
    with urlopen(request, timeout=10) as answer:  # noqa: S310 # as above
        return bytes(answer.read())
