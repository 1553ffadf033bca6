"""The page of the demo: what happened, in order, with the messages; one file that opens from disk."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader
from lxml import etree

from connector import Connector


def write_page(file: Path, report: dict[str, Any], connector: Connector, name: str) -> None:
    """Steps from the connector's history, documents and messages, as they are in its store."""
    documents = {one.id: json.dumps(one.payload, indent=2, default=str) for one in connector.documents(name)}
    steps: list[dict[str, Any]] = []
    for event in connector.history(name):
        is_read = event.kind == "read" and event.document is not None
        steps.append(
            {
                "at": event.at,
                "lane": "JAGGAER" if is_read else "connector",
                "kind": event.kind,
                "text": event.text,
                "messages": [("document", documents[event.document])] if is_read and event.document else [],
            }
        )
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
