"""The demo from beginning to end: set up, post everything, check it from outside, do it all again."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn

from connector import Connector
from scenarios.demo import cast
from scenarios.demo.ordered import COUNTED, counts_of, orders_of
from scenarios.demo.page import write_page
from scenarios.demo.paid import COUNTED as TOLD
from scenarios.demo.paid import pay, told
from scenarios.demo.processes import Server, command, server, watched
from scenarios.profiles import PROFILE_FILE
from simulators.qbwc import load, save

NAME = "acme"
MARK = ".demo-of-scenarios"
EXPECTED = {"invoices": 25, "bills": 20, "credits": 2, "held": 2, "not_due": 1, **COUNTED, **TOLD}
WRITTEN_BACK = """
[wire.writeback]                   # what JAGGAER is told
payments = true
acknowledgements = true
values = true
suppliers = true
"""
TOTALS = {"Bill": "AmountDue", "VendorCredit": "CreditAmount"}
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stage:
    """Where everything of one run lies."""

    folder: Path
    jaggaer: Server
    qwc: Path
    password: Path
    company: Path

    @property
    def connector(self) -> Path:
        return self.folder / "connector"


def run(out: Path, *, quiet: bool = False) -> Json:
    """Play the demo, write ``demo.json`` and ``demo.html``, and say whether all of it holds."""
    console = Console(quiet=quiet, soft_wrap=True)  # a table that is piped or narrow keeps its lines
    folder = out / "demo"
    if (folder / MARK).exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)  # a folder that is not the demo's own is never touched
    (folder / MARK).touch()
    with ExitStack() as running:
        stage = _set_up(folder, running, console)
        first = _pass(stage, console, "First pass")
        report = _report(stage)
        _touch(stage)
        again = _pass(stage, console, "Second pass")
        report["again"] = {"posted": _posted(stage) - len(report["documents"]), "updates": again}
        report["orders"] = orders_of(
            Connector.open(stage.connector), NAME, load(stage.company).records("PurchaseOrder")
        )
        report["counts"] |= counts_of(Connector.open(stage.connector), NAME, report["orders"])
        report["updates"] = first
        report["answers"] = _answer(stage, console)
        _pay(stage, report, console)
        after = _pass(stage, console, "Third pass")
        command("connector", "poll", NAME, "--dir", str(stage.connector), "--json")  # and JAGGAER is told
        report["after"] = {"updates": after, **_tie_out(stage)}
        report["told"] = told(stage.jaggaer.facts["url"])
        report["counts"] |= {name: report["told"][name] for name in TOLD}
    report["passed"] = _holds(report)
    (out / "demo.json").write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    write_page(out / "demo.html", report, Connector.open(stage.connector), NAME)
    _show(report, console, out)
    return report


def _set_up(folder: Path, running: ExitStack, console: Console) -> Stage:
    console.print(
        "[bold]Setting up[/]: a JAGGAER tenant, the connector, a PC with QuickBooks, each a process of its own"
    )
    tenant, company, secret = folder / "tenant.json", folder / "company.json", folder / "client-secret"
    tenant.write_text(json.dumps(cast.tenant().to_json()), encoding="utf-8")
    save(cast.company_file(), company)
    words = ("simulators.jaggaer", "serve", "--tenant", str(tenant), "--port", "0", "--json")
    home = folder / "connector"
    serve = ("connector", "serve", "--dir", str(home), "--port", "0", "--json", "--no-runner")
    with ThreadPoolExecutor() as meanwhile:
        made = meanwhile.submit(command, "connector", "init", str(home), "--json")
        jaggaer = running.enter_context(server(folder / "jaggaer.log", *words))
        console.print(f"  JAGGAER      {jaggaer.facts['url']}")
        secret.write_text(jaggaer.facts["client_secret"], encoding="utf-8")
        made.result()
        adding = meanwhile.submit(_add_company, home, jaggaer, secret)
        serving = running.enter_context(server(folder / "connector.log", *serve))
        added = adding.result()
    console.print(f"  connector    {serving.facts['url']}")
    qwc, password = folder / f"{NAME}.qwc", folder / "password"
    url = serving.facts["url"].replace("127.0.0.1", "localhost")
    command("connector", "qwc", NAME, "--dir", str(home), "--url", url, "-o", str(qwc), "--json")
    password.write_text(added["password"], encoding="utf-8")
    console.print(f"  QuickBooks   {company}, Web Connector with {qwc.name}")
    return Stage(folder, jaggaer, qwc, password, company)


def _add_company(home: Path, jaggaer: Server, secret: Path) -> Json:
    facts = jaggaer.facts
    profile = secret.with_name("profile.toml")
    profile.write_text(PROFILE_FILE.read_text(encoding="utf-8") + WRITTEN_BACK, encoding="utf-8")
    return command(
        *("connector", "company", "add", NAME, "--dir", str(home), "--json"),
        *("--jaggaer-url", facts["url"], "--token-url", facts["token_url"]),
        *("--client-id", facts["client_id"], "--client-secret-file", str(secret)),
        *("--profile", str(profile)),
    )


def _pass(stage: Stage, console: Console, title: str) -> list[Json]:
    """Poll JAGGAER, then let updates run until one finds nothing to do."""
    polled = command("connector", "poll", NAME, "--dir", str(stage.connector), "--json")
    console.print(f"[bold]{title}[/]: JAGGAER listed {polled['listed']} documents, {polled['changed']} new or changed")
    columns = (TextColumn("  {task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    with Progress(*columns, console=console, transient=not console.is_terminal) as progress:
        task = progress.add_task("update 1", total=100)

        def show(line: Json) -> None:
            progress.update(
                task, description=f"update {line['update']}, round {line['round']}", completed=line["percent"]
            )

        words = ("--updates", "10", "--until-idle", "--latency", "off", "--json")
        files = ("--qwc", str(stage.qwc), "--password-file", str(stage.password), "--company", str(stage.company))
        done = watched(show, "simulators.qbwc", "run", *files, *words)
        progress.update(task, completed=100)
    updates: list[Json] = done["updates"]
    for number, one in enumerate(updates, 1):
        console.print(f"  update {number}: {one['rounds']} rounds, {one['status']}")
    return updates


def _touch(stage: Stage) -> None:
    """Every invoice gets a new stamp and no new content, so that all are read again; orders go on their way."""
    numbers = [document["header"]["invoiceNumber"] for document in cast.invoices()]
    edits = [{"deed": "edit_invoice", "invoice": number, "header": {}} for number in numbers]
    for deed in (*edits, *cast.DEEDS):
        httpx.post(f"{stage.jaggaer.facts['url']}/__sim/deeds", json=deed).raise_for_status()


def _answer(stage: Stage, console: Console) -> list[Json]:
    """The accountant answers what is held, as on any command line."""
    console.print("[bold]An accountant answers[/]")
    answers = []
    for words in cast.ANSWERS:
        console.print(f"  connector exceptions resolve {shlex.join(words)}", highlight=False, markup=False)
        home = ("--dir", str(stage.connector), "--json")
        said = command("connector", "exceptions", "resolve", *words, *home)
        for one in said["documents"]:
            console.print(f"    {one['invoice']} is {one['state']}", highlight=False)
        answers.append({"words": shlex.join(words), **said})
    return answers


def _pay(stage: Stage, report: Json, console: Console) -> None:
    """A person pays two bills in QuickBooks; in JAGGAER the last invoice is approved."""
    console.print("[bold]Two bills are paid in QuickBooks[/], and JAGGAER approves its last invoice")
    bills = [one["ref_number"] for one in report["documents"] if one["type"] == "Bill"]
    pay(stage.company, bills[:2], datetime.now(UTC))
    deed = {"deed": "approve_invoice", "invoice": cast.PENDING}
    httpx.post(f"{stage.jaggaer.facts['url']}/__sim/deeds", json=deed).raise_for_status()


def _tie_out(stage: Stage) -> Json:
    home = ("--dir", str(stage.connector), "--json")
    with ThreadPoolExecutor() as at_once:
        tying = at_once.submit(command, "connector", "tie-out", NAME, *home)
        waiting = at_once.submit(command, "connector", "exceptions", "list", *home)
    tied = tying.result()
    return {
        "posted": sum(row["quickbooks"]["count"] for row in tied["rows"]),
        "tied": tied["tied"],
        "totals": tied["totals"],
        "differences": tied["differences"],
        "waiting": len(waiting.result()),
    }


def _posted(stage: Stage) -> int:
    return sum(len(records) for records in _records(stage).values())


def _records(stage: Stage) -> dict[str, list[Json]]:
    """What QuickBooks holds, read from the company file itself."""
    file = load(stage.company)
    return {kind: file.records(kind) for kind in TOTALS}


def _report(stage: Stage) -> Json:
    """Tie both systems together from outside: JAGGAER's own documents against QuickBooks' own records."""
    every = Connector.open(stage.connector).lines(NAME)
    lines = {str(line.invoice_id): line for line in every if line.kind == "invoice"}
    records = {one["TxnID"]: (kind, one) for kind, found in _records(stage).items() for one in found}
    documents, exceptions = [], []
    for source in cast.invoices():
        header = source["header"]
        line = lines.get(str(header["invoiceId"]))
        if line is not None and line.txn_id in records:
            kind, record = records[line.txn_id]
            documents.append({**_document(header, kind, record, line.purchase_orders), "state": line.state})
        if line is not None and line.holds:
            reasons = [
                {"title": one.title, "what": one.what, "fix": one.steps[0].does, "who": one.steps[0].actor.value}
                for one in line.holds
            ]
            head = {"invoice": header["invoiceNumber"], "supplier": header["supplier"]["name"]}
            exceptions.append({**head, "amount": line.jaggaer_total, "reasons": reasons})
    counts = {
        "invoices": len(lines),
        "bills": sum(1 for one in documents if one["type"] == "Bill"),
        "credits": sum(1 for one in documents if one["type"] == "VendorCredit"),
        "held": sum(1 for line in lines.values() if line.state == "held"),
        "not_due": sum(1 for line in lines.values() if line.state == "not due"),
    }
    tied = bool(documents) and len(records) == len(documents) and all(one["tied"] for one in documents)
    return {"counts": counts, "tied": tied, "documents": documents, "exceptions": exceptions}


def _document(header: Json, kind: str, record: Json, orders: Sequence[str]) -> Json:
    approved = abs(Decimal(str(header["total"]["value"])))
    entered = Decimal(record[TOTALS[kind]])
    lines = [*record["ExpenseLineRet"], *record["ItemLineRet"]]
    return {
        "invoice": header["invoiceNumber"],
        "invoice_id": header["invoiceId"],
        "supplier_invoice": header.get("supplierInvoiceNumber"),
        "jaggaer_total": f"{approved:.2f}",
        "type": kind,
        "txn_id": record["TxnID"],
        "ref_number": record.get("RefNumber", ""),
        "vendor": record["VendorRef"]["FullName"],
        "purchase_orders": list(orders),
        "quickbooks_total": f"{entered:.2f}",
        "tied": approved == entered == sum(Decimal(line["Amount"]) for line in lines),
    }


def _holds(report: Json) -> bool:
    return bool(
        report["counts"] == EXPECTED
        and report["tied"]
        and report["again"]["posted"] == 0
        and len(report["exceptions"]) == EXPECTED["held"]
        and (report["after"]["posted"], report["after"]["waiting"]) == (_all_posted(report), 0)
        and report["after"]["tied"]
        and not report["after"]["differences"]
        and report["told"]["paid"] == sorted(one["invoice"] for one in report["documents"] if one["type"] == "Bill")[:2]
        and not any(update["code"] for part in (report, report["again"], report["after"]) for update in part["updates"])
    )


def _all_posted(report: Json) -> int:
    """Bills and credits, with those that an accountant's answers released, and the one that was not due."""
    return len(report["documents"]) + EXPECTED["held"] + EXPECTED["not_due"]


def _counted(things: str, count: int) -> str:
    """A count in words: `2 receipts`, `1 receipt`."""
    return f"{count} {things.removesuffix('s') if count == 1 else things}"


def _show(report: Json, console: Console, out: Path) -> None:
    console.print("\n[bold]What became of the invoices[/]", highlight=False)
    console.print(
        f"{'JAGGAER':9}{'QuickBooks':14}{'TxnID':16}{'RefNumber':20}{'vendor':23}{'PO':12}{'amount':>11}  state"
    )
    for one in report["documents"]:
        orders = ",".join(one["purchase_orders"])
        mark = "[green]✓[/]" if one["tied"] else "[red]✗[/]"
        left = (
            f"{one['invoice']:9}{one['type']:14}{one['txn_id']:16}{one['ref_number']:20}{one['vendor']:23}{orders:12}"
        )
        console.print(f"{escape(left)}{one['quickbooks_total']:>11}  {one['state']} {mark}", highlight=False)
    console.print("\n[bold]What became of the purchase orders[/]")
    for one in report["orders"]:
        mark = "[green]✓[/]" if one["as_ordered"] else "[red]✗[/]"
        said = f", confirmed as {one['confirmed']}" if one["confirmed"] else ""
        console.print(f"{one['order']} {one['vendor']} {one['total']}{escape(said)} {mark}", highlight=False)
        for line in one["lines"]:
            console.print(f"  {line}", highlight=False, markup=False)
    console.print("\n[bold]What waits for a person[/]")
    for one in report["exceptions"]:
        for reason in one["reasons"]:
            text = f"  {one['invoice']} {one['supplier']} ({one['amount']}): {reason['what']}\n    → {reason['fix']}"
            console.print(text, highlight=False, markup=False)
    counts = ", ".join(_counted(name.replace("_", " "), count) for name, count in report["counts"].items())
    verdict = "[bold green]All of it holds.[/]" if report["passed"] else "[bold red]It does not hold.[/]"
    tied = "every posted document ties to the cent" if report["tied"] else "NOT every document ties"
    console.print(f"\n{counts}; {tied}; the second pass posted {report['again']['posted']}.")
    after = report["after"]
    (sums,) = after["totals"].values()
    console.print(f"After the answers {after['posted']} are posted, and {after['waiting']} wait.")
    console.print(f"JAGGAER shows {' and '.join(report['told']['paid'])} as paid.")
    console.print(
        f"The day's tie-out: JAGGAER {sums['jaggaer']}, QuickBooks {sums['quickbooks']}, "
        f"difference {sums['difference']}. {verdict}"
    )
    console.print(f"wrote {out / 'demo.json'} and {out / 'demo.html'}", highlight=False)
    place = Path(sys.executable).with_name("connector")
    look = f"{place} document {report['documents'][0]['invoice']} --dir {out / 'demo' / 'connector'}"
    console.print(
        f"The commands are in {place.parent}; one invoice's whole life:\n  {look}", highlight=False, soft_wrap=True
    )
