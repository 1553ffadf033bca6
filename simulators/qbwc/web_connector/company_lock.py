"""What the Web Connector writes into the company file: FileID and AppLock, as data extensions on Company."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from lxml import etree

from simulators.qbwc.processor import RequestProcessor
from simulators.qbwc.web_connector.log_lines import QwcLog
from simulators.qbwc.web_connector.qwc import Application

FRAME = (
    '<?xml version="1.0"?><?qbxml version="13.0"?><QBXML><QBXMLMsgsRq onError="stopOnError">{0}</QBXMLMsgsRq></QBXML>'
)
OTHERS = re.compile(
    r"<DataExtRet>\s*<OwnerID>[^<]*</OwnerID>\s*<DataExtName>(?!FileID<|AppLock<).*?</DataExtRet>\s*", re.S
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
REMOVE = (
    '<DataExtDelRq requestID="1"><DataExtDel><OwnerID>{owner}</OwnerID><DataExtName>{name}</DataExtName>'
    "<OtherDataExtType>Company</OtherDataExtType></DataExtDel></DataExtDelRq>"
)
FILE_ID, APP_LOCK = "FileID", "AppLock"
DOTNET_EPOCH = datetime(1, 1, 1, tzinfo=UTC)


def file_ids(processor: RequestProcessor, application: Application) -> str:
    """The FileID that stands in the company file for the application's OwnerID; empty where there is none."""
    answer = _ask(processor, DEFINED.format(owner=application.owner_id))
    return _value(processor, application, FILE_ID) if answer.find(".//DataExtDefRet") is not None else ""


def stamp(processor: RequestProcessor, application: Application, host: str) -> None:
    for name, value in ((FILE_ID, application.file_id), (APP_LOCK, f"UNLOCKED:{host}")):
        if not _is_defined(processor, application, name):
            _ask(processor, DEFINE.format(owner=application.owner_id, name=name))
        _ask(processor, ADD.format(owner=application.owner_id, name=name, value=escape(value)))


def unstamp(processor: RequestProcessor, application: Application) -> None:
    """The definitions stay, without a value."""
    for name in (FILE_ID, APP_LOCK):
        _ask(processor, REMOVE.format(owner=application.owner_id, name=name))


def holder(processor: RequestProcessor, application: Application) -> str:
    """The host that has locked the company file for this application; empty where it is unlocked."""
    state, _, rest = _value(processor, application, APP_LOCK).partition(":")
    return rest.rpartition(":")[0] if state == "LOCKED" else ""


#: AppLock is LOCKED:HOST:ticks while an update runs, UNLOCKED:HOST after it. [QWCLog 2019]
def lock(processor: RequestProcessor, application: Application, host: str, now: datetime, log: QwcLog) -> None:
    elapsed = now - DOTNET_EPOCH
    #: The ticks of an AppLock are .NET's, in UTC. [QWCLog 2019]
    ticks = (elapsed.days * 86400 + elapsed.seconds) * 10_000_000 + elapsed.microseconds * 10
    processor.process(FRAME.format(_lock_request(application, f"LOCKED:{host}:{ticks}")))
    log.locked(host, ticks)


#: Unlocking is a CompanyQuery with the OwnerID, then a DataExtMod. [QWCLog 2019, byte for byte]
def unlock(processor: RequestProcessor, application: Application, host: str, log: QwcLog) -> None:
    query = FRAME.format(QUERY.format(owner=application.owner_id))
    answer = _logged(processor, query, "Send_CompanyQueryRqXML", log)
    log.got_lock(_of(answer, APP_LOCK))
    change = FRAME.format(_lock_request(application, f"UNLOCKED:{host}"))
    _logged(processor, change, "Send_DataExtModRqXML", log)
    log.unlocked(application.owner_id)


#: The company's facts are Host, Company and Preferences with requestIDs 0, 1, 2. [captured s61]
def facts(processor: RequestProcessor, application: Application) -> str:
    """The answer that goes with the first sendRequestXML: Host, Company, Preferences with requestIDs 0, 1, 2."""
    requests = (
        '<HostQueryRq requestID="0" />'
        f'<CompanyQueryRq requestID="1"><OwnerID>{application.owner_id}</OwnerID></CompanyQueryRq>'
        '<PreferencesQueryRq requestID="2" />'
    )
    answer = processor.process(FRAME.format(requests))
    #: Of the values an OwnerID has on the company all are shown, or those of the Web Connector only. [assumed:
    #: shown_values]
    return answer if processor.file.assumed.holds("shown_values", "all") else OTHERS.sub("", answer)


def _lock_request(application: Application, value: str) -> str:
    return MODIFY.format(owner=application.owner_id, name=APP_LOCK, value=escape(value))


def _logged(processor: RequestProcessor, request: str, source: str, log: QwcLog) -> etree._Element:
    log.unlocking(source, request)
    answer = processor.process(request)
    log.unlocking(source, answer)
    return etree.fromstring(answer.encode("ascii"))


def _value(processor: RequestProcessor, application: Application, name: str) -> str:
    return _of(_ask(processor, QUERY.format(owner=application.owner_id)), name)


def _of(answer: etree._Element, name: str) -> str:
    for one in answer.iterfind(".//DataExtRet"):
        if one.findtext("DataExtName") == name:
            return one.findtext("DataExtValue") or ""
    return ""


def _is_defined(processor: RequestProcessor, application: Application, name: str) -> bool:
    answer = _ask(processor, DEFINED.format(owner=application.owner_id))
    return any(one.text == name for one in answer.iterfind(".//DataExtName"))


def _ask(processor: RequestProcessor, request: str) -> etree._Element:
    return etree.fromstring(processor.process(FRAME.format(request)).encode("ascii"))
