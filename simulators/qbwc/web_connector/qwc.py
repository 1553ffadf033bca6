"""Reading a .qwc file, and refusing what the Web Connector refuses."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from lxml import etree

from simulators.qbwc.web_connector.codes import said

GUID = re.compile(r"\{[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}")
FLAGS = re.compile(r"0[xX][0-9a-fA-F]{1,8}")
REQUIRED = ("AppName", "AppID", "AppURL", "AppDescription", "AppSupport", "UserName", "OwnerID", "FileID", "QBType")
CHOICES = {
    "Style": ("Document", "DocWrapped", "RPC"),
    "PersonalDataPref": ("pdpNotNeeded", "pdpOptional", "pdpRequired"),
    "UnattendedModePref": ("umpRequired", "umpOptional"),
    "IsReadOnly": ("true", "false"),
    "Notify": ("true", "false"),
}
LARGEST = 1024 * 1024
A_DAY = 86_400


class Refused(Exception):
    """What the Web Connector shows in place of adding the application; ``code`` is empty where it has none."""

    def __init__(self, text: str, code: str = "") -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True, slots=True)
class Application:
    """``every`` is the interval of its schedule, nothing where it has none; ``flags`` name editions, 0 is all."""

    name: str
    url: str
    support: str
    user: str
    owner_id: str
    file_id: str
    is_read_only: bool = False
    every: timedelta = timedelta()
    unique_name: str = ""
    flags: int = 0
    is_unattended: bool = False
    sees_personal_data: bool = False


def read_qwc(content: bytes) -> Application:
    """The application of a .qwc file."""
    root = _parsed(content)
    fields: dict[str, str] = {}
    for child in root:
        if isinstance(child.tag, str):
            fields.setdefault(child.tag, (child.text or "").strip())
    _check(str(root.tag), fields)
    return Application(
        name=fields["AppName"],
        url=fields["AppURL"],
        support=fields["AppSupport"],
        user=fields["UserName"],
        owner_id=fields["OwnerID"],
        file_id=fields["FileID"],
        is_read_only=fields.get("IsReadOnly", "").lower() == "true",
        every=_interval(root),
        unique_name=fields.get("AppUniqueName", ""),
        flags=int(fields.get("AuthFlags") or "0x0", 16),
        is_unattended=fields.get("UnattendedModePref") == "umpRequired",
        #: PersonalDataPref asks for access to personal data: pdpOptional or pdpRequired. [guide p. 37]
        sees_personal_data=fields.get("PersonalDataPref", "").lower() in ("pdpoptional", "pdprequired"),
    )


def _parsed(content: bytes) -> etree._Element:
    if len(content) > LARGEST:
        raise Refused("The file is not a valid Web Connector file (it is far too large).")
    try:
        return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise Refused(f"The file is not a valid Web Connector file ({error.msg}).") from error


def _check(root: str, fields: dict[str, str]) -> None:
    name = fields.get("AppName", "")
    missing = [one for one in REQUIRED if one not in fields or (one != "AppID" and not fields[one])]
    if root != "QBWCXML" or missing:
        raise Refused(f"The file is not a valid Web Connector file ({', '.join(missing) or root}).")
    _check_addresses(name, fields["AppURL"], fields["AppSupport"])
    #: A QBType that is neither QBFS nor QBPOS: QBWC1065. [CoolDotty]
    if fields["QBType"] not in ("QBFS", "QBPOS"):
        raise Refused(said("QBWC1065"), "QBWC1065")
    for one in ("OwnerID", "FileID"):
        if not GUID.fullmatch(fields[one]):
            raise Refused(f"The file is not a valid Web Connector file ({one} is not a GUID in braces).")
    #: AuthFlags that are no hexadecimal number: QBWC1034. [guide, appendix A]
    if fields.get("AuthFlags") and not FLAGS.fullmatch(fields["AuthFlags"]):
        raise Refused(said("QBWC1034", message=f"“{fields['AuthFlags']}” is not a number as 0xF"), "QBWC1034")
    for one, known in CHOICES.items():
        if fields.get(one) and fields[one].lower() not in {choice.lower() for choice in known}:
            raise Refused(f"The file is not a valid Web Connector file ({one} is none of {', '.join(known)}).")


def _check_addresses(name: str, url: str, support: str) -> None:
    hosts = []
    #: An AppURL or AppSupport that is an IP address: QBWC1001, QBWC1002. [guide, appendix A]
    for address, code in ((url, "QBWC1001"), (support, "QBWC1002")):
        host = _host(address)
        if not host:
            raise Refused(f"The file is not a valid Web Connector file ({address} is no address).")
        if _is_ip(host):
            raise Refused(said(code, name), code)
        hosts.append(host)
    #: AppURL must be https, except on localhost: QBWC1010. [guide, appendix A]
    if urlsplit(url).scheme != "https" and hosts[0] != "localhost":
        raise Refused(said("QBWC1010", name), "QBWC1010")
    #: AppURL and AppSupport on different hosts: QBWC1000. [guide, appendix A]
    if hosts[0] != hosts[1]:
        raise Refused(said("QBWC1000", name), "QBWC1000")


def _host(address: str) -> str:
    try:
        parts = urlsplit(address)
        _ = parts.port  # fails where it is no number
    except ValueError:
        return ""
    return (parts.hostname or "").lower() if parts.scheme in ("http", "https") else ""


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


#: The first of RunEveryNMinutes and RunEveryNSeconds counts; seconds show as “Real Time”. [guide p. 38]
def _interval(root: etree._Element) -> timedelta:
    scheduler = root.find("Scheduler")
    for one in () if scheduler is None else scheduler:
        text = (one.text or "").strip()
        if one.tag in ("RunEveryNMinutes", "RunEveryNSeconds"):
            if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= A_DAY):
                raise Refused(f"The file is not a valid Web Connector file ({one.tag} is “{text}”).")
            return timedelta(seconds=int(text) * (60 if one.tag == "RunEveryNMinutes" else 1))
    return timedelta()
