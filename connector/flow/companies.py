"""What an administrator changes of a company that is connected."""

from __future__ import annotations

from dataclasses import replace

from connector.domain.policy import Policy
from connector.domain.schedule import Schedule
from connector.flow.entities import Company
from connector.flow.poll import read_at, watermark_of
from connector.flow.ports import Work
from connector.flow.writing_back.noticing import all_anew
from connector.jaggaer.wire_profile import WireProfile
from connector.kinds import kinds
from connector.quickbooks.qbxml.lists import VENDORS_LISTING


def set_profile(work: Work, company: Company, policy: Policy, wire: WireProfile, schedule: Schedule) -> None:
    """What waits or is queued is decided about anew, and every document judged by the new profile at the next poll."""
    work.companies.set_profile(company.name, policy, wire, schedule)
    work.documents.read_again(company.name)
    work.documents.decide_anew(company.name)
    all_anew(work, replace(company, policy=policy, wire=wire))
    if policy.vendor.master:
        work.mirror.drop_cursor(company.name, f"whole.{VENDORS_LISTING.name}")  # with all that they say
    for kind in kinds():
        work.mirror.drop_cursor(company.name, watermark_of(kind))
        work.mirror.drop_cursor(company.name, read_at(kind))


def accept_new_pc(work: Work, company: Company) -> None:
    work.companies.set_lock_host(company.name, "")
