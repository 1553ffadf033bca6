"""What waits for a person, and what the person says about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from connector.bootstrap import Connector
from connector.cli import catalogue as words
from connector.cli import stops
from connector.cli.output import Dir, Json, only_company, print_json, say, which_companies
from connector.cli.stops import Stopped
from connector.domain.catalogue.entry import Answer
from connector.errors import ConfigurationError
from connector.flow.answers import Remembered
from connector.flow.overview import Waiting
from connector.flow.resolving import Said

app = typer.Typer(no_args_is_help=True, help="What waits for a person.")
Company = Annotated[str | None, typer.Option("--company", help="Only this company.")]
Which = Annotated[str, typer.Argument(help="Its id, as the list shows it; or JAGGAER's invoice number or internal id.")]
Number = Annotated[str, typer.Argument(help="JAGGAER's invoice number or internal id.")]
By = Annotated[str, typer.Option(help="Who decided.")]
Reason = Annotated[str, typer.Option(help="Why; it is kept in the history.")]
SHOWN = 8


@app.command("list")
def list_(*, dir: Dir, company: Company = None, json: Json = False) -> None:  # noqa: A002 # the option's name
    """Every exception with its documents: what happened, why, and who can do what about it."""
    connector = Connector.open(dir)
    names = which_companies(connector, company)
    found = [(name, one) for name in names for one in connector.waiting(name)]
    stopped = stops.stopped(connector, names)
    if json:
        print_json(_as_json(stopped, found))
        return
    stops.say_stopped(stopped)
    if not found:
        say("Nothing else waits for a person." if stopped else "Nothing waits for a person.")
    for name, one in found:
        _show(name, one, most=SHOWN)


@app.command()
def show(which: Which, *, dir: Dir, company: Company = None, json: Json = False) -> None:  # noqa: A002 # as above
    """One exception, or all that one document waits for; or what stopped a company."""
    connector = Connector.open(dir)
    names = which_companies(connector, company)
    found = [(name, one) for name in names for one in connector.waiting(name) if which in (one.id, *one.numbers)]
    stopped = stops.stopped(connector, names, {which})
    if not (found or stopped):
        raise ConfigurationError(f"Nothing waits as “{which}”.", remedy="See: connector exceptions list")
    if json:
        print_json(_as_json(stopped, found))
        return
    stops.say_stopped(stopped)
    for name, one in found:
        _show(name, one, most=len(one.lines))


@app.command()
def retry(number: Number, *, dir: Dir, company: Company = None, json: Json = False) -> None:  # noqa: A002 # as above
    """Decide about a document anew, after what it names has been put right."""
    connector = Connector.open(dir)
    state = connector.retry(only_company(connector, company), number)
    print_json({"invoice": number, "state": state}) if json else say(f"{number} is {state} now.")


@app.command()
def withdraw(
    number: Number,
    *,
    dir: Dir,  # noqa: A002 # the option's name
    by: By,
    reason: Reason,
    company: Company = None,
    json: Json = False,
) -> None:
    """It was settled by hand: write nothing for this version of it."""
    connector = Connector.open(dir)
    connector.withdraw(only_company(connector, company), number, by, reason)
    print_json({"invoice": number, "state": "withdrawn"}) if json else say(f"{number} is withdrawn.")


@app.command()
def resolve(
    which: Which,
    *,
    dir: Dir,  # noqa: A002 # the option's name
    by: By,
    reason: Reason,
    pair: Annotated[str, typer.Option(help="The vendor in QuickBooks, or the TxnID of the bill that it is.")] = "",
    map_to: Annotated[str, typer.Option("--map", help="The account, class, customer or terms in QuickBooks.")] = "",
    date: Annotated[str, typer.Option(help="The date to post it on (2026-11-30).")] = "",
    post_anyway: Annotated[
        bool, typer.Option("--post-anyway", help="It is another bill; or without its order.")
    ] = False,
    withdraw_it: Annotated[bool, typer.Option("--withdraw", help="It was settled by hand: write nothing.")] = False,
    company: Company = None,
    json: Json = False,
) -> None:
    """
    Answer an exception once, for all its documents; the answer is remembered, with by whom and why.

    Named by a document's number, --date, --post-anyway and --withdraw are for that document alone.
    """
    given = [
        *(
            (answer, value)
            for answer, value in ((Answer.PAIR, pair), (Answer.MAP, map_to), (Answer.DATE, date))
            if value
        ),
        *(
            (answer, "")
            for answer, is_it in ((Answer.POST_ANYWAY, post_anyway), (Answer.WITHDRAW, withdraw_it))
            if is_it
        ),
    ]
    if len(given) != 1:
        raise ConfigurationError(
            "One answer is needed.", remedy="Give --pair, --map, --date, --post-anyway or --withdraw, and no other."
        )
    connector = Connector.open(dir)
    answer, value = given[0]
    done = connector.resolve(only_company(connector, company), which, Said(answer, value, by, reason))
    if json:
        columns = ("invoice", "state", "waits_for")
        documents = [dict(zip(columns, one, strict=True)) for one in done.documents]
        print_json({"exception": done.exception, "documents": documents, "beside": list(done.beside)})
        return
    say(f"{done.exception} is answered by {by}: {answer.value} {value}".rstrip() + ".")
    for beside in done.beside:
        say(f"  {beside}.")
    for number, state, waits_for in done.documents:
        say(f"  {number} is {state}" + (f": {waits_for}" if waits_for else ""))


@app.command()
def answers(*, dir: Dir, company: Company = None, json: Json = False) -> None:  # noqa: A002 # the option's name
    """What people said and still counts: what, who, when and why."""
    connector = Connector.open(dir)
    found = [(name, one) for name in which_companies(connector, company) for one in connector.answers(name)]
    if json:
        print_json([{"company": name, **_remembered(one)} for name, one in found])
        return
    if not found:
        say("Nobody gave an answer that is remembered.")
    for name, one in found:
        said = one.decision
        say(f"{one.id} ({name})\n  {one.says}\n  {said.by}, {said.at:%Y-%m-%d %H:%M} UTC: {said.reason}")


@app.command("take-back")
def take_back(
    which: Annotated[str, typer.Argument(help="Its id, as “exceptions answers” shows it; or a document's number.")],
    *,
    dir: Dir,  # noqa: A002 # the option's name
    by: By,
    reason: Reason,
    company: Company = None,
    json: Json = False,
) -> None:
    """Ignore an answer from now on: what waits or is queued is decided anew, and what is posted stays."""
    connector = Connector.open(dir)
    taken = connector.take_back(only_company(connector, company), which, by, reason)
    if json:
        print_json({"taken_back": taken})
        return
    for says in taken:
        say(f"Ignored from now on: {says}.")
    say("What is posted by it stays as it is; what waits now: connector exceptions list")


@app.command()
def catalogue() -> None:
    """Everything that can make a document wait, as a page of Markdown."""
    typer.echo(words.page(), nl=False)


def _remembered(one: Remembered) -> dict[str, object]:
    said = one.decision
    return {
        "id": one.id,
        "says": one.says,
        "matter": said.matter.value,
        "subject": said.subject,
        "value": said.value,
        "by": said.by,
        "reason": said.reason,
        "at": said.at.isoformat(),
    }


def _as_json(stopped: Stopped, found: Iterable[tuple[str, Waiting]]) -> list[dict[str, object]]:
    return [*stops.as_exceptions(stopped), *({"company": name, **_explained(one)} for name, one in found)]


def _explained(one: Waiting) -> dict[str, object]:
    hold, reason = one.hold, one.hold.reason
    return {
        "id": one.id,
        "code": hold.code.value,
        "title": hold.title,
        "why": reason.why,
        "steps": [{"who": step.actor.value, "does": step.does} for step in hold.steps],
        "connector": reason.ours,
        "answers": sorted(answer.value for answer in reason.answers),
        "candidates": [{"vendor": each.vendor, "score": each.score} for each in one.candidates],
        "documents": [
            {
                "invoice": line.invoice,
                "id": line.invoice_id,
                "supplier": line.supplier,
                "total": line.jaggaer_total,
                "state": line.state,
                "what": case.what,
            }
            for line, (_, case) in zip(one.lines, one.cases, strict=True)
        ],
    }


def _show(company: str, one: Waiting, most: int) -> None:
    hold, count = one.hold, len(one.lines)
    say(f"{one.id} ({company})\n  {hold.title}." + (f" {count} documents wait for it." if count > 1 else ""))
    for line, (_, case) in list(zip(one.lines, one.cases, strict=True))[:most]:
        say(f"  • {line.invoice} {line.supplier} {line.jaggaer_total}: {case.what}")
    if count > most:
        say(f"  • … and {count - most} more: connector exceptions show “{one.id}”")
    if one.candidates:
        say(f"  Vendors that come near it, of 100: {', '.join(map(str, one.candidates))}")
    say(f"  Why: {hold.reason.why}")
    for step in hold.steps:
        say(f"  → {step.actor.value}: {step.does}")
    say(f"  The connector: {hold.reason.ours}")
