"""Adding an application to a PC and to the company file, and removing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulators.qbwc.processor import RequestProcessor
from simulators.qbwc.web_connector import company_lock
from simulators.qbwc.web_connector.codes import said
from simulators.qbwc.web_connector.log_lines import QwcLog
from simulators.qbwc.web_connector.qwc import Application, Refused
from simulators.qbwc.web_connector.registry import Installed, Registry

if TYPE_CHECKING:
    import httpx

SECONDS = 30.0


def check_support(application: Application, transport: httpx.BaseTransport | None) -> None:
    """The support page has to be there when the application is added."""
    import httpx  # takes its time: who only processes a message set does not wait for it

    #: AppSupport that does not answer 200 or 202: QBWC1003; that cannot be reached: QBWC1004. [guide, appendix A]
    try:
        with httpx.Client(transport=transport, timeout=SECONDS, follow_redirects=True) as client:
            status = client.get(application.support).status_code
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        raise Refused(said("QBWC1004", application.name), "QBWC1004") from error
    if status not in (200, 202):
        raise Refused(said("QBWC1003", application.name), "QBWC1003")


#: Adding an application: DataExtDefQuery, then DataExtDefAdd and DataExtAdd of FileID, and of AppLock. [QWCLog of an
#: installation, 2025]
def add(registry: Registry, processor: RequestProcessor, application: Application, host: str, log: QwcLog) -> Installed:
    """Stamp the company file; an application that is in this registry already is left as it is there."""
    #: IsReadOnly true: the first registration fails with QBWC1039. [KaydBooks-Bridge on Web Connector 34]
    if application.is_read_only:
        raise Refused(said("QBWC1039", message="(3263)"), "QBWC1039")
    stamped = company_lock.file_ids(processor, application)
    if stamped:
        known = registry.applications.get(application.name)
        is_own = known is not None and known.application.owner_id == application.owner_id
        #: An OwnerID that is stamped already, and is not this registry's with this FileID: QBWC1039. [Expensify pull
        #: request 90785; KaydBooks-Bridge]
        if not is_own or stamped != application.file_id:
            raise Refused(said("QBWC1039", message="Unique OwnerID/FileID pair value required."), "QBWC1039")
    else:
        company_lock.stamp(processor, application, host)
    log.added(application.name, host)
    return registry.install(application)


#: Removing an application takes its FileID out of the company file. [Expensify pull request 90785]
def remove(registry: Registry, processor: RequestProcessor, name: str) -> None:
    company_lock.unstamp(processor, registry.remove(name).application)
