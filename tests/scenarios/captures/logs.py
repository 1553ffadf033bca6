"""A log in the grammar of a real one of 2019 at level VERBOSE, that begins in the middle of a session; values are invented."""

from __future__ import annotations

from scenarios.captures.model import Capture
from scenarios.captures.reading import of_bytes

PREFIX = "20190530.12:20:05 UTC\t: QBWebConnector.SOAPWebService."
REAL = f"""

Log file initialized at Thursday, May 30, 2019 - 12:20 PM UTC\x20\x20
Timestamp format used: YYYYMMDD.HH:MM:SS UTC
QBWebConnector 2.2 has been initialized with its logging status to level = VERBOSE.
Please restart QBWebConnector for any change in log level to take effect. Use file menu to clear log.

{PREFIX}do_receiveResponseXML() : hresult=""
{PREFIX}do_receiveResponseXML() : message=""
{PREFIX}do_receiveResponseXML() : Received from receiveResponseXML() following parameters:
{PREFIX}do_receiveResponseXML() : more="83">
{PREFIX}do_receiveResponseXML() : There are more requests to process.
{PREFIX}do_sendRequestXML() : Asking application to send request no. 6
{PREFIX}do_sendRequestXML() : *** Calling sendRequestXML() with following parameters:
{PREFIX}do_sendRequestXML() : wcTicket="d73e6639"
{PREFIX}do_sendRequestXML() : HCPResponseXML=
{PREFIX}do_sendRequestXML() :\x20
{PREFIX}do_sendRequestXML() : cfn="C:\\QuickBooks\\sample.QBW"
{PREFIX}do_sendRequestXML() : qbNationality="US"
{PREFIX}do_sendRequestXML() : qbXMLMajorVers="13"
{PREFIX}do_sendRequestXML() : qbXMLMinorVers="0"
{PREFIX}do_sendRequestXML() : Received from sendRequestXML() following parameter:
{PREFIX}do_sendRequestXML() : strRequestXML =
{PREFIX}do_sendRequestXML() : XML dump follows: -

<?xml version="1.0"?>
<?qbxml version="13.0"?>
<QBXML>
\t<QBXMLMsgsRq onError="stopOnError">

\t\t<CustomerQueryRq requestID="1"/>
\t</QBXMLMsgsRq>
</QBXML>

{PREFIX}do_sendRequestXML() : Request xml received.
{PREFIX}ProcessRequestXML() : Processing request #6
{PREFIX}ProcessRequestXML() : REQUEST: received from application: size (bytes) = 152
{PREFIX}ProcessRequestXML() : Sending request to QuickBooks.
{PREFIX}ProcessRequestXML() : Response received from QuickBooks: size (bytes) = 40
{PREFIX}ProcessRequestXML() : Sending response back to application.
{PREFIX}do_receiveResponseXML() : *** Calling receiveResponseXML() with following parameters:
{PREFIX}do_receiveResponseXML() : wcTicket="d73e6639"
{PREFIX}do_receiveResponseXML() : response =
{PREFIX}do_receiveResponseXML() : XML dump follows: -

<?xml version="1.0" ?>
<QBXML>
</QBXML>


{PREFIX}do_receiveResponseXML() : hresult=""
{PREFIX}do_receiveResponseXML() : message=""
{PREFIX}do_receiveResponseXML() : Received from receiveResponseXML() following parameters:
{PREFIX}do_receiveResponseXML() : more="100">
{PREFIX}do_receiveResponseXML() : Done. No more to process.
20190530.12:20:06 UTC\t: QBWebConnector.CompanyFileLock.getLock() : Got Lock = LOCKED:EXAMPLE:636948155984807268
{PREFIX}do_closeConnection() : *** Calling closeConnection() with following parameter:<wcTicket="d73e6639">
{PREFIX}do_closeConnection() : Received from closeConnection() following parameter:<ccResponse="Complete!">
20190530.12:20:06 UTC\t:  : ~SingleInstanceHandler() - usingInstanceChannel = false.
"""


def read(text: str) -> Capture:
    return of_bytes(text.encode())


def adds_up(capture: Capture, size: int) -> bool:
    """Whether every byte of a file is in one share, and every line that is unused in a problem."""
    totals = capture.totals
    shares = (totals.calls, totals.events, totals.empty, totals.unused)
    return (
        totals.bytes == sum(one.bytes for one in shares) == size
        and totals.lines == sum(one.lines for one in shares)
        and totals.unused.lines == sum(one.unused for one in capture.problems)
    )
