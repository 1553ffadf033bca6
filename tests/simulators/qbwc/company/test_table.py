"""A table finds its records by id, key and order as a plain search through all of them would."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from simulators.qbwc.company.table import Table

IDS = [f"{number:X}-1" for number in range(6)]
STEP = st.tuples(
    st.sampled_from(IDS), st.sampled_from(["put", "remove"]), st.sampled_from("abc"), st.sampled_from("1234")
)


def table() -> Table:
    return Table("TxnID", {"name": lambda one: one.get("Name")}, {"at": lambda one: one.get("At", "")})


@given(st.lists(STEP, max_size=40), st.sampled_from("1234"), st.sampled_from("1234"))
def test_it_finds_what_a_search_through_all_records_finds(
    steps: list[tuple[str, str, str, str]], low: str, high: str
) -> None:
    found, model = table(), dict[str, dict[str, Any]]()
    for id_, what, name, at in steps:
        if what == "put":
            model[id_] = {"TxnID": id_, "Name": name, "At": at}
            found.put(model[id_])
        elif id_ in model:
            del model[id_]
            found.remove(id_)
    assert list(found) == list(model.values())
    assert found.ids() == list(model)
    assert [found.get(id_) for id_ in IDS] == [model.get(id_) for id_ in IDS]
    for name in "abc":
        assert found.having("name", name) == [id_ for id_, one in model.items() if one["Name"] == name]
    assert found.between("at", low, high) == [id_ for id_, one in model.items() if low <= one["At"] <= high]
    assert found.between("at", None, high) == [id_ for id_, one in model.items() if one["At"] <= high]
    assert found.between("at", low, None) == [id_ for id_, one in model.items() if low <= one["At"]]


def test_what_is_put_back_is_where_it_was() -> None:
    found = table()
    for id_ in IDS:
        found.put({"TxnID": id_, "Name": id_})
    place = found.place(IDS[2])
    found.remove(IDS[2])
    found.put({"TxnID": IDS[2], "Name": "again"}, place)
    assert found.ids() == IDS
