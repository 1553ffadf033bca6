"""The catalogue of exceptions as a page; docs/exceptions.md is what this prints."""

from __future__ import annotations

from connector.domain.catalogue import REASONS
from connector.domain.catalogue.entry import Answer, Reason
from connector.domain.hold_code import HoldCode

HEAD = """# Exceptions

Everything that can make a document wait, as `connector exceptions list` says it; the words in braces are filled in.
This page is what `connector exceptions catalogue` prints.

One unknown vendor, account or order is one exception with all the documents that wait for it. An answer is given once,
with `connector exceptions resolve`, by whom and why; it releases all of them, and is remembered.
Where a document is named in place of the exception, `--date`, `--post-anyway` and `--withdraw` are for it alone:

| answer | option | what becomes of it |
|---|---|---|
| pair | `--pair NAME` or `--pair TXNID` | the supplier is this vendor from now on; or the document is this bill |
| map | `--map NAME` | JAGGAER's value is this account, class, customer or terms from now on |
| date | `--date DATE` | these documents are posted on that date |
| post anyway | `--post-anyway` | it is another bill; or it is booked by its codes, without its order |
| withdraw | `--withdraw` | it was settled by hand: nothing is written for this version |

`connector exceptions answers` shows what is remembered. The connector ignores a wrong answer after
`connector exceptions take-back`, by the exception's id, or by the number of a document that was dated, paired or
withdrawn: what waits or is queued is decided about anew, and what is posted stays as it is.

Besides, `connector exceptions retry` decides anew after something was put right. A refusal comes with QuickBooks' own
code and words; [status-codes.md](status-codes.md) says which entry each code has.
"""


def page() -> str:
    sections = [section(code, reason) for code, reason in REASONS.items()]
    return "\n".join([HEAD, *sections]).rstrip() + "\n"


def section(code: HoldCode, reason: Reason) -> str:
    steps = "\n".join(f"- {step.actor.value}: {step.does}" for step in reason.steps)
    answers = ", ".join(answer.value for answer in Answer if answer in reason.answers)
    shared = f" One exception for each {reason.subject}." if "{" in reason.subject else ""
    return (
        f"## {code.value}\n\n**{reason.title}.** {reason.what}\n\nWhy: {reason.why}\n\n{steps}\n\n"
        f"The connector: {reason.ours} Found {reason.found.value}; answers: {answers}.{shared}\n"
    )
