"""The one place where ports meet adapters: an installation of the connector, ready to use."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import cached_property, partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from connector.adapters.clock import SystemClock, SystemEntropy
from connector.adapters.passwords import Argon2Passwords
from connector.adapters.runner import Runner
from connector.adapters.store import SqlStore
from connector.adapters.vault import KEY_BYTES, KeyFile, KeysInMemory, Vault
from connector.domain.identifiers import CompanyName
from connector.errors import ConfigurationError
from connector.flow import rebinding
from connector.flow.codes import Codes, codes
from connector.flow.entities import Company
from connector.flow.exchange import Exchange
from connector.flow.lease import Lease
from connector.flow.poll import Polled, Then, nothing_more, poll
from connector.flow.ports import Passwords
from connector.flow.rehearsal import Rehearsal, forecast
from connector.flow.rounds import attempt, due_now
from connector.flow.statement import keep_if_due
from connector.flow.writing_back.deciding import plan_all
from connector.flow.writing_back.sending import write_back
from connector.operator import Entropy, Operator
from connector.profile import Profile
from connector.quickbooks.web_connector import qwc_file
from connector.registration import Added, NewCompany, Registration
from connector.settings import FILE_NAME, Settings, default_file, read_settings

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

    import httpx

    from connector.adapters.jaggaer_http import JaggaerHttp
    from connector.adapters.tenants import Tenants

__version__ = version("jaggaer-quickbooks-connector")


class Clock(Protocol):
    def now(self) -> datetime: ...


class Connector(Operator):
    """
    An installation: its store, its secrets, its clock, and what it can do.

    What reaches JAGGAER, or serves, is loaded when it is needed first: most commands only look.
    """

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
        super().__init__(store, clock, entropy)
        self.settings = settings or Settings()
        self._vault = secrets
        self._transport = transport
        self._passwords = passwords or Argon2Passwords(clock)

    @cached_property
    def _tenants(self) -> Tenants:
        from connector.adapters.tenants import Tenants

        return Tenants(self._vault, self._transport, self._clock, self.company)

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
        transport: Callable[[], httpx.BaseTransport | None],
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
        transport: Callable[[], httpx.BaseTransport | None],
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

    def close(self) -> None:
        """Let go of every connection and of the database."""
        if "_tenants" in self.__dict__:
            self._tenants.close()
        self.store.close()

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

    def back_up(self, file: Path) -> None:
        """A copy of the database, whole, while everything goes on; the key file is not in it."""
        self.store.back_up(file)

    def restore(self, file: Path) -> Path:
        """The database as a backup has it; where the one it replaces was put."""
        kept = self.store.restore(file)
        with self.store.write() as work:
            rebinding.adopting(work, work.companies.all(), self._clock.now())
        return kept

    def qwc(self, name: str, url: str = "") -> bytes:
        """The .qwc file of a company, for the address that the Web Connector will call: else the settings' own."""
        company, url = self.company(name), url or self.settings.public_url
        if not url:
            raise ConfigurationError(
                "The address that the Web Connector will call is not known.",
                remedy="Give it with --url, or set public_url in connector.toml.",
            )
        base = qwc_file.base_of(url)
        file = qwc_file.QwcFile(
            app_name=f"JAGGAER connector ({company.name})",
            app_url=f"{base}/qbwc",
            support_url=f"{base}/support",
            description="Approved JAGGAER invoices become QuickBooks bills.",
            user=company.user,
            owner_id=company.owner_id,
            file_id=company.file_id,
            sees_personal_data="tax_id" in company.policy.vendor.master,
        )
        return qwc_file.render(file)

    def app(self) -> WSGIApplication:
        """Everything it serves over HTTP, as one WSGI app."""
        from connector.adapters.soap_endpoint import build
        from connector.adapters.web import build_web

        exchange = Exchange(self.store, self._clock, self._entropy, self._passwords, __version__)
        return build_web(build(exchange, self.settings.public_url), self.store)

    def runner(self) -> Runner[CompanyName]:
        self._tenants  # noqa: B018 # made once, before companies are polled in threads of their own
        return Runner(self.due, partial(attempt, poll=self._poll_by_schedule), self._clock.now)

    def due(self) -> tuple[list[CompanyName], datetime]:
        """The companies whose next poll is due, and when the time of the next one comes."""
        return due_now(self.store, self._clock, self.companies, self._every)

    def poll_due(self) -> datetime:
        """Poll every company whose time has come, one after the other, and say when the next one's comes."""
        for name in self.due()[0]:
            attempt(name, self._poll_by_schedule)
        return self.due()[1]

    @property
    def _every(self) -> timedelta:
        return timedelta(seconds=self.settings.poll_every_seconds)

    def poll(self, name: str) -> Polled:
        """One pass, whatever the schedule says."""
        return self._poll(name, self._after_reading)

    def _poll_by_schedule(self, name: str) -> Polled:
        return self._poll(name, self._after_reading, by_schedule=True)

    def _after_reading(self, lease: Lease, company: Company, read: Collection[str]) -> None:
        write_back(lease, company, self.jaggaer, read)
        keep_if_due(lease, company)

    def _poll(self, name: str, then: Then = nothing_more, *, by_schedule: bool = False) -> Polled:
        company, owner = self.company(name), self._entropy.secret()
        tenant, clock = partial(self.jaggaer, company), self._clock
        return poll(self.store, tenant, clock, company.name, owner, self._every, then, by_schedule=by_schedule)

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
        company, known = other.company(name), -1
        while not (polled := other._poll(name)).is_whole and (count := other._count(company)) > known:
            known = count
        with other.store.write() as work:
            plan_all(work, company, self._clock.now())
        with other.store.read() as work:
            return forecast(work, company, polled.not_read)

    def codes(self, name: str) -> list[Codes]:
        """The values that JAGGAER offers beside what QuickBooks' lists stand for; JAGGAER is read for it."""
        company = self.company(name)
        resource = company.wire.writeback.value.shown
        if not company.wire.writeback.values or not resource.list_path:
            raise ConfigurationError(
                f"The values of {name} are not offered in JAGGAER, or cannot be read there.",
                remedy="Set wire.writeback.values = true in its profile, and wire.writeback.value.shown.",
            )
        rows = [row for page in self.jaggaer(company).headers(resource, None) for row in page]
        with self.store.read() as work:
            return codes(work, company, rows)

    def _count(self, company: Company) -> int:
        with self.store.read() as work:
            return work.documents.count(company.name)

    def jaggaer(self, company: Company) -> JaggaerHttp:
        return self._tenants.of(company)


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


__all__ = ["Added", "Connector", "NewCompany", "initialise"]
