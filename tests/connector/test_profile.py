"""A profile says what differs from the documented defaults, and nothing else."""

from __future__ import annotations

import pytest

from connector import profile_of
from connector.domain.policy import CodePolicy, Policy
from connector.errors import ConfigurationError


def test_an_account_map_alone_keeps_the_default_fields() -> None:
    read = profile_of('[policy.account.map]\n"6120" = "Office Supplies"\n', "profile.toml").policy.account
    assert read == CodePolicy(fields=("Account",), map={"6120": "Office Supplies"})


def test_fields_that_are_given_take_the_place_of_the_default() -> None:
    read = profile_of('[policy.account]\nfields = ["Fund", "Object"]\n', "profile.toml").policy
    assert read.account.fields == ("Fund", "Object")
    assert read.orders == Policy().orders


def test_a_rule_of_the_wire_is_given_whole() -> None:
    rule = profile_of('[wire.cancelled_when.all_of]\nstate = ["VOID"]\n', "profile.toml").wire.cancelled_when
    assert rule.holds({"state": "VOID"})
    assert not rule.holds({"workflowStatus": "Cancelled"})


def test_a_table_that_is_none_is_refused_with_its_line() -> None:
    with pytest.raises(ConfigurationError, match=r"profile\.toml, line 2"):
        profile_of("[policy]\naccount = 3\n", "profile.toml")


@pytest.mark.parametrize("unread", ['[policy.receipts]\nas = "ignore"\n', '[policy.orders]\norigin = "quickbooks"\n'])
def test_receipts_that_are_not_read_cannot_be_required(unread: str) -> None:
    required = 'required_above = "100.00"\n'
    text = f"{unread}{required}" if "receipts" in unread else f"{unread}[policy.receipts]\n{required}"
    with pytest.raises(ConfigurationError, match=r"receipts\.required_above needs receipts"):
        profile_of(text, "profile.toml")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[policy.receipts]\nbilled = "replace"\n', "set receipts.as = “item_receipt”"),
        ('[policy.orders]\norigin = "quickbooks"\n[policy.receipts]\nas = "item_receipt"\n', "set orders.origin"),
    ],
)
def test_item_receipts_are_entered_where_they_can_be(text: str, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        profile_of(text, "profile.toml")
