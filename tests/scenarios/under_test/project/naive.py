"""
A connector as somebody else might begin one: it enters approved invoices as bills.

``careful`` makes it look for a bill by its number before it sends it a second time.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import escape, unescape

import httpx

QWC = """<?xml version="1.0"?>
<QBWCXML>
  <AppName>Naive</AppName><AppID></AppID><AppURL>{url}</AppURL>
  <AppDescription>Bills of approved invoices</AppDescription><AppSupport>http://localhost/help</AppSupport>
  <UserName>naive</UserName><OwnerID>{{0f9f4a52-6a53-4b0c-9a08-6f4f2f0c7b11}}</OwnerID>
  <FileID>{{5b6d3c40-2c64-4d1f-8a6e-1f0b8e7d2a10}}</FileID><QBType>QBFS</QBType>
</QBWCXML>"""
ENVELOPE = (
    '<?xml version="1.0"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
    '<{call}Response xmlns="http://developer.intuit.com/"><{call}Result>{result}</{call}Result></{call}Response>'
    "</soap:Body></soap:Envelope>"
)
REQUEST = (
    '<?xml version="1.0"?><?qbxml version="13.0"?><QBXML><QBXMLMsgsRq onError="stopOnError">{}</QBXMLMsgsRq></QBXML>'
)
ADD = (
    '<BillAddRq requestID="1"><BillAdd><VendorRef><FullName>{vendor}</FullName></VendorRef><TxnDate>{date}</TxnDate>'
    "<RefNumber>{number}</RefNumber><ExpenseLineAdd><AccountRef><FullName>Office Supplies</FullName></AccountRef>"
    "<Amount>{amount:.2f}</Amount></ExpenseLineAdd></BillAdd></BillAddRq>"
)
ASK = '<BillQueryRq requestID="1"><RefNumber>{number}</RefNumber></BillQueryRq>'


class Naive:
    """A WSGI app: the service of the Web Connector, and ``POST /poll``, which reads JAGGAER."""

    def __init__(self, jaggaer: Any, *, careful: bool, transport: httpx.BaseTransport | None = None) -> None:
        self._jaggaer, self._careful = jaggaer, careful
        self._client = httpx.Client(transport=transport)
        self._bills: dict[str, dict[str, Any]] = {}
        self._sent: list[str] = []

    def poll(self) -> None:
        given = {"grant_type": "client_credentials"}
        given |= {"client_id": self._jaggaer.client_id, "client_secret": self._jaggaer.client_secret}
        token = self._client.post(self._jaggaer.token_url, data=given).raise_for_status().json()["access_token"]
        self._client.headers["Authorization"] = f"Bearer {token}"
        address = f"{self._jaggaer.url}/j1p/api/public/ji/v1/invoices"
        for row in self._client.get(address).raise_for_status().json()["jiinvoiceList"]["jiinvoice"]:
            header = row["header"]
            if (header["workflowStatus"], header["paymentStatus"]) == ("Completed", "Payable"):
                bill = {"vendor": header["supplier"]["name"], "date": header["invoiceDate"][:10]}
                bill |= {"number": header["supplierInvoiceNumber"], "amount": header["total"]["value"]}
                self._bills.setdefault(header["invoiceNumber"], {**bill, "state": "due"})

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/poll":
            self.poll()
            start("200 OK", [("Content-Length", "0")])
            return [b""]
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode()
        call = environ["HTTP_SOAPACTION"].strip('"').rpartition("/")[2]
        given = {name: unescape(text) for name, text in re.findall(r"<(?:\w+:)?(\w+)[^<>]*>([^<]*)</", body)}
        answer = ENVELOPE.format(call=call, result=self._answer(call, given)).encode()
        start("200 OK", [("Content-Type", "text/xml; charset=utf-8"), ("Content-Length", str(len(answer)))])
        return [answer]

    def _answer(self, call: str, given: dict[str, str]) -> str:
        match call:
            case "authenticate":
                known = given.get("strPassword") == "open sesame"
                work = "" if self._next() else "none"
                return f"<string>{uuid.uuid4()}</string><string>{work if known else 'nvu'}</string>"
            case "sendRequestXML":
                return escape(self._request())
            case "receiveResponseXML":
                return self._received(given.get("response", ""))
            case "closeConnection":
                return "OK"
        return ""

    def _next(self) -> str:
        return next((number for number, bill in self._bills.items() if bill["state"] != "done"), "")

    def _request(self) -> str:
        number = self._next()
        if not number:
            return ""
        bill = self._bills[number]
        asks = bill["state"] == "sent" and self._careful
        bill["state"] = "asked" if asks else "sent"
        return REQUEST.format((ASK if asks else ADD).format(**bill))

    def _received(self, response: str) -> str:
        bill = self._bills[self._next()]
        if 'statusCode="0"' in response:
            bill["state"] = "done"
        elif bill["state"] == "asked":
            bill["state"] = "due"
        return "50" if self._next() else "100"
