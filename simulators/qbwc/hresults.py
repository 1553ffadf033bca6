"""
The errors with which QuickBooks' request processor refuses to work at all, by code.

Words: Intuit's lists as public code quotes them; 400 to 402 are also in Intuit's sample WCWebService.
"""

from __future__ import annotations

from collections.abc import Mapping

#: A QuickBooks that cannot be reached answers with its own HRESULTs and texts. [Intuit's lists of HRESULTs in public
#: code]
HRESULTS: Mapping[str, str] = {
    "0x80040400": "QuickBooks found an error when parsing the provided XML text stream.",
    "0x80040401": "Could not access QuickBooks.",
    "0x80040402": "Unexpected error. Check the qbsdklog.txt file for possible, additional information.",
    "0x80040403": "Could not open the specified QuickBooks company data file.",
    "0x80040407": "The installation of QuickBooks appears to be incomplete.",
    "0x80040408": "Could not start QuickBooks.",
    "0x8004040A": "A QuickBooks company data file is already open and it is different from the one requested or there "
    "are multiple company files open.",
    "0x8004040D": "The ticket parameter is invalid.",
    "0x80040410": "The QuickBooks company data file is currently open in a mode other than the one specified by your "
    "application.",
    "0x80040414": "A modal dialog box is showing in the QuickBooks user interface. Your application cannot access "
    "QuickBooks until the user dismisses the dialog box.",
    "0x80040416": "If QuickBooks is not running, a call to the BeginSession method must include the name of the "
    "QuickBooks company data file.",
    "0x80040418": "This application has not accessed this QuickBooks company data file before. Only the QuickBooks "
    "administrator can grant an application permission to access a QuickBooks company data file for the first time.",
    "0x8004041A": "This application does not have permission to access this QuickBooks company data file. The "
    "QuickBooks administrator can grant access permission through the Integrated Application preferences.",
    "0x8004041B": "Unable to lock the necessary information to allow this application to access this company data "
    "file. Try again later.",
    "0x8004041D": "This application is not allowed to log into this QuickBooks company data file automatically. The "
    "QuickBooks administrator must grant permission for an automatic login through the Integrated Application "
    "preferences.",
    "0x80040420": "The QuickBooks user has denied access.",
    "0x80040422": "This application requires Single User file access mode and there is already another application "
    "sharing data with this QuickBooks company data file.",
    "0x80040423": "The version of qbXML that was requested is not supported or is unknown.",
    "0x80040424": "QuickBooks did not finish its initialization. Please try again later.",
    "0x80040427": "Unable to continue/unregistered QuickBooks.",
    "0x80010105": "The server threw an exception.",
    "0x80040154": "Class not registered",
}
