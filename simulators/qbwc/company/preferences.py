"""What an administrator has set in QuickBooks for a company file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Preferences:
    """
    ``closing_date`` is a date or empty; ``home_currency`` names the currency of the books.

    ``is_using_inventory`` is the feature “inventory and purchase orders are active”.
    """

    closing_date: str = ""
    days_bills_are_due: int = 10
    requires_accounts: bool = True
    uses_account_numbers: bool = True
    uses_classes: bool = False
    is_using_inventory: bool = True
    is_multi_currency_on: bool = False
    home_currency: str = "US Dollar"
    enhanced_receiving: bool = False
    personal_data_access: bool = True
