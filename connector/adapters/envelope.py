"""
Reading one SOAP call out of bytes, and writing it anew: nothing a client wrote reaches the SOAP stack as it is.

The stack behind us (spyne 2.14, lxml 6.1) can be frozen or led astray by what stands around the arguments: white space
after “encoding” in the declaration (quadratic, and it holds the interpreter), 20,000 attributes on the call
(quadratic), a second charset in the header (another reading of the same bytes), references, types and headers
of SOAP itself (errors that escape), a DOCTYPE (text is cut silently). All measured. So the call is read here,
in slices, with a count on its parts, and the stack gets an envelope of ours with the arguments as plain text.
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from dataclasses import dataclass, field

from lxml import etree

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
SERVICE = "http://developer.intuit.com/"
CALLS = frozenset(
    {
        "serverVersion",
        "clientVersion",
        "authenticate",
        "sendRequestXML",
        "receiveResponseXML",
        "connectionError",
        "getLastError",
        "closeConnection",
        "getInteractiveURL",
        "interactiveRejected",
        "interactiveDone",
    }
)
RESPONSE = "response"
NUMBERS = frozenset({"qbXMLMajorVers", "qbXMLMinorVers"})
MIB = 1024 * 1024
LARGE = {"receiveResponseXML": 64 * MIB}
SMALL = MIB
ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s{0,20}=\s{0,20}["']([^"']{0,40})["']""")
DECLARATION = re.compile(rb"<\?xml[^<>]{0,500}\?>")
LONG_TAG = re.compile(rb"<[^<>!?][^<>]{4095}")
TICKET = re.compile(rb"<(?:\w{1,20}:)?ticket[^<>]{0,200}>\s{0,20}([^<\s]{0,200})")
NUMBER = re.compile(r"-?[0-9]{1,9}")
MOST_PARTS = 64
SLICE = 64 * 1024


class NotACall(Exception):
    """The request is not one of the Web Connector's calls; the text is ours and safe to send."""


def cap_of(call: str) -> int:
    """The bytes that a call may have: QuickBooks' answers are large, everything else is small."""
    return LARGE.get(call, SMALL)


def call_of(action: str) -> str:
    """The call that a SOAPAction header names, in quotes or not."""
    return action.strip().strip('"').removeprefix(SERVICE)


def ticket_of(body: bytes) -> str:
    """The ticket at the beginning of a large body, found without parsing what follows."""
    found = TICKET.search(body[:SLICE])
    return found[1].decode("ascii", "replace") if found else ""


@dataclass(frozen=True, slots=True)
class Screened:
    """
    ``envelope`` has the same call and arguments, in our own words.

    QuickBooks' answer is not in it but beside it, as ``response``: the stack would copy its 64 MiB six times.
    """

    envelope: bytes
    response: str = field(repr=False, default="")


def screened(body: bytes) -> Screened:
    """The call that a request makes; a NotACall where it makes none."""
    content = body.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not content:
        raise NotACall("The request is empty.")
    if content.startswith(b"<?xml"):
        content = _without_declaration(content)
    if b"<!DOCTYPE" in content or b"<!doctype" in content:
        raise NotACall("The request must not have a document type.")
    if LONG_TAG.search(content):
        raise NotACall("The request has a tag that is too long.")
    name, arguments = _read(_parsed(content))
    if len(body) > cap_of(name):
        raise NotACall(f"The request is larger than {cap_of(name) // MIB} MiB.")
    envelope = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"soap": SOAP})
    call = etree.SubElement(
        etree.SubElement(envelope, f"{{{SOAP}}}Body"),
        f"{{{SERVICE}}}{name}",
        nsmap={None: SERVICE},  # type: ignore[dict-item] # lxml allows None
    )
    for argument, text in arguments.items():
        etree.SubElement(call, f"{{{SERVICE}}}{argument}").text = "" if argument == RESPONSE else text
    return Screened(etree.tostring(envelope, encoding="utf-8"), arguments.get(RESPONSE, ""))


def _without_declaration(content: bytes) -> bytes:
    declaration = DECLARATION.match(content)
    if declaration is None:
        raise NotACall("The request is not well-formed XML in UTF-8.")
    encoding = ENCODING.match(declaration[0])
    if encoding and encoding[1].lower() != b"utf-8":
        raise NotACall("The request must be in UTF-8.")
    return content[declaration.end() :]


def _parsed(content: bytes) -> etree._Element:
    """In slices, so that a flood of parts is refused long before it is a tree."""
    parser = etree.XMLPullParser(
        ("start", "comment", "pi"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
        encoding="utf-8",
    )
    left = MOST_PARTS
    decoder = getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(content), SLICE):
            piece = content[at : at + SLICE]
            decoder.decode(piece, final=at + SLICE >= len(content))
            parser.feed(piece)
            left -= sum(1 for _ in parser.read_events())
            if left < 0:
                raise NotACall("The request has too many parts.")
        return parser.close()
    except (etree.XMLSyntaxError, UnicodeDecodeError) as error:
        raise NotACall("The request is not well-formed XML in UTF-8.") from error


def _read(root: etree._Element) -> tuple[str, dict[str, str]]:
    bodies = root.findall(f"{{{SOAP}}}Body")
    calls = [one for one in bodies[0] if isinstance(one.tag, str)] if len(bodies) == 1 else []
    if root.tag != f"{{{SOAP}}}Envelope" or len(calls) != 1:
        raise NotACall("The request is not a SOAP 1.1 envelope with one call.")
    name = etree.QName(calls[0])
    if name.namespace != SERVICE or name.localname not in CALLS:
        raise NotACall("The request is not a call of the Web Connector.")
    arguments: dict[str, str] = {}
    for one in calls[0].iterchildren("*"):
        argument = etree.QName(one)
        if argument.namespace != SERVICE or argument.localname in arguments:
            raise NotACall("An argument of the call is not known or comes twice.")
        arguments[argument.localname] = _text(one)
    return name.localname, arguments


def _text(argument: etree._Element) -> str:
    if argument.get("href") is not None:
        raise NotACall("The request refers to a part that is not there.")
    if any(isinstance(part.tag, str) for part in argument):
        raise NotACall("The arguments of a call are plain text.")
    text = (argument.text or "") + "".join(part.tail or "" for part in argument)  # comments split it
    if etree.QName(argument).localname in NUMBERS:
        text = text.strip()
        if text and not NUMBER.fullmatch(text):
            raise NotACall("A version of qbXML is not a number.")
    return text
