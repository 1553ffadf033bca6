"""The tie-out of a day: printed, and written as CSV or as a page."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column

from connector.bootstrap import Connector
from connector.cli.output import Dir, Json, Name, print_json, print_table, say
from connector.domain.statement import Class, Difference, Statement
from connector.errors import ConfigurationError
from connector.flow.tie_out import Tied

MOST_ROWS = 40
"""So many vendors and days are printed; files have all of them."""


def tie_out(
    name: Name,
    *,
    dir: Dir,  # noqa: A002 # the option's name
    as_of: Annotated[str, typer.Option("--as-of", help="A day, as in 2026-01-31: the last statement kept on it.")] = "",
    csv_file: Annotated[Path | None, typer.Option("--csv", help="Write the statement as CSV.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write the statement as a page.")] = None,
    json: Json = False,
) -> None:
    """Do JAGGAER and QuickBooks have the same, to the cent, and if not, why? Exit status 1 if anything differs."""
    connector = Connector.open(dir)
    found = connector.statement_of(name, _day(as_of)) if as_of else connector.keep_statement(name)
    others = [] if as_of else connector.others_tied(name)
    for file, write in ((csv_file, write_csv), (html, write_page)):
        if file is not None:
            try:
                write(file, found)
            except OSError as error:
                raise ConfigurationError(
                    f"{file} cannot be written ({error.strerror}).", remedy="Choose a folder of yours with some room."
                ) from error
    if json:
        print_json({**facts(found), "others": [one for one in others if not one.is_fine]})
    else:
        _print(found)
        _print_others(others)
    if not found.is_tied or any(not one.is_fine for one in others):
        raise typer.Exit(1)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ConfigurationError(f"“{text}” is no day.", remedy="Write it as in 2026-01-31.") from error


def facts(found: Statement) -> dict[str, object]:
    """What programs read: amounts are texts, as numbers would lose cents."""
    rows = [
        {
            "vendor": one.vendor,
            "day": one.day,
            "currency": one.currency,
            "jaggaer": {"count": one.jaggaer_count, "amount": f"{one.jaggaer:.2f}"},
            "quickbooks": {"count": one.quickbooks_count, "amount": f"{one.quickbooks:.2f}"},
            "difference": f"{one.difference:.2f}",
        }
        for one in found.rows
    ]
    differences = [
        {
            "class": one.kind.value,
            "document": one.document,
            "vendor": one.vendor,
            "day": one.day,
            "currency": one.currency,
            "jaggaer": _text(one.jaggaer),
            "quickbooks": _text(one.quickbooks),
            "number": one.number,
            "txn_id": one.txn_id,
            "why": one.why,
        }
        for one in found.differences
    ]
    totals = {
        currency: {"jaggaer": f"{ours:.2f}", "quickbooks": f"{theirs:.2f}", "difference": f"{ours - theirs:.2f}"}
        for currency, (ours, theirs) in found.totals.items()
    }
    stamps = {"at": found.at, "read_at": found.read_at, "polled_at": found.polled_at}
    return {
        "company": found.company,
        **stamps,
        "tied": found.is_tied,
        "totals": totals,
        "rows": rows,
        "differences": differences,
    }


def _text(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}"


def _shown(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:,.2f}"


HEAD = ("vendor", "day", "currency", "", "JAGGAER", "", "QuickBooks", "difference")
CSV_HEAD = ("vendor", "day", "currency", "jaggaer_count", "jaggaer", "quickbooks_count", "quickbooks", "difference")
CLASSED = ("class", "document", "vendor", "day", "currency", "JAGGAER", "QuickBooks", "why")


def _rows(found: Statement) -> Iterator[Sequence[str]]:
    for one in found.rows:
        counts = (str(one.jaggaer_count), _shown(one.jaggaer), str(one.quickbooks_count), _shown(one.quickbooks))
        yield (one.vendor, str(one.day or ""), one.currency, *counts, _shown(one.difference))


def _classed(differences: Sequence[Difference]) -> Iterator[Sequence[str]]:
    for one in differences:
        amounts = (_shown(one.jaggaer), _shown(one.quickbooks))
        yield (one.kind.value, one.document, one.vendor, str(one.day or ""), one.currency, *amounts, one.why)


def _columns(names: Sequence[str]) -> list[Column]:
    """Days and amounts are never cut."""
    whole = ("day", "JAGGAER", "QuickBooks", "difference", "")
    return [
        Column(
            one,
            no_wrap=one in whole,
            justify="right" if one in whole[1:] else "left",
            min_width=10 if one == "day" else None,
        )
        for one in names
    ]


def _print(found: Statement) -> None:
    rows = list(_rows(found))
    differing = [row for row, one in zip(rows, found.rows, strict=True) if one.difference]
    shown = rows if len(rows) <= MOST_ROWS else differing[:MOST_ROWS]
    if shown:
        print_table("By vendor and day", _columns(HEAD), shown)
    if len(shown) < len(rows):
        say(f"{len(rows) - len(shown)} more vendors and days; --csv and --html have all of them.")
    if found.differences:
        print_table("What differs, and why", _columns(CLASSED), _classed(found.differences))
        counts = Counter(one.kind for one in found.differences)
        say(", ".join(f"{counts[kind]} {kind.value}" for kind in Class if counts[kind]))
    for currency, (ours, theirs) in found.totals.items():
        say(f"{currency}: JAGGAER {ours:,.2f}, QuickBooks {theirs:,.2f}, difference {ours - theirs:,.2f}.")
    age = f"{int((found.at - found.read_at).total_seconds() // 60)} minutes before" if found.read_at else "never"
    say(f"As of {found.at:%Y-%m-%d %H:%M} UTC; QuickBooks' lists were read: {age}.")
    if not found.differences:
        say(f"All {found.count} documents tie to the cent.")


def _print_others(others: list[Tied]) -> None:
    wrong = [one for one in others if not one.is_fine]
    if others:
        counts = Counter(one.verdict.value for one in others)
        say("Orders and receipts: " + ", ".join(f"{count} {verdict}" for verdict, count in counts.items()) + ".")
    if wrong:
        rows = [(one.invoice, one.verdict.value, one.quickbooks, one.txn_id, "; ".join(one.why)) for one in wrong]
        print_table("Does not stand as it should", ("order", "verdict", "QuickBooks", "TxnID", "why"), rows)


def write_csv(file: Path, found: Statement) -> None:
    """Both tables, one after the other, with plain amounts."""
    with file.open("w", encoding="utf-8", newline="") as text:
        out = csv.writer(text)
        out.writerow(CSV_HEAD)
        for one in found.rows:
            counts = (one.jaggaer_count, _text(one.jaggaer), one.quickbooks_count, _text(one.quickbooks))
            out.writerow((_safe(one.vendor), one.day or "", one.currency, *counts, _text(one.difference)))
        out.writerow(())
        out.writerow(("class", "document", "vendor", "day", "currency", "jaggaer", "quickbooks", "why", "txn_id"))
        for each in found.differences:
            amounts = (_text(each.jaggaer), _text(each.quickbooks))
            words = (_safe(each.document), _safe(each.vendor), each.day or "", each.currency)
            out.writerow((each.kind.value, *words, *amounts, _safe(each.why), each.txn_id))


def _safe(text: str) -> str:
    """A spreadsheet takes a text that begins so for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def write_page(file: Path, found: Statement) -> None:
    from jinja2 import Environment, PackageLoader  # no other command waits for it

    environment = Environment(loader=PackageLoader("connector.cli", "."), autoescape=True)
    page = environment.get_template("tie_out.html.j2").render(
        found=found, head=HEAD, rows=list(_rows(found)), classed=list(_classed(found.differences)), columns=CLASSED
    )
    file.write_text(page, encoding="utf-8")
