"""Host and Company: what the first sendRequestXML of a session says about the company file."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from connector.errors import OtherSideError
from connector.quickbooks.qbxml.responses import parse, value_of

PLAIN = re.compile(r"[0-9]{1,2}\.[0-9]")


@dataclass(frozen=True, slots=True)
class HostFacts:
    """
    ``file_id`` and ``lock_host`` are the data extensions that the Web Connector keeps on the Company
    for our OwnerID, ``extensions`` all of them. ``newest`` is the newest qbXML version that it says it supports.
    AppLock reads ``LOCKED:<machine>:<ticks>`` or ``UNLOCKED:<machine>`` (captured).
    """

    product: str = ""
    country: str = ""
    company: str = ""
    file_id: str = ""
    lock_host: str = ""
    extensions: tuple[tuple[str, str], ...] = ()
    newest: str = ""


def read_host(hcp: str, owner_id: str) -> HostFacts:
    """Lenient: a part that is missing stays empty, and the caller decides what it cannot do without."""
    try:
        answer = parse(hcp)
    except OtherSideError:
        return HostFacts()
    found = {record.tag: record for response in answer.responses for record in response.records}
    host, company = found.get("HostRet"), found.get("CompanyRet")
    ours: dict[str, str] = {}
    for one in company.iterfind("DataExtRet") if company is not None else ():
        if (value_of(one, "OwnerID") or "").casefold() == owner_id.casefold():
            ours[value_of(one, "DataExtName") or ""] = value_of(one, "DataExtValue") or ""
    lock = ours.get("AppLock", "").split(":")
    return HostFacts(
        product=(value_of(host, "ProductName") or "") if host is not None else "",
        country=(value_of(host, "Country") or "") if host is not None else "",
        company=(value_of(company, "CompanyName") or "") if company is not None else "",
        file_id=ours.get("FileID", ""),
        lock_host=lock[1] if len(lock) > 1 else "",
        extensions=tuple(ours.items()),
        newest=_newest(host),
    )


def _newest(host: etree._Element | None) -> str:
    """Of the plain version numbers: those of older editions (``CA3.0``) are specifications of their own."""
    said = [one.text or "" for one in host.iterfind("SupportedQBXMLVersion")] if host is not None else []
    plain = [text for text in said if PLAIN.fullmatch(text)]
    return max(plain, key=lambda text: tuple(map(int, text.split("."))), default="")
