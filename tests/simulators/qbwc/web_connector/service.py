"""
A small service for the Web Connector that is not ours: Flask, and the schema of the WSDL looked at by lxml.

Every call is checked against the schema, and so is every answer that is not meant to be wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

import flask
from lxml import etree

SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
INTUIT = "http://developer.intuit.com/"
WSDL = etree.fromstring(files("simulators.qbwc.web_connector").joinpath("service.wsdl").read_bytes())
(TYPES,) = WSDL.iter("{http://www.w3.org/2001/XMLSchema}schema")
SCHEMA = etree.XMLSchema(etree.fromstring(etree.tostring(TYPES)))
QUERY = (
    '<?xml version="1.0"?><?qbxml version="13.0"?><QBXML><QBXMLMsgsRq onError="stopOnError"><TermsQueryRq />'
    "</QBXMLMsgsRq></QBXML>"
)


@dataclass(frozen=True)
class Raw:
    """An answer as it is, right or wrong."""

    body: bytes | str
    status: int = 200
    kind: str = "text/xml; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)


class Service:
    """
    Gives to each call the next of its answers, and again the last one; a list is an array of strings.

    ``calls`` are the names in their order, ``arguments`` what each was given, ``heads`` their headers.
    """

    def __init__(self, **answers: list[Any]) -> None:
        usual = {"serverVersion": ["1.0"], "clientVersion": [""], "closeConnection": ["OK"], "getLastError": ["Why"]}
        self.answers: dict[str, list[Any]] = {**usual, **answers}
        self.calls: list[str] = []
        self.arguments: list[dict[str, str]] = []
        self.heads: list[dict[str, str]] = []
        self.bodies: list[bytes] = []
        self.app = flask.Flask("a service")
        self.app.add_url_rule("/qbwc", view_func=self._answer, methods=["POST"])
        self.app.add_url_rule("/support", view_func=lambda: "This is what happened.")

    def last(self, call: str) -> dict[str, str]:
        """What the last call of that name was given."""
        return next(
            given for name, given in zip(reversed(self.calls), reversed(self.arguments), strict=True) if name == call
        )

    def _answer(self) -> flask.Response:
        body = flask.request.get_data()
        call = etree.fromstring(body).find(f"{{{SOAP}}}Body")[0]  # type: ignore[index] # a failure is the test's
        SCHEMA.assertValid(call)
        name = str(etree.QName(call).localname)
        assert flask.request.headers["SOAPAction"] == f'"{INTUIT}{name}"'
        self.calls.append(name)
        self.arguments.append({str(etree.QName(part).localname): part.text or "" for part in call})
        self.heads.append(dict(flask.request.headers))
        self.bodies.append(body)
        held = self.answers[name]
        answer = held.pop(0) if len(held) > 1 else held[0]
        if isinstance(answer, Raw):
            return flask.Response(answer.body, answer.status, answer.headers, content_type=answer.kind)
        return flask.Response(envelope(name, answer), content_type="text/xml; charset=utf-8")


def envelope(name: str, answer: Any) -> bytes:
    """A right answer in the form of ASP.NET."""
    root = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"soap": SOAP})
    response = etree.SubElement(
        etree.SubElement(root, f"{{{SOAP}}}Body"),
        f"{{{INTUIT}}}{name}Response",
        nsmap={None: INTUIT},  # type: ignore[dict-item] # lxml allows None
    )
    result = etree.SubElement(response, f"{{{INTUIT}}}{name}Result")
    if isinstance(answer, list):
        for one in answer:
            etree.SubElement(result, f"{{{INTUIT}}}string").text = one
    else:
        result.text = str(answer)
    SCHEMA.assertValid(response)
    return b'<?xml version="1.0" encoding="utf-8"?>' + etree.tostring(root)
