"""Host, Company and Preferences, with the fields the captured answers have (s61; QWCLog 2019)."""

from __future__ import annotations

from simulators.qbwc.company.file import CompanyFile, Record
from simulators.qbwc.processor.envelope import VERSIONS
from simulators.qbwc.processor.schema import version


def host(file: CompanyFile) -> Record:
    return {
        "ProductName": file.product,
        "MajorVersion": str(file.major),
        "MinorVersion": "0",
        "Country": file.country,
        "SupportedQBXMLVersion": [one for one in VERSIONS if version(one) <= version(file.qbxml)],
        "IsAutomaticLogin": "false",
        "QBFileMode": "MultiUser",
    }


def company(file: CompanyFile, owners: set[str]) -> Record:
    wanted = {owner.casefold() for owner in owners}
    return {
        "IsSampleCompany": "false",
        "CompanyName": file.name,
        "LegalCompanyName": file.name,
        "FirstMonthFiscalYear": "January",
        "FirstMonthIncomeTaxYear": "January",
        "CompanyType": "WholesaleDistributionandSales",
        "TaxForm": "Form1120",
        "DataExtRet": [one for one in file.extensions if one["OwnerID"].casefold() in wanted],
    }


def preferences(file: CompanyFile) -> Record:
    return {
        "AccountingPreferences": {
            "IsUsingAccountNumbers": "true",
            "IsRequiringAccounts": "true" if file.requires_accounts else "false",
            "IsUsingClassTracking": "false",
            "IsUsingAuditTrail": "true",
            "IsAssigningJournalEntryNumbers": "true",
        },
        "MultiCurrencyPreferences": {"IsMultiCurrencyOn": "false"},
        "MultiLocationInventoryPreferences": {
            "IsMultiLocationInventoryAvailable": "false",
            "IsMultiLocationInventoryEnabled": "false",
        },
        "PurchasesAndVendorsPreferences": {
            "IsUsingInventory": "true",
            "DaysBillsAreDue": str(file.days_bills_are_due),
            "IsAutomaticallyUsingDiscounts": "false",
        },
        "ItemsAndInventoryPreferences": {
            "EnhancedInventoryReceivingEnabled": "false",
            "IsTrackingSerialOrLotNumber": "None",
            "FIFOEnabled": "false",
        },
    }
