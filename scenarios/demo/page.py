"""The page of the demo: what happened, in order, with the messages; one file that opens from disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader
from lxml import etree

from connector import Connector


def write_page(file: Path, report: dict[str, Any], connector: Connector, name: str) -> None:
    """Steps from the connector's history and its kept messages, as they are in its store."""
    steps: list[dict[str, Any]] = [
        {"at": event.at, "lane": "connector", "kind": event.kind, "text": event.text, "messages": []}
        for event in connector.history(name)
    ]
    for sent in connector.messages(name):
        steps.append(
            {
                "at": sent.sent_at,
                "lane": "QuickBooks",
                "kind": sent.delivery.value,
                "text": f"Message set {sent.id}: {sent.purpose.value}",
                "messages": [("request", pretty(sent.request)), ("answer", pretty(sent.response))],
            }
        )
    steps.sort(key=lambda step: step["at"])
    environment = Environment(loader=PackageLoader("scenarios.demo", "."), autoescape=True)
    page = environment.get_template("page.html.j2").render(report=report, steps=steps)
    file.write_text(page, encoding="utf-8")


def pretty(text: str) -> str:
    """XML with its nesting shown; what is no XML stays as it is."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True, huge_tree=True)
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError:
        return text
    return etree.tostring(root, encoding="unicode", pretty_print=True)
