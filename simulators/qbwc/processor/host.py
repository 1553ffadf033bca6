"""Host, Company and Preferences, with the fields the captured answers have (s61; QWCLog 2019)."""

from __future__ import annotations

from simulators.qbwc.company.file import CompanyFile
from simulators.qbwc.company.record import Record, boolean
from simulators.qbwc.processor.call import Call, Reply
from simulators.qbwc.processor.envelope import VERSIONS
from simulators.qbwc.processor.schema import version
from simulators.qbwc.statuses import OK


def host(call: Call) -> Reply:
    file = call.file
    #: SupportedQBXMLVersion is there once for each version, in ascending order. [captured 2014]
    versions = [one for one in VERSIONS if version(one) <= version(file.qbxml)]
    return _one(
        call,
        "HostRet",
        {
            "ProductName": file.product,
            "MajorVersion": str(file.major),
            "MinorVersion": "0",
            "Country": file.country,
            "SupportedQBXMLVersion": [*versions, *(["CA3.0"] if file.country == "CA" else [])],
            "IsAutomaticLogin": "false",
            "QBFileMode": file.mode,
        },
    )


def company(call: Call) -> Reply:
    wanted = {owner.casefold() for owner in call.texts("OwnerID")}
    file = call.file
    return _one(
        call,
        "CompanyRet",
        {
            "IsSampleCompany": "false",
            "CompanyName": file.name,
            "LegalCompanyName": file.name,
            "FirstMonthFiscalYear": "January",
            "FirstMonthIncomeTaxYear": "January",
            "CompanyType": "WholesaleDistributionandSales",
            "TaxForm": "Form1120",
            #: CompanyQuery returns the data extensions of the OwnerIDs asked for: FileID and AppLock are two. [captured
            #: s61; QWCLog 2019]
            "DataExtRet": [one for one in file.extensions if one["OwnerID"].casefold() in wanted],
        },
    )


def preferences(call: Call) -> Reply:
    file = call.file
    set_ = file.preferences
    return _one(
        call,
        "PreferencesRet",
        {
            "AccountingPreferences": {
                "IsUsingAccountNumbers": boolean(set_.uses_account_numbers),
                "IsRequiringAccounts": boolean(set_.requires_accounts),
                "IsUsingClassTracking": boolean(set_.uses_classes),
                "IsUsingAuditTrail": "true",
                "IsAssigningJournalEntryNumbers": "true",
                "ClosingDate": set_.closing_date,
            },
            "MultiCurrencyPreferences": {
                "IsMultiCurrencyOn": boolean(set_.is_multi_currency_on),
                **_home(file),
            },
            "MultiLocationInventoryPreferences": {
                "IsMultiLocationInventoryAvailable": "false",
                "IsMultiLocationInventoryEnabled": "false",
            },
            "PurchasesAndVendorsPreferences": {
                "IsUsingInventory": boolean(set_.is_using_inventory),
                "DaysBillsAreDue": str(set_.days_bills_are_due),
                "IsAutomaticallyUsingDiscounts": "false",
            },
            "CurrentAppAccessRights": {
                "IsAutomaticLoginAllowed": "false",
                "IsPersonalDataAccessAllowed": boolean(set_.personal_data_access),
            },
            "ItemsAndInventoryPreferences": {
                "EnhancedInventoryReceivingEnabled": boolean(set_.enhanced_receiving),
                "IsTrackingSerialOrLotNumber": "None",
                "FIFOEnabled": "false",
            },
        },
    )


def _home(file: CompanyFile) -> Record:
    known = file.find("Currency", {"FullName": file.preferences.home_currency})
    return {"HomeCurrencyRef": {"ListID": known["ListID"], "FullName": known["Name"]}} if known else {}


def _one(call: Call, name: str, record: Record) -> Reply:
    wanted = set(call.texts("IncludeRetElement"))
    return Reply(OK, ((name, {key: value for key, value in record.items() if not wanted or key in wanted}),))
