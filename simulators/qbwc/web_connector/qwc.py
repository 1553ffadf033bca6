"""Reading a .qwc file, and refusing what the Web Connector refuses."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree

GUID = re.compile(r"\{[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}")


class Refused(Exception):
    """What the Web Connector shows in place of adding the application."""


@dataclass(frozen=True, slots=True)
class Application:
    """``minutes`` is the interval of its schedule; 0 where it has none."""

    name: str
    url: str
    support: str
    user: str
    owner_id: str
    file_id: str
    is_read_only: bool = False
    minutes: int = 0


def read_qwc(content: bytes) -> Application:
    """The application of a .qwc file."""
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise Refused("The file is not a valid Web Connector file.") from error
    fields = {str(child.tag): (child.text or "").strip() for child in root if isinstance(child.tag, str)}
    wanted = (
        "AppName",
        "AppID",
        "AppURL",
        "AppDescription",
        "AppSupport",
        "UserName",
        "OwnerID",
        "FileID",
        "QBType",
    )
    missing = [name for name in wanted if name not in fields]
    if root.tag != "QBWCXML" or missing:
        raise Refused(f"The file is not a valid Web Connector file ({', '.join(missing) or root.tag}).")
    _check_addresses(fields["AppURL"], fields["AppSupport"])
    #: A QBType that is neither QBFS nor QBPOS: QBWC1065. [CoolDotty]
    if fields["QBType"] not in ("QBFS", "QBPOS"):
        raise Refused("QBWC1065: QBType is neither QBFS nor QBPOS.")
    for name in ("OwnerID", "FileID"):
        if not GUID.fullmatch(fields[name]):
            raise Refused(f"The file is not a valid Web Connector file ({name} is not a GUID in braces).")
    minutes = root.findtext("Scheduler/RunEveryNMinutes") or "0"
    return Application(
        name=fields["AppName"],
        url=fields["AppURL"],
        support=fields["AppSupport"],
        user=fields["UserName"],
        owner_id=fields["OwnerID"],
        file_id=fields["FileID"],
        is_read_only=fields.get("IsReadOnly", "").lower() == "true",
        minutes=int(minutes) if minutes.isdigit() else 0,
    )


def _check_addresses(url: str, support: str) -> None:
    hosts = []
    for address, code in ((url, "QBWC1001"), (support, "QBWC1002")):
        host = urlsplit(address).hostname or ""
        try:
            ipaddress.ip_address(host)
        except ValueError:
            hosts.append(host)
            continue
        #: An AppURL or AppSupport that is an IP address: QBWC1001, QBWC1002. [guide p. 83]
        raise Refused(f"{code}: {address} is an IP address.")
    #: AppURL must be https, except on localhost: QBWC1010. [guide p. 84]
    if urlsplit(url).scheme != "https" and hosts[0] != "localhost":
        raise Refused(f"QBWC1010: {url} is not https.")
    #: AppURL and AppSupport on different hosts: QBWC1000. [guide p. 83]
    if hosts[0] != hosts[1]:
        raise Refused("QBWC1000: AppURL and AppSupport are on different hosts.")
