"""Tells a transcript to a person: who said what to whom, when, in a line each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from scenarios.transcript import Entry, Mark, Transcript

REQUESTS = re.compile(r"<(\w+)Rq[ />]")
RESPONSES = re.compile(r'<(\w+)Rs [^>]*statusCode="(\d+)"')
SET_ID = re.compile(r'(?:newMessageSetID|oldMessageSetID)="([^"]+)"')
LONGEST = 100


def tell(transcript: Transcript) -> Iterator[str]:
    """Steps stand at the margin; what the machines said to each other is indented."""
    for line in transcript:
        if isinstance(line, Mark):
            yield f"{line.at:%m-%d %H:%M:%S}  {line.text}"
        else:
            yield f"{line.asked_at:%m-%d %H:%M:%S}    {_who(line)} {line.call}{_said(line)}{_end(line)}"


def _who(entry: Entry) -> str:
    return f"{entry.lane} → {'connector' if entry.is_soap else 'JAGGAER'}:"


def _end(entry: Entry) -> str:
    if entry.is_late:
        return f"  [it took effect at {entry.ended_at:%H:%M:%S}, when nobody waited any more]"
    return f"  [{entry.why}]" if entry.why else ""


def _said(entry: Entry) -> str:
    if not entry.is_soap:
        path = "" if entry.call == "token" else f" {entry.request.url.raw_path.decode('ascii').rpartition('/')[2]}"
        return f"{path} → {entry.response.status_code}" if entry.response is not None else path
    arguments, result = entry.arguments(), entry.result()
    match entry.call:
        case "authenticate":
            return f" {arguments.get('strUserName', '')} → {', '.join(one or '“”' for one in result)}"
        case "sendRequestXML":
            return f" → {_requests(''.join(result))}" if result else ""
        case "receiveResponseXML":
            came = _responses(arguments.get("response", "")) or f"{arguments['hresult']} {arguments['message']}".strip()
            return f" {_cut(came or 'nothing')} → {''.join(result)}"
        case _:
            return f" → {_cut(''.join(result))}" if result else ""


def _requests(qbxml: str) -> str:
    """“BillAdd ×3 (set 66f-7)”, or what an empty message asks for."""
    counted = Counter(name for name in REQUESTS.findall(qbxml) if name != "QBXMLMsgs")
    names = ", ".join(f"{name} ×{count}" if count > 1 else name for name, count in counted.items())
    ids = SET_ID.findall(qbxml)
    if not names and ids:
        names = "the answer it stored" if len(ids) == 2 else "drop the answer it stored"
    return f"{names or '“”'}{f' (set {ids[-1]})' if ids else ''}"


def _responses(qbxml: str) -> str:
    counted = Counter(RESPONSES.findall(qbxml))
    return ", ".join(
        f"{name} {code}{f' ×{count}' if count > 1 else ''}" for (name, code), count in counted.items()
    ) or ("an answer" if qbxml else "")


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
