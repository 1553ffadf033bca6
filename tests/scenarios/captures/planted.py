"""
A log with planted names: in every place in which a customer's data was ever seen, and in some in which it was not.

Each planted word is invented and stands nowhere else, so that one hit in a scrubbed file is a leak.
"""

from __future__ import annotations

from collections.abc import Mapping

from scenarios.captures.model import Capture, Event
from scenarios.captures.reading import of_bytes

NAMES = {
    "vendor": "Quuxborough Plumbing",
    "person": "Zebedee Thistlewood",
    "accented": "Société Générale Fictive",
    "street": "4711 Wigglesworth Lane",
    "phone": "(555) 867-5309",
    "mail": "zebedee@quuxborough.example",
    "tax id": "98-7654329",
    "bank": "DE44500105175407324931",
    "licence": "Drivers Licence Wombat",
    "memo": "paid cash to Cousin Ignatius behind the warehouse",
    "number in a number": "778812",
    "short number": "AC-778",
    "host": "BOOKKEEPER-PC17",
    "user": "fitzgerald_ap",
    "path": r"D:\Clients\Thistlewood Family\quuxborough.qbw",
    "company": "Quuxborough Holdings",
    "ticket": "a1b2c3d4-0000-4111-8222-c0ffee123456",
    "list id": "80004D2-1577836800",
    "guid": "{5EEDF00D-aaaa-4bbb-8ccc-123456789ABC}",
}


def planted() -> Capture:
    """The names in a log, and in what only another source of captures has."""
    capture = of_bytes(log().encode())
    event = Event(line=1, at=capture.updates[0].began_at, source="Unheard()", text=NAMES["person"], below=NAMES["memo"])
    return capture.model_copy(update={"events": (*capture.events, event)})


def _request(name: Mapping[str, str]) -> str:
    return f"""<?xml version="1.0"?><?qbxml version="16.0"?>
<QBXML><!-- {name["memo"]} --><QBXMLMsgsRq onError="stopOnError" newMessageSetID="{name["ticket"]}" author="{name["person"]}">
<BillAddRq requestID="{name["short number"]}"><BillAdd>
<VendorRef><ListID>{name["list id"]}</ListID><FullName>{name["vendor"]}</FullName></VendorRef>
<TxnDate>2026-01-14</TxnDate><RefNumber>{name["number in a number"]}</RefNumber>
<Memo>{name["memo"]}, {name["person"]}, call {name["phone"]}; x{name["number in a number"]}y</Memo>
<Secret>{name["bank"]}</Secret>{name["mail"]}
<ExpenseLineAdd><AccountRef><FullName>Expenses:{name["company"]}</FullName></AccountRef><Amount>1132.55</Amount>
<Memo><![CDATA[{name["person"]}]]></Memo></ExpenseLineAdd></BillAdd></BillAddRq></QBXMLMsgsRq></QBXML>"""


def _answer(name: Mapping[str, str]) -> str:
    return f"""<?xml version="1.0" ?>
<QBXML>
<QBXMLMsgsRs>
<BillAddRs requestID="{name["short number"]}" statusCode="3140" statusSeverity="Error" statusMessage="There is an invalid \
reference to QuickBooks Vendor &quot;{name["vendor"]}&quot; in the Bill. {name["person"]} knows." />
<VendorQueryRs requestID="2" statusCode="0" statusSeverity="Info" statusMessage="Status OK" clerk="{name["person"]}">
<VendorRet><ListID>{name["list id"]}</ListID><TimeModified>2026-01-10T08:00:00-08:00</TimeModified>
<EditSequence>1768060800</EditSequence><Name>{name["vendor"]}</Name><CompanyName>{name["accented"]}</CompanyName>
<VendorAddress><Addr1>{name["street"]}</Addr1><Addr2>c/o {name["person"].upper()}</Addr2></VendorAddress>
<Phone>{name["phone"]}</Phone><Email>{name["mail"]}</Email><Notes>IBAN {name["bank"]}</Notes>
<VendorTaxIdent>{name["tax id"]}</VendorTaxIdent><Balance>99999.25</Balance>
<ExternalGUID>{name["guid"]}</ExternalGUID>
<DataExtRet><OwnerID>0</OwnerID><DataExtName>{name["licence"]}</DataExtName><DataExtType>STR255TYPE</DataExtType>
<DataExtValue>{name["street"]}</DataExtValue></DataExtRet></VendorRet></VendorQueryRs>
</QBXMLMsgsRs>
</QBXML>
"""


def log() -> str:
    name = NAMES
    stamp = "20260115.09:00:00 UTC\t: "
    soap = f"{stamp}QBWebConnector.SOAPWebService."
    request, answer = _request(name), _answer(name)
    return f"""{stamp}UpdateThisScheduledApp() : Performing SCHEDULED UPDATE for application = Sync of {name["company"]}
{soap}instantiateWebService() : AppName: Sync of {name["company"]}
{soap}instantiateWebService() : AppURL: https://quuxborough.example/qbwc?ticket={name["ticket"]}&user={name["user"]}
{soap}do_serverVersion() : *** Calling serverVersion().
{soap}do_authenticate() : Authenticating to application 'Sync of {name["company"]}', username = '{name["user"]}'
{soap}updateWS() : Received from authenticate() following parameters:<authRet[0]="{name["ticket"]}"><authRet[1]="">
{soap}do_sendRequestXML() : *** Calling sendRequestXML() with following parameters:
{soap}do_sendRequestXML() : wcTicket="{name["ticket"]}"
{soap}do_sendRequestXML() : HCPResponseXML=
{soap}do_sendRequestXML() :\x20
{soap}do_sendRequestXML() : cfn="{name["path"]}"
{soap}do_sendRequestXML() : qbNationality="US"
{soap}do_sendRequestXML() : strRequestXML =
{soap}do_sendRequestXML() : XML dump follows: -

{request}

{soap}ProcessRequestXML() : REQUEST: received from application: size (bytes) = {len(request)}
{soap}ProcessRequestXML() : Sending request to QuickBooks.
{soap}do_receiveResponseXML() : *** Calling receiveResponseXML() with following parameters:
{soap}do_receiveResponseXML() : response =
{soap}do_receiveResponseXML() : XML dump follows: -

{answer}

{soap}do_receiveResponseXML() : hresult="0x80040400"
{soap}do_receiveResponseXML() : message="QuickBooks found an error when parsing “{name["memo"]}”"
{soap}do_receiveResponseXML() : more="50">
{soap}do_sendRequestXML() : *** Calling sendRequestXML() with following parameters:
{soap}do_sendRequestXML() : strRequestXML =
{soap}do_sendRequestXML() : XML dump follows: -

<?xml version="1.0" ?><QBXML><QBXMLMsgsRq><VendorAddRq>{name["person"][:11]}......

{soap}do_receiveResponseXML() : *** Calling receiveResponseXML() with following parameters:
{soap}do_receiveResponseXML() : response =
{soap}do_receiveResponseXML() : XML dump follows: -

<QBXML><QBXMLMsgsRs><Torn>{name["person"]} of {name["vendor"]}

{soap}do_receiveResponseXML() : more="-1">
{soap}do_getLastError() : Received from getLastError() following parameter:<lastErrorRet="Ask {name["person"]} about {name["short number"]}">
{soap}update() : QBWC1013: Error connecting to QuickBooks. {name["person"]} has the file open.
More info: {name["path"]}
StackTrace =    at Quuxborough.Addin.Run(String {name["user"]})
{stamp}QBWebConnector.CompanyFileLock.getLock() : Got Lock = LOCKED:{name["host"]}:636948155984807268
{soap}do_closeConnection() : Received from closeConnection() following parameter:<ccResponse="Bye {name["person"]}">
"""
