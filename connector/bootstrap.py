"""The one place where ports meet adapters: an installation of the connector, ready to use."""

from __future__ import annotations

import ssl
import threading
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Protocol, TypeVar
from wsgiref.types import WSGIApplication

import httpx
import structlog

from connector.adapters.clock import SystemClock, SystemEntropy
from connector.adapters.jaggaer_http import CONNECT_SECONDS, JaggaerHttp
from connector.adapters.oauth import ClientCredentials, Credentials
from connector.adapters.passwords import Argon2Passwords
from connector.adapters.runner import Runner
from connector.adapters.soap_endpoint import build
from connector.adapters.store import SqlStore
from connector.adapters.throttle import Throttle
from connector.adapters.vault import KEY_BYTES, KeyFile, KeysInMemory, Vault
from connector.adapters.web import build_web
from connector.desk import Desk
from connector.domain.identifiers import CompanyName
from connector.errors import ConfigurationError, ConnectorError
from connector.flow import overview, rebinding
from connector.flow.exchange import Exchange
from connector.flow.kept import Company, Sealed
from connector.flow.lease import due
from connector.flow.poll import WATERMARK, Polled, poll
from connector.flow.ports import Passwords
from connector.flow.rehearsal import Rehearsal, forecast
from connector.profile import Profile
from connector.quickbooks.web_connector import qwc_file
from connector.registration import SECRET_COLUMN, Added, NewCompany, Registration
from connector.settings import FILE_NAME, Settings, default_file, read_settings
from connector.sync.retry import Pace

__version__ = version("jaggaer-quickbooks-connector")
T = TypeVar("T")
log = structlog.get_logger()


class Clock(Protocol):
    def now(self) -> datetime: ...


class Entropy(Protocol):
    def secret(self) -> str: ...
    def bytes(self, count: int) -> bytes: ...


class Connector(Desk):
    """An installation: its store, its secrets, its clock, and what it can do."""

    def __init__(
        self,
        store: SqlStore,
        secrets: Vault,
        *,
        clock: Clock,
        entropy: Entropy,
        transport: Callable[[], httpx.BaseTransport | None] = lambda: None,
        passwords: Passwords | None = None,
        settings: Settings | None = None,
    ) -> None:
        super().__init__(store, clock)
        self.settings = settings or Settings()
        self._entropy = entropy
        self._vault = secrets
        self._transport = transport
        self._passwords = passwords or Argon2Passwords(clock)
        self._tenants: dict[CompanyName, tuple[Company, JaggaerHttp]] = {}
        self._tenants_lock = threading.Lock()

    @classmethod
    def open(cls, folder: Path) -> Connector:
        """The installation in a folder that “connector init” made."""
        settings = read_settings(folder)
        entropy = SystemEntropy()
        secrets = Vault(KeyFile(folder / settings.key_file), entropy)
        secrets.check()
        store = SqlStore(folder / settings.database)
        store.create()
        return cls(store, secrets, clock=SystemClock(), entropy=entropy, settings=settings)

    @classmethod
    def in_memory(
        cls,
        clock: Clock,
        entropy: Entropy,
        transport: Callable[[], httpx.BaseTransport],
        passwords: Passwords,
        poll_every: timedelta = timedelta(minutes=5),
    ) -> Connector:
        """One that leaves nothing behind, on a clock and a transport that are handed in."""
        store = SqlStore(None)
        store.create()
        secrets = Vault(KeysInMemory([entropy.bytes(KEY_BYTES)]), entropy)
        return cls(
            store,
            secrets,
            clock=clock,
            entropy=entropy,
            transport=transport,
            passwords=passwords,
            settings=Settings(poll_every_seconds=int(poll_every.total_seconds())),
        )

    def forked(
        self,
        clock: Clock,
        entropy: Entropy,
        transport: Callable[[], httpx.BaseTransport],
        passwords: Passwords,
    ) -> Connector:
        """A copy of one in memory, on another clock and another transport."""
        return Connector(
            self.store.copy(),
            self._vault,
            clock=clock,
            entropy=entropy,
            transport=transport,
            passwords=passwords,
            settings=self.settings,
        )

    def restarted(self) -> Connector:
        """The same installation after a crash: only what is in the store and the key file lives on."""
        return Connector(
            self.store,
            self._vault,
            clock=self._clock,
            entropy=self._entropy,
            transport=self._transport,
            passwords=self._passwords,
            settings=self.settings,
        )

    def add_company(self, new: NewCompany) -> Added:
        """Register a company; nothing is called."""
        return self._registration().add(new)

    def new_password(self, name: str) -> Added:
        """Another Web Connector password for a company; the old one stops at once."""
        return self._registration().new_password(self.company(name))

    def rotate_keys(self) -> int:
        """A new master key and new data keys, with every secret sealed anew; how many companies there are."""
        return self._registration().rotate_keys()

    def _registration(self) -> Registration:
        return Registration(self.store, self._vault, self._entropy, self._passwords)

    def set_profile(self, name: str, profile: Profile) -> None:
        """Replace a company's profile; what it held back is decided anew at the next poll or update."""
        company = self.company(name)
        with self.store.write() as work:
            work.companies.set_profile(company.name, profile.policy, profile.wire)
            work.documents.read_again(company.name)
            work.mirror.drop_cursor(company.name, WATERMARK)

    def accept_new_pc(self, name: str) -> None:
        """The next PC that comes is taken for the company's own: the old one was replaced."""
        company = self.company(name)
        with self.store.write() as work:
            work.companies.set_lock_host(company.name, "")

    def keep_file(self, name: str) -> rebinding.Rebound:
        """The company file is right as it is, although it is not as we left it."""
        company = self.company(name)
        with self.store.write() as work:
            return rebinding.keep(work, company, self._clock.now())

    def restored_file(self, name: str, instant: datetime) -> rebinding.Rebound:
        """The company file was restored from a backup of that time."""
        company, now = self.company(name), self._clock.now()
        if instant > now:
            raise ConfigurationError(f"{instant:%Y-%m-%d %H:%M} UTC is not over yet.", remedy="Give the backup's time.")
        with self.store.write() as work:
            return rebinding.restored_at(work, company, instant, now)

    def new_file(self, name: str) -> rebinding.Rebound:
        """Another company file takes the place of the old one; it needs a new .qwc file."""
        company = self.company(name)
        file_id = f"{{{uuid.UUID(bytes=self._entropy.bytes(16), version=4)}}}"
        with self.store.write() as work:
            work.companies.set_file_id(company.name, file_id)
            work.companies.set_lock_host(company.name, "")
            return rebinding.new_file(work, company, self._clock.now())

    def back_up(self, file: Path) -> None:
        """A copy of the database, whole, while everything goes on; the key file is not in it."""
        self.store.back_up(file)

    def restore(self, file: Path) -> Path:
        """The database as a backup has it; where the one it replaces was put."""
        kept = self.store.restore(file)
        with self.store.write() as work:
            rebinding.adopting(work, work.companies.all(), self._clock.now())
        return kept

    def verify_history(self, name: str) -> overview.Verified:
        company = self.company(name)
        with self.store.read() as work:
            return overview.verify(work, company)

    def sealed_history(self, name: str) -> list[Sealed]:
        company = self.company(name)
        with self.store.read() as work:
            return list(work.history.sealed(company.name))

    def qwc(self, name: str, url: str) -> bytes:
        """The .qwc file of a company, for the address that the Web Connector will call."""
        company = self.company(name)
        base = url.rstrip("/").removesuffix("/qbwc")
        file = qwc_file.QwcFile(
            app_name=f"JAGGAER connector ({company.name})",
            app_url=f"{base}/qbwc",
            support_url=f"{base}/support",
            description="Approved JAGGAER invoices become QuickBooks bills.",
            user=company.user,
            owner_id=company.owner_id,
            file_id=company.file_id,
        )
        return qwc_file.render(file)

    def app(self) -> WSGIApplication:
        """Everything it serves over HTTP, as one WSGI app."""
        exchange = Exchange(self.store, self._clock, self._entropy, self._passwords, __version__)
        return build_web(build(exchange), self.store)

    def runner(self) -> Runner:
        return Runner(self.poll_due, self._clock.now)

    def poll_due(self) -> datetime:
        """
        Poll every company whose time has come, and say when the next one's comes.

        An error of one never keeps the others waiting: it is logged, and its company tried again later.
        """
        names = self._guarded("the companies", self.companies) or []
        for name in names:
            if (self._guarded(name, partial(self._due, name)) or self._clock.now()) <= self._clock.now():
                self._guarded(name, partial(self.poll, name))
        soonest = [due for name in names if (due := self._guarded(name, partial(self._due, name)))]
        return min(soonest, default=self._clock.now() + self._every)

    def _due(self, name: CompanyName) -> datetime:
        with self.store.read() as work:
            return due(work, name, self._clock.now())

    def _guarded(self, what: str, act: Callable[[], T]) -> T | None:
        try:
            return act()
        except ConnectorError as error:
            log.warning("a poll failed", of=what, error=str(error))
        except Exception:  # the runner has to live on; the fault is in the log, whole
            log.exception("a poll broke", of=what)
        return None

    def pace(self, name: str) -> Pace:
        """How the polls of a company go: how many failed in a row, and when the next one is due."""
        company = self.company(name)
        with self.store.read() as work:
            return work.mirror.pace(company.name)

    @property
    def _every(self) -> timedelta:
        return timedelta(seconds=self.settings.poll_every_seconds)

    def poll(self, name: str) -> Polled:
        company = self.company(name)
        owner = self._entropy.secret()
        return poll(self.store, partial(self.jaggaer, company), self._clock, company.name, owner, self._every)

    def rehearse(self, name: str, profile: Profile | None = None) -> Rehearsal:
        """What a poll would do, with the company's profile or another one; on a copy, so that nothing is written."""
        other = Connector(
            self.store.copy(),
            self._vault,
            clock=self._clock,
            entropy=self._entropy,
            transport=self._transport,
            passwords=self._passwords,
            settings=self.settings,
        )
        if profile:
            other.set_profile(name, profile)
        other.poll(name)
        company = other.company(name)
        with other.store.read() as work:
            return forecast(work, company)

    def jaggaer(self, company: Company) -> JaggaerHttp:
        """The tenant's client: one for each company, so that its token is shared."""
        with self._tenants_lock:
            known = self._tenants.get(company.name)
            if known is None or not _same_tenant(known[0], company):
                known = self._tenants[company.name] = (company, self._tenant(company))
            return known[1]

    def _tenant(self, company: Company) -> JaggaerHttp:
        wire = company.wire
        own = (company.token_url, company.client_id, self._secret(company), wire.scope, wire.connection.auth)
        tokens, client = self._client(company, ""), self._client(company, company.jaggaer_url)
        auth = ClientCredentials(Credentials(*own), self._clock, tokens.send)
        return JaggaerHttp(client, auth, wire, Throttle(wire.connection.requests_per_second, self._clock.now))

    def _client(self, company: Company, base_url: str) -> httpx.Client:
        """A client of the tenant's: through the proxy and by the certificates that its profile names."""
        rule = company.wire.connection
        timeout = httpx.Timeout(rule.timeout_seconds, connect=CONNECT_SECONDS)
        transport = self._transport()
        if transport is not None:
            return httpx.Client(base_url=base_url, transport=transport, timeout=timeout)
        try:
            trusted = ssl.create_default_context(cafile=rule.ca_bundle) if rule.ca_bundle else True
            return httpx.Client(base_url=base_url, verify=trusted, proxy=rule.proxy or None, timeout=timeout)
        except (OSError, ValueError, ImportError) as error:
            raise ConfigurationError(
                f"The connection of “{company.name}” cannot be made ({error}).",
                remedy="Correct wire.connection.ca_bundle or wire.connection.proxy in the company's profile.",
            ) from error

    def _secret(self, company: Company) -> str:
        """The client secret; when the keys were changed since the row was read, the row is read once more."""
        try:
            return self._vault.open(company.name, SECRET_COLUMN, company.secret, company.data_key)
        except ConfigurationError:
            newest = self.company(company.name)
            if newest.data_key == company.data_key:
                raise
            return self._secret(newest)


def initialise(folder: Path) -> tuple[Path, ...]:
    """Make settings, key and database in a folder; what is there is never overwritten."""
    settings = Settings()
    files = tuple(folder / name for name in (FILE_NAME, settings.key_file, settings.database))
    there = [file for file in files if file.exists()]
    if there:
        raise ConfigurationError(f"{there[0]} exists already.", remedy="Choose another folder; nothing was changed.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        files[0].write_text(default_file(), encoding="utf-8")
        KeyFile(files[1]).create(SystemEntropy().bytes(KEY_BYTES))
    except OSError as error:
        raise ConfigurationError(
            f"{folder} cannot be written ({error.strerror}).",
            remedy="Choose a folder of yours with some room in it.",
        ) from error
    SqlStore(files[2]).create()
    return files


def _same_tenant(one: Company, other: Company) -> bool:
    """Whether the same client still serves: lock host and policy have nothing to do with it."""
    ours = (one.jaggaer_url, one.token_url, one.client_id, one.secret, one.wire)
    return ours == (other.jaggaer_url, other.token_url, other.client_id, other.secret, other.wire)


__all__ = ["Added", "Connector", "NewCompany", "initialise"]
