"""What the Web Connector writes into the company file: FileID and AppLock, as data extensions on Company."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.sax.saxutils import escape

from lxml import etree

from simulators.qbwc.processor import RequestProcessor
from simulators.qbwc.web_connector.qwc import Application, Refused

FRAME = (
    '<?xml version="1.0"?><?qbxml version="13.0"?><QBXML><QBXMLMsgsRq onError="stopOnError">{0}</QBXMLMsgsRq></QBXML>'
)
QUERY = '<CompanyQueryRq requestID="1"><OwnerID>{owner}</OwnerID></CompanyQueryRq>'
DEFINED = '<DataExtDefQueryRq requestID="1"><OwnerID>{owner}</OwnerID></DataExtDefQueryRq>'
DEFINE = (
    '<DataExtDefAddRq requestID="1"><DataExtDefAdd><OwnerID>{owner}</OwnerID><DataExtName>{name}</DataExtName>'
    "<DataExtType>STR255TYPE</DataExtType><AssignToObject>Company</AssignToObject></DataExtDefAdd></DataExtDefAddRq>"
)
ADD = (
    '<DataExtAddRq requestID="1"><DataExtAdd><OwnerID>{owner}</OwnerID><DataExtName>{name}</DataExtName>'
    "<OtherDataExtType>Company</OtherDataExtType><DataExtValue>{value}</DataExtValue></DataExtAdd></DataExtAddRq>"
)
MODIFY = (
    '<DataExtModRq requestID="1"><DataExtMod><OwnerID>{owner}</OwnerID><DataExtName>{name}</DataExtName>'
    "<OtherDataExtType>Company</OtherDataExtType><DataExtValue>{value}</DataExtValue></DataExtMod></DataExtModRq>"
)
DOTNET_EPOCH = datetime(1, 1, 1, tzinfo=UTC)


#: Adding an application: DataExtDefQuery, then DataExtDefAdd and DataExtAdd of FileID, and of AppLock. [QWCLog of an
#: installation, 2025]
def register(processor: RequestProcessor, application: Application, host: str) -> None:
    """Stamp the company file with the application's FileID; a second time changes nothing."""
    #: IsReadOnly true: the first registration fails with QBWC1039. [KaydBooks-Bridge on Web Connector 34]
    if application.is_read_only:
        raise Refused("QBWC1039: There was a problem adding the application (3263).")
    answer = _ask(processor, DEFINED.format(owner=application.owner_id))
    if answer.find(".//DataExtDefRet") is not None:
        if _value(processor, application, "FileID") != application.file_id:
            #: An application whose file has another FileID is refused. [guide p. 84]
            raise Refused("QBWC1039: Unique OwnerID/FileID pair value required.")
        return
    for name, value in (("FileID", application.file_id), ("AppLock", f"UNLOCKED:{host}")):
        _ask(processor, DEFINE.format(owner=application.owner_id, name=name))
        _ask(processor, ADD.format(owner=application.owner_id, name=name, value=escape(value)))


#: AppLock is LOCKED:HOST:ticks while an update runs, UNLOCKED:HOST after it. [QWCLog 2019]
def lock(processor: RequestProcessor, application: Application, host: str, now: datetime) -> None:
    elapsed = now - DOTNET_EPOCH
    #: The ticks of an AppLock are .NET's, in UTC. [QWCLog 2019]
    ticks = (elapsed.days * 86400 + elapsed.seconds) * 10_000_000 + elapsed.microseconds * 10
    _set_lock(processor, application, f"LOCKED:{host}:{ticks}")


#: Unlocking is a CompanyQuery with the OwnerID, then a DataExtMod. [QWCLog 2019, byte for byte]
def unlock(processor: RequestProcessor, application: Application, host: str) -> None:
    _ask(processor, QUERY.format(owner=application.owner_id))
    _set_lock(processor, application, f"UNLOCKED:{host}")


#: The company's facts are Host, Company and Preferences with requestIDs 0, 1, 2. [captured s61]
def facts(processor: RequestProcessor, application: Application) -> str:
    """The answer that goes with the first sendRequestXML: Host, Company, Preferences with requestIDs 0, 1, 2."""
    requests = (
        '<HostQueryRq requestID="0" />'
        f'<CompanyQueryRq requestID="1"><OwnerID>{application.owner_id}</OwnerID></CompanyQueryRq>'
        '<PreferencesQueryRq requestID="2" />'
    )
    return processor.process(FRAME.format(requests))


def _set_lock(processor: RequestProcessor, application: Application, value: str) -> None:
    _ask(processor, MODIFY.format(owner=application.owner_id, name="AppLock", value=escape(value)))


def _value(processor: RequestProcessor, application: Application, name: str) -> str | None:
    answer = _ask(processor, QUERY.format(owner=application.owner_id))
    for one in answer.iterfind(".//DataExtRet"):
        if one.findtext("DataExtName") == name:
            return one.findtext("DataExtValue")
    return None


def _ask(processor: RequestProcessor, request: str) -> etree._Element:
    return etree.fromstring(processor.process(FRAME.format(request)).encode("ascii"))
