"""The names of list records: which are allowed, and who shares one name space."""

from __future__ import annotations

from simulators.qbwc.company.file import ENTITIES, ITEMS, TERMS, CompanyFile
from simulators.qbwc.company.record import Record, full_name, ref
from simulators.qbwc.company.references import named
from simulators.qbwc.statuses import Refusal

PLURALS = {"Account": "Accounts", "Class": "Classes", "Customer": "Customers"}
LONGEST = 159
HIERARCHICAL = frozenset({"Account", "Class", "Customer", *ITEMS})


def space(kind: str) -> tuple[str, ...]:
    """The lists that must not have the same name twice between them."""
    #: Vendors, customers, employees and other names share one name space. [conductor; InterWeave's list of errors]
    #: Items of all types are one list, and so are terms of both types. [Intuit's listing: ItemQuery, TermsQuery]
    return next((shared for shared in (ENTITIES, ITEMS, TERMS) if kind in shared), (kind,))


def own(file: CompanyFile, kind: str, given: str) -> str:
    """A name as it is stored."""
    #: Blanks around a name are trimmed, or kept. [assumed: trim_names]
    name = given.strip() if file.assumed.holds("trim_names", "trim") else given
    #: A colon in a name is refused with 3090: it stands between parent and child. [captured: quickbooks-sync tests]
    if not name.strip():
        #: A name that is empty is refused: it is a required element. [Intuit's listing]
        raise Refusal(3150, "Name")
    if ":" in name:
        raise Refusal(3090, name, kind.lower())
    return name


def placed(kind: str, name: str, parent: Record | None) -> Record:
    """Name, and for lists with parents FullName, ParentRef and Sublevel."""
    if parent is not None and len(full_name(parent)) + 1 + len(name) > LONGEST:
        #: A FullName has at most 159 characters. [Intuit's listing]
        raise Refusal(3070, f"{full_name(parent)}:{name}", "FullName", str(LONGEST))
    if kind not in HIERARCHICAL:
        return {"Name": name}
    if parent is None:
        return {"Name": name, "FullName": name, "ParentRef": None, "Sublevel": "0"}
    return {
        "Name": name,
        #: FullName is the names from the top down, with colons between; Sublevel counts the parents. [captured s48;
        #: QWCLog 2019]
        "FullName": f"{full_name(parent)}:{name}",
        "ParentRef": ref(parent),
        "Sublevel": str(int(parent.get("Sublevel", "0")) + 1),
    }


def parent_of(file: CompanyFile, kind: str, given: Record | None) -> Record | None:
    if not given or not named(given):
        return None
    found = file.find(ITEMS if kind in ITEMS else kind, given)
    if found is None:
        #: A parent that is not there is refused with 3130. [captured s45]
        raise Refusal(3130, named(given), PLURALS.get(kind, "Items"))
    return found


def refuse_taken(file: CompanyFile, kind: str, name: str, but: str = "") -> None:
    """``but`` is the ListID of the record that may have the name."""
    for other in space(kind):
        for id_ in file.lists[other].having("name", name.casefold()):
            #: A name that is taken is refused with 3100. [captured m03, s45]
            #: Case does not tell names apart, or does. [assumed: name_case]
            is_same = full_name(file.lists[other].get(id_) or {"Name": ""}) == name
            if id_ != but and (is_same or file.assumed.holds("name_case", "same")):
                raise Refusal(3100, name)
