"""What the Web Connector writes into its log: one method to an event, in the words of real logs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from simulators.qbwc.web_connector.answers import Next, Word
from simulators.qbwc.web_connector.codes import CODES, said
from simulators.qbwc.web_connector.log_file import Level, Lines

SOAP = "QBWebConnector.SOAPWebService"
MANAGER = "QBWebConnector.WebServiceManager"
REGISTRY = "QBWebConnector.RegistryManager"
LOCK = "QBWebConnector.CompanyFileLock"
SCHEDULED = "UpdateThisScheduledApp()"
KEY = r"HKEY_CURRENT_USER\Software\Intuit\QBWebConnector\UpdateLock"
STARS = "*********************"
ENDS = {
    Word.NONE: "{0}No data to exchange for this application. Job ending.",
    Word.NVU: "{0}: Not a valid username and password. Job ending.",
    Word.BUSY: "{0}: Application busy. Job ending.",
}
FRAMES = {
    "QBWC1012": "do_authenticate(String& ticket, String& companyFileName)",
    "QBWC1041": "do_sendRequestXML(Int32 x, String wcTicket, String HCPResponseXML, String cfn, String qbNationality, "
    "Int32 qbXMLMajorVers, Int32 qbXMLMinorVers, Boolean& timeout)",
    "QBWC1042": "do_receiveResponseXML(String wcTicket, String response, String hresult, String message)",
}
CALLS = {"QBWC1012": "authenticate", "QBWC1041": "sendRequestXML", "QBWC1042": "receiveResponseXML"}


class QwcLog:
    """``has_guesses`` allows passages that no public log shows; ``zone`` is the PC's, for the few local times."""

    def __init__(
        self,
        write: Callable[[str], None],
        now: Callable[[], datetime],
        level: Level,
        turned: Callable[[], bool] = lambda: False,
        zone: str = "America/Los_Angeles",
    ) -> None:
        self._lines = Lines(write, now, level, turned)
        self._now = now
        self._zone = ZoneInfo(zone)
        self.has_guesses = True
        self._is_scheduled = False

    def banner(self) -> None:
        self._lines.banner()

    def opened(self, version: str) -> None:
        """The program begins; its version is not that of the banner."""
        self._say("QBWebConnector_Load()", "", f"QuickBooks Web Connector {version} has started.")
        self._say(f"{REGISTRY}.setUpdateLock()", f"{KEY} has been set to False")

    def started(self, name: str, url: str, unique: str, *, is_scheduled: bool) -> None:
        self._is_scheduled = is_scheduled
        #: A scheduled update begins with the passwords and its own line, one by hand with “has STARTED”. [QWCLog
        #: excerpts of 2016, 2018, 2021]
        if is_scheduled:
            self._say(SCHEDULED, "Password management - Started")
            self._say(SCHEDULED, "Password management - Ended")
            self._say(SCHEDULED, f"Performing SCHEDULED UPDATE for application = {name}")
        else:
            self._say(f"{MANAGER}.DoUpdateSelected()", f"updateWS() for application = '{name}' has STARTED")
        self._say(f"{REGISTRY}.getUpdateLock()", f"{KEY} = FALSE")
        self._say(f"{REGISTRY}.setUpdateLock()", f"{KEY} has been set to True")
        self._say(f"{REGISTRY}.setUpdateLock()", f"{STARS} Update session locked {STARS}")
        source = f"{SOAP}.instantiateWebService()"
        self._say(source, "Initiated connection to the following application.")
        self._say(source, f"AppName: {name}")
        if unique:
            self._say(source, f"AppUniqueName (if available): {unique}")
        self._say(source, f"AppURL: {url}")

    def refused_to_start(self, code: str, name: str) -> None:
        self._say(SCHEDULED, said(code, name))

    def locked_out(self) -> None:
        self._say(f"{REGISTRY}.getUpdateLock()", f"{KEY} = TRUE")

    #: The texts of versions, authenticate, request, answer, unlock and close are the real ones. [QWCLog 2019, 2025]
    def server_version(self, answer: str) -> None:
        source = f"{SOAP}.do_serverVersion()"
        self._say(source, "*** Calling serverVersion().")
        self._say(source, f'Received from serverVersion() following parameter:<serverVersionRet="{answer}">')

    #: A serverVersion that fails has a line of its own. [log excerpt of a certificate error]
    def server_version_failed(self, why: str) -> None:
        source = f"{SOAP}.do_serverVersion()"
        self._say(source, "*** Calling serverVersion().")
        self._say(source, f"Actual error received from web service for serverVersion call: <{why}>")

    def client_version(self, version: str, answer: str, *, goes_on: bool) -> None:
        source = f"{SOAP}.do_clientVersion()"
        self._say(source, f'*** Calling clientVersion() with following parameter:<productVersion="{version}">')
        self._say(source, f'Received from clientVersion() following parameter:<clientVersionRet="{answer}">')
        if goes_on:
            self._say(
                source, "This application agrees with the current version of QBWebConnector. Allowing update operation."
            )

    def authenticating(self, name: str, user: str) -> None:
        source = f"{SOAP}.do_authenticate()"
        self._say(source, f"Authenticating to application '{name}', username = '{user}'")
        self._say(
            source,
            #: The password is masked. [QWCLog 2019, 2025]
            f'*** Calling authenticate() with following parameters:<userName="{user}"><password=<MaskedForSecurity>',
        )

    def authenticated(self, given: Sequence[str]) -> None:
        shown = "".join(f'<authRet[{index}]="{one}">' for index, one in enumerate((*given, "", "", "", "")[:4]))
        self._say(f"{SOAP}.updateWS()", f"Received from authenticate() following parameters:{shown}")
        if given[0]:
            source = f"{SOAP}.do_authenticate()"
            self._say(source, f"CurrentWebServiceSessionTicket has been set to {given[0]}")

    def no_exchange(self, name: str, word: Word, postpone: int) -> None:
        """Nothing to do, not let in, busy, or put off by so many seconds."""
        if word is not Word.WORK:
            shown = "" if word is Word.NONE else name
            self._say(f"{SOAP}.CheckCFNResponse()", ENDS[word].format(shown))
        if postpone:
            now = self._now().astimezone(self._zone)
            #: The time at which an update is put off is local, in the form of the United States. [QWCLog 2025]
            shown = f"{now.month}/{now.day}/{now.year} {now:%I:%M:%S %p}".replace(" 0", " ")
            text = f"Update has been postponed at {shown} by '{name}' for next {postpone} seconds"
            self._say(f"{SOAP}.HandleDelayRequest()", text)
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
        #: A request that does not begin with an XML declaration stands behind the prefix, without a dump. [qbwc issue
        #: 69]
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

    def processed(self, request: str, response: str, hresult: str, message: str) -> None:
        source = f"{SOAP}.ProcessRequestXML()"
        if hresult:
            #: QuickBooks' error, and below it the request that failed. [QWCLog excerpt of 2009]
            self._say(
                source, "Sending error message back to application:", f"HRESULT = {hresult}", f"Message: {message}"
            )
            self._say(source, "XML dump follows: -", "", "Request that failed:", "", self._lines.shown(request), "")
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

    def answered(self, percent: int, then: Next) -> None:
        source = f"{SOAP}.do_receiveResponseXML()"
        self._say(source, "Received from receiveResponseXML() following parameters:")
        #: ``more="83">`` has a stray bracket. [QWCLog 2019, 2025]
        self._say(source, f'more="{percent}">')
        self._say(source, (Next.CLOSE if then is Next.ERROR else then).value)

    #: The lines of connectionError, getLastError, the interactive calls and the beginning of the AppLock are in the
    #: log, or are not. [assumed: log_passages]
    def guessed(self, call: str, told: dict[str, str], result: str, answer: str) -> None:
        if not self.has_guesses:
            return
        source = f"{SOAP}.do_{call}()"
        shown = "".join(f'<{name}="{value}">' for name, value in told.items())
        self._say(source, f"*** Calling {call}() with following parameter{'s' * (len(told) > 1)}:{shown}")
        self._say(source, f'Received from {call}() following parameter:<{result}="{answer}">')

    def locked(self, host: str, ticks: int) -> None:
        if self.has_guesses:
            self._say(f"{LOCK}.setLock()", f"AppLock = LOCKED:{host}:{ticks}")

    #: At the end of a session: CompanyQuery, “Got Lock”, DataExtMod, “unlocked”. [QWCLog 2019, 2017 at level DEBUG]
    def unlocking(self, source: str, xml: str) -> None:
        self._dump(f"{LOCK}.{source}()", xml)

    def got_lock(self, value: str) -> None:
        self._say(f"{LOCK}.getLock()", f"Got Lock = {value}")

    def unlocked(self, owner: str) -> None:
        self._say(f"{LOCK}.unsetLock()", f"Company file has been unlocked for ownerID = <{owner}>")
        self._say(f"{SOAP}.update()", "Company file has been unlocked.")
        self._say(f"{SOAP}.update()", "Ending session to QuickBooks.")
        self._say(f"{SOAP}.DisconnectFromQB()", "Session ended and connection closed")

    def closed(self, ticket: str, answer: str) -> None:
        source = f"{SOAP}.do_closeConnection()"
        self._say(source, f'*** Calling closeConnection() with following parameter:<wcTicket="{ticket}">')
        self._say(source, f'Received from closeConnection() following parameter:<ccResponse="{answer}">')
        self._say(source, "CloseConnection called to application.")
        self._say(source, f"Response received from application = {answer}")

    #: QBWC1012, 1041 and 1042 come with “More info:”, a stack trace and its source; the others are one line. [QWCLog
    #: excerpts of 2012, 2017; qbws issue 3]
    def failed(self, code: str, text: str) -> None:
        if code not in FRAMES:
            self._say(f"{SOAP}.update()", said(code, message=text))
            return
        before = text if code == "QBWC1012" else f"Error message: {text}"
        trace = f"StackTrace =    at {SOAP}.{FRAMES[code]}"
        self._say(
            f"{SOAP}.do_{CALLS[code]}()",
            f"{code}: {CODES[code].text}",
            before,
            "More info:",
            trace,
            "Source = QBWebConnector",
        )

    #: UpdateLock is set back, and “update completed” ends the log of a good update. [QWCLog 2019]
    def ended(self, name: str, word: Word, *, is_good: bool, is_put_off: bool) -> None:
        self._say(f"{REGISTRY}.setUpdateLock()", f"{KEY} has been set to False")
        self._say(f"{REGISTRY}.setUpdateLock()", f"{STARS} Update session unlocked {STARS}")
        if is_good:
            self._say(f"{SOAP}.update()", "update completed.")
            if not self._is_scheduled:
                source = f"{MANAGER}.DoUpdateSelected()"
                self._say(source, f"Update for application = '{name}' has COMPLETED")
                self._say(source, "Update session has ended.")
            return
        none = f"No data to exchange for the application:  {name}"
        failed = "Update completed with errors. See log (QWClog.txt) for details."
        self._say(f"{MANAGER}.DoUpdate()", none if word is Word.NONE or (word is Word.WORK and is_put_off) else failed)
        #: A scheduled update that ends with none or nvu is QBWC1031, “some error”, like a failure. [QWCLog 2025]
        if self._is_scheduled:
            self._say(SCHEDULED, said("QBWC1031"))

    def unplayed(self, name: str) -> None:
        """A line of the fake's own, which no real log has."""
        self._say("(the fake)", f"{name} is real, but not played here: it was answered with 1030.")

    #: Its own exceptions are one line of the manager. [QWCLog 2025]
    def broke(self, why: str) -> None:
        self._say(f"{MANAGER}.DoUpdate()", f"Exception in WSManager.Update: {why}-QBWebConnector")

    def said(self, source: str, *texts: str) -> None:
        """An entry of any source, and lines below it."""
        self._say(source, *texts)

    def added(self, name: str, host: str) -> None:
        self._say(f"{MANAGER}.ReadQWC(QWCReader QWC)", f"AppLock = UNLOCKED:{host}")
        self._say(f"{MANAGER}.ReadQWC(QWCReader QWC)", f"Application {name} has been added to QuickBooks.")

    def _say(self, source: str, *texts: str) -> None:
        self._lines.say(source, *texts)

    def _dump(self, source: str, xml: str) -> None:
        self._lines.dump(source, xml)


def no_log() -> QwcLog:
    return QwcLog(lambda _: None, lambda: datetime(2000, 1, 1, tzinfo=UTC), Level.NONE)
