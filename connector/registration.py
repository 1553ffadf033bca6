"""Registering companies: their secrets, their passwords, and the keys that keep them."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field, replace
from typing import Protocol
from urllib.parse import urlsplit

from connector.adapters.vault import SECRET_COLUMN, Vault
from connector.domain.identifiers import CompanyName
from connector.errors import ConfigurationError
from connector.flow.entities import Company
from connector.flow.ports import Passwords, Store
from connector.profile import Profile
from connector.quickbooks.qbxml.edition import NEWEST, OLDEST

COMPANY_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Entropy(Protocol):
    def secret(self) -> str: ...
    def bytes(self, count: int) -> bytes: ...


@dataclass(frozen=True, slots=True)
class NewCompany:
    """
    What an operator gives to connect one company; addresses are https, or http on this machine.

    ``owner_id`` and ``file_id`` are given for a company file that has been stamped by a .qwc file before.
    """

    name: str
    jaggaer_url: str
    token_url: str
    client_id: str
    client_secret: str = field(repr=False)
    region: str = "US"
    qbxml: str = "16.0"
    profile: Profile = Profile()
    owner_id: str = ""
    file_id: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """The Web Connector's user and password: the password is shown once and never again."""

    company: Company
    password: str = field(repr=False)


class Registration:
    """Writes to the store and calls nobody."""

    def __init__(self, store: Store, vault: Vault, entropy: Entropy, passwords: Passwords) -> None:
        self._store = store
        self._vault = vault
        self._entropy = entropy
        self._passwords = passwords

    def add(self, new: NewCompany) -> Added:
        _check_address(new.jaggaer_url, "JAGGAER's address")
        _check_address(new.token_url, "The token address")
        _check_version(new.qbxml)
        if not COMPANY_NAME.fullmatch(new.name):
            raise ConfigurationError(
                f"“{new.name}” cannot be a company's name.", remedy="Use up to 40 letters, digits, dots and hyphens."
            )
        password = self._entropy.secret()
        company = Company(
            name=CompanyName(new.name),
            id=self._guid(),
            region=new.region,
            qbxml=new.qbxml,
            jaggaer_url=new.jaggaer_url.rstrip("/"),
            token_url=new.token_url,
            client_id=new.client_id,
            secret=b"",
            data_key=b"",
            user=f"jaggaer-{new.name}",
            password_hash=self._passwords.hash(password),
            owner_id=new.owner_id or f"{{{self._guid()}}}",
            file_id=new.file_id or f"{{{self._guid()}}}",
            policy=new.profile.policy,
            wire=new.profile.wire,
            schedule=new.profile.schedule,
        )
        with self._store.write() as work:
            if work.companies.get(company.name) or work.companies.by_user(company.user):
                raise ConfigurationError(f"There is a company “{new.name}” already.", remedy="Choose another name.")
            company = self._sealed(company, new.client_secret)
            work.companies.add(company)
        return Added(company, password)

    def new_password(self, company: Company) -> Added:
        password = self._entropy.secret()
        hashed = self._passwords.hash(password)
        with self._store.write() as work:
            work.companies.set_password_hash(company.name, hashed)
        return Added(replace(company, password_hash=hashed), password)

    def rotate_keys(self) -> int:
        """
        Every step leaves a state in which all secrets open: both masters in the file, the rows in one
        transaction, then the file without the old master. The steps of two who do it at once may mix.
        """
        with self._store.write() as work:
            self._vault.begin_change()
            companies = work.companies.all()
            for company in companies:
                secret = self._vault.open(company.name, SECRET_COLUMN, company.secret, company.data_key)
                renewed = self._sealed(company, secret)
                work.companies.set_secret(company.name, renewed.secret, renewed.data_key)
        with self._store.write() as work:
            sealed = [one.data_key or one.secret for one in work.companies.all()]
            self._vault.end_change(sealed)
        return len(companies)

    def _sealed(self, company: Company, secret: str) -> Company:
        data_key = self._vault.new_data_key(company.name)
        return replace(
            company, secret=self._vault.seal(company.name, SECRET_COLUMN, secret, data_key), data_key=data_key
        )

    def _guid(self) -> str:
        return str(uuid.UUID(bytes=self._entropy.bytes(16), version=4))


def _check_address(url: str, what: str) -> None:
    try:
        parts, port = urlsplit(url), urlsplit(url).port
    except ValueError:
        parts, port = urlsplit(""), None
    if port == 0 or parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise ConfigurationError(f"{what} “{url}” is not a web address.", remedy="Give one like https://host/path.")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ConfigurationError(
            f"{what} “{url}” is not https.", remedy="Use https; plain http is allowed on this machine only."
        )


def _check_version(qbxml: str) -> None:
    parts = qbxml.split(".")
    if (
        len(parts) != 2
        or not all(part.isascii() and part.isdigit() for part in parts)
        or not OLDEST <= (int(parts[0]), int(parts[1])) <= NEWEST
    ):
        raise ConfigurationError(
            f"“{qbxml}” is not a qbXML version we can work with.",
            remedy="Give one from 6.0 (QuickBooks 2007) to 16.0 (QuickBooks 2023).",
        )


__all__ = ["Added", "NewCompany", "Registration"]
