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
from connector.errors import NotThereError, OtherSideError, OutcomeUnknownError, TransientError
from connector.flow.entities import Json
from connector.flow.ports import Detail
from connector.jaggaer.loading import load_json
from connector.jaggaer.paging import MAX_PAGES, read_page
from connector.jaggaer.rows import Names, row_of
from connector.jaggaer.wire_profile import Resource, WireProfile

CONNECT_SECONDS = 10
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)
"""What fails before a request has left."""


class JaggaerHttp:
    """``client`` carries base URL, transport and timeouts; the tenant is implied by the credentials."""

    def __init__(self, client: httpx.Client, auth: ClientCredentials, profile: WireProfile, throttle: Throttle) -> None:
        self._throttle = throttle
        self._client = client
        self._base = str(client.base_url).rstrip("/")  # httpx parses a relative address three times
        self._auth = auth
        self._profile = profile

    def headers(self, resource: Resource, since: str | None) -> Generator[Sequence[Json], None, None]:
        stamp = resource.stamp(since) if since and resource.changed_since else ""
        yield from self._pages(resource, resource.changed_since.format(stamp=stamp) if stamp else "")

    def suppliers(self) -> Iterator[Sequence[Json]]:
        yield from self._pages(self._profile.suppliers, "")

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

    def numbered(self, resource: Resource, names: Names, number: str) -> Sequence[Json]:
        pages = self._pages(resource, resource.by_number.format(number=number))
        rows = [row_of(row, names) for page in pages for row in page if str(row.get(names.number)) == number]
        return [self.detail(resource, names.called, names.own(row.id)).document for row in rows]

    def rows(self, resource: Resource, filter_: str) -> Sequence[Json]:
        return [row for page in self._pages(resource, filter_) for row in page]

    def known(self, resource: Resource, names: Names, own_id: str) -> Json | None:
        try:
            return self.detail(resource, names.called, own_id).document if resource.detail_path else None
        except NotThereError:
            return None

    def write(self, path: str, body: str, what: str) -> Json:
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        self._throttle.wait()
        try:
            response = self._client.post(f"{self._base}{path}", content=body.encode(), headers=headers, auth=self._auth)
        except NOT_SENT as error:
            raise TransientError(f"JAGGAER cannot be reached ({type(error).__name__}).") from error
        except httpx.HTTPError as error:
            raise OutcomeUnknownError(f"JAGGAER's answer for {what} was lost ({type(error).__name__}).") from error
        except (httpx.InvalidURL, ValueError) as error:
            raise OtherSideError(
                f"JAGGAER cannot be given {what} ({error}).", remedy="Check the JAGGAER URL of the company."
            ) from error
        return _written(response, what)

    def _pages(self, resource: Resource, filter_: str) -> Generator[Sequence[Json], None, None]:
        start = self._profile.first
        for _ in range(MAX_PAGES):
            parameters = {self._profile.start_param: str(start)}
            if filter_:
                parameters[self._profile.filter_param] = filter_
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
    _check_right(response, what, "read")
    if status >= 500:
        raise TransientError(f"JAGGAER answered {status} for {what}.", wait=asked_to_wait(response))
    if status == 404:
        raise NotThereError(f"JAGGAER answered {status} for {what}.")
    raise OtherSideError(f"JAGGAER answered {status} for {what}.")


def _check_right(response: httpx.Response, what: str, does: str) -> None:
    """What JAGGAER refuses before it looks at what it is asked for."""
    status = response.status_code
    if status == 429:
        wait = retry_after(response)
        remedy = f"Try again in {wait.total_seconds():.0f} seconds."
        raise TransientError(f"JAGGAER asks us to slow down ({what}).", remedy=remedy, wait=wait)
    if status == 401:
        raise OtherSideError(f"JAGGAER refused our fresh token for {what} (401).")
    if status == 403:
        raise OtherSideError(
            f"JAGGAER does not let us {does} {what} (403).",
            remedy="Ask the JAGGAER administrator for that right.",
        )


def _written(response: httpx.Response, what: str) -> Json:
    """The answer to a write; one that refuses this record alone has HTTP's status for a returnCode."""
    _check_right(response, what, "write")
    status = response.status_code
    if status >= 500:
        raise OutcomeUnknownError(f"JAGGAER answered {status} for {what}.", wait=asked_to_wait(response))
    try:
        answer = load_json(response.content, what)
    except OtherSideError as error:
        if status < 300:
            raise OutcomeUnknownError(error.what) from error
        answer = {}
    if status in (200, 201, 202):
        return answer
    if status < 400:
        raise OtherSideError(f"JAGGAER answered {status} for {what}.")
    if status in (404, 405):
        raise NotThereError(f"JAGGAER takes no writes there ({status} for {what}).")
    return {"returnCode": f"HTTP {status}", "returnMessage": str(answer.get("returnMessage", ""))}
