"""The requests that change QuickBooks: add, modify, void, delete; elements in the order of their shape."""

from __future__ import annotations

from collections.abc import Mapping

from connector.domain.draft import Extension
from connector.domain.form import NEW_LINE, Form, FormLine
from connector.domain.identifiers import ExternalGUID, RecordId
from connector.domain.kind import TRANSACTIONS, Kind
from connector.domain.record import Record
from connector.quickbooks.qbxml.edition import Edition
from connector.quickbooks.qbxml.message_set import Request, Tree
from connector.quickbooks.qbxml.shapes import SHAPES, Field, Type

COMPANY: Tree = ("OtherDataExtType", "Company")


def add(request_id: str, kind: Kind, form: Form, guid: ExternalGUID, edition: Edition) -> Request:
    """``BillAdd`` and its like; our GUID can be given here only, where there is one: else the memo's mark is ours."""
    shape = SHAPES[kind]
    marks = {one.path: guid for one in shape.fields if one.type is Type.GUID and one.is_fixed and one.is_in(edition)}
    body = _trees(_at_add(shape.fields), {**form.named, **marks})
    for known in shape.lines:
        lines = [one for one in form.lines if one.name == known.name]
        body.extend((f"{known.name}Add", _trees(_at_add(known.fields), dict(one.fields))) for one in lines)
    return Request(request_id, f"{kind.value}Add", ((f"{kind.value}Add", body),))


def _at_add(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    return tuple(one for one in fields if not one.is_later)


def modify(request_id: str, record: Record, changes: Form) -> Request:
    """
    Only what changes, with the EditSequence that was read.

    A line that is not named is removed: whoever changes one names them all, by their TxnLineID (Intuit's SDK guide).
    """
    shape, name = SHAPES[record.kind], record.kind.value
    body: list[Tree] = [(shape.key, record.id), ("EditSequence", record.edit_sequence)]
    body.extend(_trees(shape.fields, changes.named))
    for known in shape.lines:
        lines = [one for one in changes.lines if one.name == known.name]
        body.extend((f"{known.name}Mod", _line(known.fields, one)) for one in lines)
    return Request(request_id, f"{name}Mod", ((f"{name}Mod", body),))


def _line(fields: tuple[Field, ...], line: FormLine) -> list[Tree]:
    return [("TxnLineID", line.id or NEW_LINE), *_trees(fields, dict(line.fields))]


def void(request_id: str, record: Record) -> Request:
    return Request(request_id, "TxnVoid", (("TxnVoidType", record.kind.value), ("TxnID", record.id)))


def delete(request_id: str, kind: Kind, record_id: RecordId) -> Request:
    prefix, key = ("Txn", "TxnID") if kind in TRANSACTIONS else ("List", "ListID")
    return Request(request_id, f"{prefix}Del", ((f"{prefix}DelType", kind.value), (key, record_id)))


def define_extension(request_id: str, owner_id: str, name: str, on: str = "Company") -> Request:
    """A value needs its definition first (Intuit's guide: data extensions)."""
    body: list[Tree] = [("OwnerID", owner_id), ("DataExtName", name), ("DataExtType", "STR255TYPE")]
    body.append(("AssignToObject", on))
    return Request(request_id, "DataExtDefAdd", (("DataExtDefAdd", body),))


def extend(request_id: str, deed: str, extension: Extension) -> Request:
    """``DataExtAdd`` where no value stands, ``DataExtMod`` or ``DataExtDel`` where one does."""
    body: list[Tree] = [("OwnerID", extension.owner_id), ("DataExtName", extension.name), *_holder(extension)]
    if deed != "Del":
        body.append(("DataExtValue", extension.value))
    return Request(request_id, f"DataExt{deed}", ((f"DataExt{deed}", body),))


def _holder(extension: Extension) -> list[Tree]:
    """What a data extension hangs on."""
    if extension.order_id:
        return [("TxnDataExtType", "PurchaseOrder"), ("TxnID", extension.order_id)]
    vendor: list[Tree] = [("ListID", extension.vendor_id)]
    return [("ListDataExtType", "Vendor"), ("ListObjRef", vendor)] if extension.vendor_id else [COMPANY]


def _trees(fields: tuple[Field, ...], given: Mapping[str, str]) -> list[Tree]:
    """The given fields in their order; two with the same parent become its children."""
    trees: list[Tree] = []
    parents: dict[str, list[Tree]] = {}
    for field in fields:
        if field.path not in given:
            continue
        parent, _, name = field.path.rpartition("/")
        if not parent:
            trees.append((name, given[field.path]))
        elif parent in parents:
            parents[parent].append((name, given[field.path]))
        else:
            parents[parent] = [(name, given[field.path])]
            trees.append((parent, parents[parent]))
    return trees
