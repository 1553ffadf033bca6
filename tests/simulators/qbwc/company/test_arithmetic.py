"""Amounts of lines and due dates follow from what is given."""

from __future__ import annotations

from decimal import Decimal

import pytest

from simulators.qbwc.company.arithmetic import due, line_amounts

# quantity, cost, amount given; the item's own cost; quantity, cost, amount found
LINES = [
    ("5", "25.00", "", "0", ("5", "25.00", "125.00")),
    ("3", "", "10.00", "0", ("3", "3.33333", "10.00")),
    ("", "", "", "20", ("", "20.00", "20.00")),  # captured s48: no quantity, cost 20.00, amount 20.00
    ("", "7.5", "", "20", ("", "7.50", "7.50")),
    ("2", "", "", "4", ("2", "4.00", "8.00")),
    ("", "", "9.00", "4", ("", "", "9.00")),
    ("0.08065", "31000", "", "0", ("0.08065", "31000.00", "2500.15")),  # seen live in 2026: halves go up
    ("0.11417", "1500", "", "0", ("0.11417", "1500.00", "171.26")),
    ("0", "5.00", "", "0", ("0", "5.00", "0.00")),
    ("0", "", "5.00", "0", ("0", "", "5.00")),
]


@pytest.mark.parametrize(("quantity", "cost", "amount", "own", "found"), LINES)
def test_a_line_has_what_follows_from_the_rest(
    quantity: str, cost: str, amount: str, own: str, found: tuple[str, str, str]
) -> None:
    made = line_amounts({"Quantity": quantity, "Cost": cost, "Amount": amount}, "Cost", Decimal(own))
    assert (made.get("Quantity", ""), made.get("Cost", ""), made["Amount"]) == found


# date of the bill, terms, due
DUE = [
    ("2015-02-27", None, "2015-03-09"),  # captured: DaysBillsAreDue 10
    ("2026-01-31", {"StdDueDays": "30"}, "2026-03-02"),
    ("2026-01-31", {"StdDueDays": "0"}, "2026-01-31"),
    ("2026-01-10", {"DayOfMonthDue": "25"}, "2026-01-25"),
    ("2026-01-26", {"DayOfMonthDue": "25"}, "2026-02-25"),
    ("2026-01-20", {"DayOfMonthDue": "25", "DueNextMonthDays": "5"}, "2026-02-25"),
    ("2026-01-19", {"DayOfMonthDue": "25", "DueNextMonthDays": "5"}, "2026-01-25"),
    ("2026-01-31", {"DayOfMonthDue": "30"}, "2026-02-28"),
    ("2026-12-31", {"DayOfMonthDue": "1"}, "2027-01-01"),
    ("9999-12-31", {"StdDueDays": "30"}, "9999-12-31"),
]


@pytest.mark.parametrize(("day", "terms", "found"), DUE)
def test_a_bill_is_due_by_its_terms_or_the_preference(day: str, terms: dict[str, str] | None, found: str) -> None:
    assert due(day, terms, 10) == found
