"""QWCLog.txt, the log that support staff are sent, in the grammar of real ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from enum import Enum

CUT_AFTER = 75
SOAP = "QBWebConnector.SOAPWebService"
REGISTRY = "QBWebConnector.RegistryManager.setUpdateLock()"
KEY = r"HKEY_CURRENT_USER\Software\Intuit\QBWebConnector\UpdateLock"
SOME_ERROR = (
    "QBWC1031: Update completed with some error. Application has been notified of the error accordingly. "
    "See QWCLog for further information."
)
STARS = "*********************"


class Level(Enum):
    NONE = "NONE"
    DEBUG = "DEBUG"
    VERBOSE = "VERBOSE"


class QwcLog:
    """One method to an event; ``write`` gets whole lines; ``has_guesses`` allows passages no public log shows."""

    def __init__(self, write: Callable[[str], None], now: Callable[[], datetime], level: Level) -> None:
        self._write = write
        self._now = now
        self._level = level
        self.has_guesses = True

    def banner(self) -> None:
        if self._level is Level.NONE:
            return
        now = self._now().astimezone(UTC)
        self._write(
            f"\n\nLog file initialized at {now:%A, %B %d, %Y - %I:%M %p} UTC  \n"
            "Timestamp format used: YYYYMMDD.HH:MM:SS UTC\n"
            #: The banner says 2.2 whatever the product's version is. [QWCLog 2019, 2025]
            f"QBWebConnector 2.2 has been initialized with its logging status to level = {self._level.value}.\n"
            "Please restart QBWebConnector for any change in log level to take effect. Use file menu to clear log.\n\n"
        )

    def started(self, name: str) -> None:
        self._say(
            "QBWebConnector.WebServiceManager.DoUpdateSelected()", f"updateWS() for application = '{name}' has STARTED"
        )
        self._say(REGISTRY, f"{KEY} has been set to True")
        self._say(REGISTRY, f"{STARS} Update session locked {STARS}")

    #: The texts of versions, authenticate, request, answer, unlock and close are the real ones. [QWCLog 2019, 2025]
    def server_version(self, answer: str) -> None:
        source = f"{SOAP}.do_serverVersion()"
        self._say(source, "*** Calling serverVersion().")
        self._say(source, f'Received from serverVersion() following parameter:<serverVersionRet="{answer}">')

    def client_version(self, version: str, answer: str) -> None:
        source = f"{SOAP}.do_clientVersion()"
        self._say(source, f'*** Calling clientVersion() with following parameter:<productVersion="{version}">')
        self._say(source, f'Received from clientVersion() following parameter:<clientVersionRet="{answer}">')

    def authenticate(self, name: str, user: str, given: Sequence[str]) -> None:
        source = f"{SOAP}.do_authenticate()"
        self._say(source, f"Authenticating to application '{name}', username = '{user}'")
        self._say(
            source,
            #: The password is masked. [QWCLog 2019, 2025]
            f'*** Calling authenticate() with following parameters:<userName="{user}"><password=<MaskedForSecurity>',
        )
        shown = "".join(f'<authRet[{index}]="{one}">' for index, one in enumerate((*given, "", "", "", "")[:4]))
        self._say(f"{SOAP}.updateWS()", f"Received from authenticate() following parameters:{shown}")
        if given[0]:
            self._say(source, f"CurrentWebServiceSessionTicket has been set to {given[0]}")

    def no_data(self, name: str, word: str) -> None:
        texts = {
            "none": "No data to exchange for this application. Job ending.",
            "nvu": f"{name}: Not a valid username and password. Job ending.",
        }
        self._say(f"{SOAP}.CheckCFNResponse()", texts.get(word, "Application busy. Job ending."))
        self._say(f"{SOAP}.do_authenticate()", "Done.")

    def asking(self, number: int, ticket: str, hcp: str, file: str, country: str, version: tuple[int, int]) -> None:
        source = f"{SOAP}.do_sendRequestXML()"
        self._say(source, f"Asking application to send request no. {number}")
        self._say(source, "*** Calling sendRequestXML() with following parameters:")
        self._say(source, f'wcTicket="{ticket}"')
        self._say(source, "HCPResponseXML=")
        self._dump(source, hcp) if hcp else self._say(source, "")
        self._say(source, f'cfn="{file}"')
        self._say(source, f'qbNationality="{country}"')
        self._say(source, f'qbXMLMajorVers="{version[0]}"')
        self._say(source, f'qbXMLMinorVers="{version[1]}"')

    def request(self, text: str) -> None:
        source = f"{SOAP}.do_sendRequestXML()"
        self._say(source, "Received from sendRequestXML() following parameter:")
        self._say(source, "strRequestXML =")
        if text.startswith("<?xml"):
            self._dump(source, text)
        else:
            self._say(source, text)
        self._say(source, "Request xml received.")

    def processing(self, number: int, request: str) -> None:
        source = f"{SOAP}.ProcessRequestXML()"
        self._say(source, f"Processing request #{number}")
        #: Sizes are characters of the request, and of the answer's XML. [QWCLog 2019]
        self._say(source, f"REQUEST: received from application: size (bytes) = {len(request)}")
        self._say(source, "Sending request to QuickBooks.")

    def processed(self, response: str, hresult: str, message: str) -> None:
        source = f"{SOAP}.ProcessRequestXML()"
        if hresult:
            self._say(source, "Sending error message back to application:")
            self._write_raw(f"HRESULT = {hresult}\nMessage: {message}\n")
            return
        self._say(source, f"Response received from QuickBooks: size (bytes) = {len(response)}")
        self._say(source, "Sending response back to application.")

    def answering(self, ticket: str, response: str, hresult: str, message: str) -> None:
        source = f"{SOAP}.do_receiveResponseXML()"
        self._say(source, "*** Calling receiveResponseXML() with following parameters:")
        self._say(source, f'wcTicket="{ticket}"')
        self._say(source, "response =")
        self._dump(source, response) if response else self._say(source, "")
        self._say(source, f'hresult="{hresult}"')
        self._say(source, f'message="{message}"')

    def answered(self, percent: int) -> None:
        source = f"{SOAP}.do_receiveResponseXML()"
        self._say(source, "Received from receiveResponseXML() following parameters:")
        #: ``more="83">`` has a stray bracket. [QWCLog 2019, 2025]
        self._say(source, f'more="{percent}">')
        self._say(source, "There are more requests to process." if 0 <= percent < 100 else "Done. No more to process.")

    #: The lines of connectionError and getLastError are in the log, or are not. [assumed: log_passages]
    def last_error(self, ticket: str, text: str) -> None:
        if not self.has_guesses:
            return
        source = f"{SOAP}.do_getLastError()"
        self._say(source, f'*** Calling getLastError() with following parameter:<wcTicket="{ticket}">')
        self._say(source, f'Received from getLastError() following parameter:<lastErrorRet="{text}">')

    def connection_error(self, ticket: str, hresult: str, message: str, answer: str) -> None:
        if not self.has_guesses:
            return
        source = f"{SOAP}.do_connectionError()"
        self._say(
            source,
            f'*** Calling connectionError() with following parameters:<wcTicket="{ticket}"><hresult="{hresult}">'
            f'<message="{message}">',
        )
        self._say(source, f'Received from connectionError() following parameter:<connectionErrorRet="{answer}">')

    def unlocked(self, owner: str) -> None:
        lock = "QBWebConnector.CompanyFileLock.unsetLock()"
        self._say(lock, f"Company file has been unlocked for ownerID = <{owner}>")
        self._say(f"{SOAP}.update()", "Company file has been unlocked.")
        self._say(f"{SOAP}.update()", "Ending session to QuickBooks.")
        self._say(f"{SOAP}.DisconnectFromQB()", "Session ended and connection closed")

    def closed(self, ticket: str, answer: str) -> None:
        source = f"{SOAP}.do_closeConnection()"
        self._say(source, f'*** Calling closeConnection() with following parameter:<wcTicket="{ticket}">')
        self._say(source, f'Received from closeConnection() following parameter:<ccResponse="{answer}">')

    def failed(self, code: str, text: str) -> None:
        self._say(f"{SOAP}.update()", f"{code}: {text}")

    def ended(self, name: str, answer: str, code: str) -> None:
        """One that found nothing to do, or that failed, ends with QBWC1031; both are “some error” to it."""
        self._say(REGISTRY, f"{KEY} has been set to False")
        self._say(REGISTRY, f"{STARS} Update session unlocked {STARS}")
        #: none and nvu end with QBWC1031, “some error”, like a failure. [QWCLog 2025]
        if answer or code:
            manager = "QBWebConnector.WebServiceManager.DoUpdate()"
            none = f"No data to exchange for the application:  {name}"
            failed = "Update completed with errors. See log (QWClog.txt) for details."
            self._say(manager, none if answer == "none" else failed)
            self._say("UpdateThisScheduledApp()", SOME_ERROR)
            return
        self._say(f"{SOAP}.update()", "update completed.")
        source = "QBWebConnector.WebServiceManager.DoUpdateSelected()"
        self._say(source, f"Update for application = '{name}' has COMPLETED")
        self._say(source, "Update session has ended.")

    #: Every line is ``YYYYMMDD.HH:MM:SS UTC``, a tab, ``: source : text``, in UTC. [QWCLog 2019, 2025]
    def _say(self, source: str, text: str) -> None:
        self._write_raw(f"{self._now().astimezone(UTC):%Y%m%d.%H:%M:%S} UTC\t: {source} : {text}\n")

    def _dump(self, source: str, xml: str) -> None:
        #: XML is dumped raw below “XML dump follows: -”, a blank line before it, two after. [QWCLog 2019]
        self._say(source, "XML dump follows: -")
        #: DEBUG cuts XML after 75 characters and adds ``......``. [measured on five dumps of 2017, 2019, 2025]
        shown = f"{xml[:CUT_AFTER]}......" if self._level is Level.DEBUG and len(xml) > CUT_AFTER else xml
        self._write_raw(f"\n{shown}\n\n")

    def _write_raw(self, text: str) -> None:
        if self._level is not Level.NONE:
            self._write(text)


def no_log() -> QwcLog:
    return QwcLog(lambda _: None, lambda: datetime.min.replace(tzinfo=UTC), Level.NONE)
