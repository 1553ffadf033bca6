"""The values that stand in an entry, in the forms that the log has for them."""

from __future__ import annotations

import re

from scenarios.captures.entries import Entry

NAME = re.compile(r"<(\w{1,40}(?:\[\d\])?)=[\"“”]")
OWNER = re.compile(r"<OwnerID>([^<]{1,60})</OwnerID>")
FILE_ID = "<DataExtName>FileID</DataExtName>"
VALUE = re.compile(r"<DataExtValue>([^<]{1,60})</DataExtValue>")


def bracketed(entry: Entry) -> dict[str, str]:
    """``<name="value"><…>`` of an entry and the lines below it; a value ends where the next name begins."""
    text = whole_text(entry)
    found = list(NAME.finditer(text))
    ends = [*(match.start() for match in found), len(text)][1:]
    return {
        match[1]: unquoted(text[match.end() : end].removesuffix(">")) for match, end in zip(found, ends, strict=True)
    }


def whole_text(entry: Entry) -> str:
    """The text of an entry, with the lines below it."""
    return "\n".join([entry.text, *entry.below().splitlines()]).rstrip() if entry.rest else entry.text.rstrip()


def unquoted(value: str) -> str:
    """A value without its closing quote, which a page may have made curly; a quotation at its end keeps its own."""
    if value.endswith('"'):
        return value[:-1]
    return value[:-1] if value.endswith("”") and value.count("“") < value.count("”") else value


def error_of(below: str) -> dict[str, str]:
    """HRESULT and message, as they stand below “Sending error message back to application:”."""
    found = {}
    for line in below.splitlines():
        for name, label in (("hresult", "HRESULT ="), ("message", "Message:")):
            if line.strip().startswith(label):
                found[name] = line.strip().removeprefix(label).strip()
    return found


def connection(company: str) -> dict[str, str]:
    """OwnerID and FileID that an answer about the company shows, by the names that an update has for them."""
    for extension in company.split("</DataExtRet>"):
        owner, value = OWNER.search(extension), VALUE.search(extension)
        if FILE_ID in extension and owner and value:
            return {"owner_id": owner[1], "file_id": value[1]}
    return {}
