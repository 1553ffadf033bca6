"""What a story comes to, in one sentence: for the line ``proves`` of one that was made smaller."""

from __future__ import annotations

from typing import Any

Data = dict[str, Any]
LONGEST = 400
SAYS = {
    "lose_answer": "QuickBooks saves {on} and its answer is lost",
    "web_connector_killed": "the Web Connector is gone before QuickBooks gets {on}",
    "error_after_save": "QuickBooks saves {on} and reports an error",
    "too_slow_with_error": "QuickBooks takes minutes over {on}, saves it and reports an error",
    "too_slow_with_silence": "QuickBooks takes minutes over {on} and saves it, and no answer comes",
    "wrong_password": "the Web Connector's password is wrong",
}


def proves(data: Data, check: str) -> str:
    """As: no second record comes of 1 invoice, when QuickBooks saves BillAdd and its answer is lost, in 2 updates."""
    steps = data.get("steps", [])
    invoices = len(data.get("given", {}).get("jaggaer", {}).get("invoices", [])) + sum(
        isinstance(step, dict) and "add invoice" in step for step in steps
    )
    faults = [_fault(step["inject"]) for step in steps if isinstance(step, dict) and "inject" in step]
    updates = sum(step == "update web connector" for step in steps)
    when = f" when {', and '.join(dict.fromkeys(faults))}," if faults else ""
    settle = f" and {data['then']['settle']} of rest" if data.get("then", {}).get("settle") else ""
    return f"{check}: so it is with {_count(invoices, 'invoice')}{when} in {_count(updates, 'update')}{settle}"[
        :LONGEST
    ]


def _fault(given: Data) -> str:
    says = SAYS.get(given["fault"], f"{given['fault'].replace('_', ' ')} strikes {{on}}")
    return says.format(on=given.get("on") or "the update").rstrip()


def _count(count: int, what: str) -> str:
    return f"{count} {what}" + "s" * (count != 1)
