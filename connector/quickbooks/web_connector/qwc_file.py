"""
The .qwc file that adds our application to a Web Connector, after every check it would fail there.

Rule 1: AppURL is https with a host name (QBWC1010, QBWC1001); plain http only for localhost.
Rule 2: AppSupport is on the same host (QBWC1000) and must answer 200 when the file is added (QBWC1003).
Rule 3: IsReadOnly stays false: true makes the registration fail with QBWC1039, because the Web
        Connector itself has to write (seen on Web Connector 34).
Rule 4: the password is never in the file; the user types it once.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree

from connector.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class QwcFile:
    """
    ``owner_id`` is one for the application and user, ``file_id`` one for the company connection.

    ``sees_personal_data``: QuickBooks is asked to show it tax ids, too.
    """

    app_name: str
    app_url: str
    support_url: str
    description: str
    user: str
    owner_id: str
    file_id: str
    every_minutes: int = 5
    sees_personal_data: bool = False


def base_of(url: str) -> str:
    """The address below which everything of ours lies: what the Web Connector calls, without its /qbwc."""
    return url.rstrip("/").removesuffix("/qbwc")


def check_url(url: str, what: str) -> None:
    """Refuse what the Web Connector would refuse, with its own code."""
    try:
        parts, host = urlsplit(url), urlsplit(url).hostname or ""
        host = host if parts.port != 0 else ""  # a port that is no number raises here
    except ValueError:
        parts, host = urlsplit(""), ""
    if parts.scheme not in ("http", "https") or not host or parts.username:
        raise ConfigurationError(f"{what} “{url}” is not a web address.", remedy="Give one like https://host/qbwc.")
    if parts.scheme == "http" and host != "localhost":
        raise ConfigurationError(
            f"{what} “{url}” is not https, and the Web Connector would refuse it (QBWC1010).",
            remedy="Use https; plain http is allowed for localhost only.",
        )
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return
    raise ConfigurationError(
        f"{what} “{url}” is a bare IP address, and the Web Connector would refuse it (QBWC1001).",
        remedy="Use a host name.",
    )


def render(file: QwcFile) -> bytes:
    """The file in the order of elements that Intuit's own samples use."""
    check_url(file.app_url, "The service address")
    check_url(file.support_url, "The support address")
    if urlsplit(file.app_url).hostname != urlsplit(file.support_url).hostname:
        raise ConfigurationError("Service and support address are on different hosts (QBWC1000).")
    root = etree.Element("QBWCXML")
    for name, value in (
        ("AppName", file.app_name),
        ("AppID", ""),
        ("AppURL", file.app_url),
        ("AppDescription", file.description[:80]),
        ("AppSupport", file.support_url),
        ("UserName", file.user),
        ("OwnerID", file.owner_id),
        ("FileID", file.file_id),
        ("QBType", "QBFS"),
        ("Style", "Document"),
        ("AuthFlags", "0x0"),
        ("IsReadOnly", "false"),
    ):
        etree.SubElement(root, name).text = value
    if file.sees_personal_data:
        etree.SubElement(root, "PersonalDataPref").text = "pdpOptional"
    scheduler = etree.SubElement(root, "Scheduler")
    etree.SubElement(scheduler, "RunEveryNMinutes").text = str(file.every_minutes)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
