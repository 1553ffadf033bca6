"""Which updates of a capture are meant: one Web Connector may serve several applications and company files."""

from __future__ import annotations

from collections import Counter

from scenarios.captures.model import BadCapture, Capture, Update


def applications(capture: Capture) -> Counter[str]:
    """How many updates of each there are; of one that begins in the middle the log has no name."""
    return Counter(_name(one) for one in capture.updates if _name(one))


def of_application(capture: Capture, name: str | None) -> Capture:
    """The updates of one application, by its name or its user, and what was said outside of all updates."""
    if name is None:
        return capture
    updates = tuple(one for one in capture.updates if name in (one.application, one.user))
    if not updates:
        known = ", ".join(f"“{one}”" for one in applications(capture)) or "none that has a name"
        raise BadCapture(f"There is no update of the application “{name}”. There are: {known}.")
    kept = {0, *(one.number for one in updates)}
    return capture.model_copy(
        update={"updates": updates, "events": tuple(one for one in capture.events if one.update in kept)}
    )


def of_one_application(capture: Capture, name: str | None) -> Capture:
    """The same, where there must be just one."""
    known = applications(capture)
    if name is None and len(known) > 1:
        listed = ", ".join(f"“{one}” ({count} updates)" for one, count in known.most_common())
        raise BadCapture(f"It has the updates of several applications: {listed}. Name one with --application.")
    return of_application(capture, name)


def _name(update: Update) -> str:
    return update.application or update.user
