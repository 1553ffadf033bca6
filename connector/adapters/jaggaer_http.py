"""The JAGGAER tenant over HTTP: lists page by page, details by id, and its errors in our words."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from urllib.parse import quote

import httpx

from connector.adapters.bounded_http import TooLarge
from connector.adapters.oauth import ClientCredentials
from connector.adapters.retry_after import asked_to_wait, retry_after
from connector.adapters.throttle import Throttle
from connector.errors import OtherSideError, TransientError
from connector.flow.entities import Json
from connector.flow.ports import Detail
from connector.jaggaer.loading import load_json
from connector.jaggaer.paging import MAX_PAGES, read_page
from connector.jaggaer.wire_profile import Resource, WireProfile

CONNECT_SECONDS = 10


class JaggaerHttp:
    """``client`` carries base URL, transport and timeouts; the tenant is implied by the credentials."""

    def __init__(self, client: httpx.Client, auth: ClientCredentials, profile: WireProfile, throttle: Throttle) -> None:
        self._throttle = throttle
        self._client = client
        self._base = str(client.base_url).rstrip("/")  # httpx parses a relative address three times
        self._auth = auth
        self._profile = profile

    def headers(self, resource: Resource, since: str | None) -> Generator[Sequence[Json], None, None]:
        yield from self._pages(resource, since)

    def suppliers(self) -> Iterator[Sequence[Json]]:
        yield from self._pages(self._profile.suppliers, None)

    def detail(self, resource: Resource, called: str, own_id: str) -> Detail:
        what = f"{called} {own_id}"
        path = resource.detail_path.format(id=quote(own_id, safe=""))
        body = self._get(path, {}, what)
        return Detail(load_json(body, what), len(body))

    def details(
        self, resource: Resource, called: str, ids: Iterable[str]
    ) -> Generator[Callable[[], Detail], None, None]:
        """One call to each, in order, that gives the document or raises; some are read ahead where that is allowed."""
        at_once = self._profile.connection.at_once
        if at_once == 1:
            yield from (partial(self.detail, resource, called, one) for one in ids)
            return
        pool = ThreadPoolExecutor(at_once, "jaggaer")
        try:
            ahead: deque[Future[Detail]] = deque()
            for one in ids:
                ahead.append(pool.submit(self.detail, resource, called, one))
                if len(ahead) > at_once:
                    yield ahead.popleft().result
            while ahead:
                yield ahead.popleft().result
        finally:
            pool.shutdown(cancel_futures=True)

    def _pages(self, resource: Resource, since: str | None) -> Generator[Sequence[Json], None, None]:
        start = self._profile.first
        for _ in range(MAX_PAGES):
            parameters = {self._profile.start_param: str(start)}
            if since and resource.changed_since:
                parameters[self._profile.filter_param] = resource.changed_since.format(stamp=resource.stamp(since))
            what = f"the list {resource.list_path}"
            envelope = load_json(self._get(resource.list_path, parameters, what), what)
            page = read_page(envelope, resource, self._profile, start)
            yield page.rows
            if page.next_start is None:
                return
            start = page.next_start
        raise OtherSideError(f"JAGGAER's list {resource.list_path} does not end.")

    def _get(self, path: str, parameters: dict[str, str], what: str) -> bytes:
        headers = {"Accept": "application/json"}
        self._throttle.wait()
        try:
            response = self._client.get(
                f"{self._base}{path}", params=parameters or None, headers=headers, auth=self._auth
            )
        except httpx.TimeoutException as error:
            raise TransientError(f"JAGGAER did not answer in time for {what}.") from error
        except (TooLarge, httpx.DecodingError) as error:
            raise OtherSideError(
                f"JAGGAER's answer for {what} cannot be read ({error}).",
                remedy="Ask JAGGAER's support; if it is a large document: wire.connection.answer_mib in the profile.",
            ) from error
        except httpx.HTTPError as error:
            raise TransientError(f"JAGGAER cannot be reached ({type(error).__name__}).") from error
        except (httpx.InvalidURL, ValueError) as error:
            raise OtherSideError(
                f"JAGGAER cannot be asked for {what} ({error}).", remedy="Check the JAGGAER URL of the company."
            ) from error
        _check(response, what)
        return response.content


def _check(response: httpx.Response, what: str) -> None:
    status = response.status_code
    if status == 200:
        return
    if status == 429:
        wait = retry_after(response)
        remedy = f"Try again in {wait.total_seconds():.0f} seconds."
        raise TransientError(f"JAGGAER asks us to slow down ({what}).", remedy=remedy, wait=wait)
    if status >= 500:
        raise TransientError(f"JAGGAER answered {status} for {what}.", wait=asked_to_wait(response))
    if status == 401:
        raise OtherSideError(f"JAGGAER refused our fresh token for {what} (401).")
    if status == 403:
        raise OtherSideError(
            f"JAGGAER does not let us read {what} (403).",
            remedy="Ask the JAGGAER administrator for that right.",
        )
    raise OtherSideError(f"JAGGAER answered {status} for {what}.")
