"""What JAGGAER has of QuickBooks' lists, and of its vendors, clause by clause."""

from __future__ import annotations

from scenarios.clauses.page import Page

CLAUSES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "JAGGAER offers each account once, follows its name, and takes back what is inactive or deleted",
        ("reference-data/accounts_offered",),
    ),
    ("an answer that was lost is looked for among the values", ("reference-data/answer_lost",)),
    ("a value that JAGGAER refuses is named, and the others are offered", ("reference-data/value_refused",)),
    (
        "a supplier gets the code of its vendor, once, also where an answer is lost",
        ("reference-data/supplier_gets_its_code", "reference-data/answer_to_a_code_lost"),
    ),
    (
        "of the fields that JAGGAER is the master of, a vendor says what its supplier says",
        ("reference-data/vendor_follows_its_supplier",),
    ),
    (
        "of the fields that QuickBooks is the master of, a supplier says what its vendor says",
        ("reference-data/supplier_follows_its_vendor",),
    ),
    ("what is new on one side is created on the other, once", ("reference-data/new_on_either_side",)),
    (
        "two suppliers of one vendor, and a vendor that was merged, are a person's to tell apart",
        ("reference-data/two_suppliers_of_one_vendor",),
    ),
)

ELSEWHERE: tuple[tuple[str, str, str], ...] = (
    (
        "codes, names, numbers, suffixes, withdrawn and inherited values, case by case",
        "tests/connector/sync/test_offering.py",
        "pytest tests/connector/sync/test_offering.py",
    ),
    (
        "classes, customers, terms and items; thousands of accounts; another map; codes that QuickBooks lost",
        "tests/connector/flow/test_values_offered.py",
        "pytest -m once tests/connector/flow/test_values_offered.py",
    ),
    (
        "suppliers without names, vendors without numbers, codes of others, two vendors that fit, lost answers",
        "tests/connector/flow/test_suppliers_named.py",
        "pytest -m once tests/connector/flow/test_suppliers_named.py",
    ),
    (
        "renamed, inactive, shared, merged and deleted vendors; terms, 1099, tax ids, names of 200 characters",
        "tests/connector/flow/test_vendors_kept.py",
        "pytest -m once tests/connector/flow/test_vendors_kept.py",
    ),
    (
        "whatever else happens to them: restored files and databases, retired and renamed ones, other masters",
        "tests/connector/flow/test_vendors_in_odd_cases.py",
        "pytest -m once tests/connector/flow/test_vendors_in_odd_cases.py",
    ),
    (
        "addresses, names and standing on their way to JAGGAER; what QuickBooks does not show; new suppliers",
        "tests/connector/flow/test_suppliers_told.py",
        "pytest -m once tests/connector/flow/test_suppliers_told.py",
    ),
    ("what JAGGAER offers and QuickBooks lost, and the other way", "docs/commands.md", "connector codes NAME"),
)

TAIL = """
## What is offered

With `wire.writeback.values = true` records of QuickBooks' lists are values of JAGGAER's custom fields
(`wire.writeback.value.lists`): accounts, classes, customers, terms and items. First all of them go, then what changed.

- **A value** is the code that the customer's map makes of a record (`policy.account.map` and the like, with
  `strip_suffix` put back), every one of them; without one, its full name, or an account's number
  (`wire.writeback.value.by`). A map of several fields joined says nothing of one, and is not used.
- **Accounts** without a code are offered if they are of a type that things are bought on
  (`wire.writeback.value.account_types`); accounts payable, receivable and non-posting ones never.
- **Withdrawn** is what is inactive or deleted in QuickBooks, or not mapped any more: it stays in JAGGAER, inactive. A
  value that another record stands for by now stays. The values of a field that the profile names no more stay as they
  are: take them back in JAGGAER.
- **Left alone** is what others entered in JAGGAER. `connector codes NAME` reads JAGGAER's values and names those that
  QuickBooks does not have, those that it has and JAGGAER does not offer, and codes of the profile that lead nowhere.
- **QuickBooks' lists** are read as ever; customers and items are read where they are offered.

## Suppliers

With `wire.writeback.suppliers = true` JAGGAER's suppliers (`companyprofiles`) are read, and one that is a vendor of
QuickBooks' gets the vendor's code as its `extCode`: so JAGGAER's users see that it exists in the books. The vendor is
found once, as for an invoice of the supplier, and is its own from then on; the code is what `policy.vendor.number_in`
names, or with `policy.vendor.write_back = "list_id"` QuickBooks' ListID, by which invoices then find their vendor, too.

- **Looked at first:** a code is one supplier's. What JAGGAER has of the supplier is never written over, and a code that
  another supplier has is not given twice (`SUPPLIER_CODE`). Two vendors that fit are an exception (`VENDOR_AMBIGUOUS`).
- **Nobody is sent a message** (`sendEMail` is 0), nothing else of the supplier is written but what QuickBooks is the
  master of, and nothing of a bank account is read or written.
- A vendor without a number gives no code, and a supplier that QuickBooks does not have gets none.

## Names, addresses and the rest

`policy.vendor.master` says field by field whose word counts. A field that it does not name is left alone on both sides.

```toml
[policy.vendor.master]
name = "jaggaer"          # a renamed supplier renames its vendor
address = "jaggaer"       # one field: a part of it is never left over from another address
email = "quickbooks"      # JAGGAER gets what the vendor has
active = "jaggaer"        # also: terms, tax_id, form_1099
```

- **JAGGAER's fields** become a `VendorMod`, at first and at each change. A field that JAGGAER leaves empty changes
  nothing in QuickBooks. A person's edit stays until JAGGAER changes that field; then both values are an exception
  (`BOTH_CHANGED`). A value that QuickBooks cannot store (a name of 42 characters) is an exception, and never cut.
  `connector poll NAME --dry-run` lists the fields that would be written, vendor by vendor.
- **QuickBooks' fields** go to JAGGAER where JAGGAER has another value (`wire.writeback.suppliers`). A field that
  QuickBooks does not show stays in JAGGAER as it is; a country goes only as a code of two letters.
- **Tax ids** are left alone unless `master` names them. The .qwc file then asks QuickBooks to show personal data
  (`PersonalDataPref`): make a new file and add it to the Web Connector. A hidden tax id is never taken for empty:
  JAGGAER's tax id replaces only one that QuickBooks shows.
- **Terms and 1099** are read from JAGGAER where the profile names their fields (`wire.supplier.terms`,
  `wire.supplier.form_1099`); terms go through `policy.terms.map`.
- **A vendor belongs to one supplier;** two suppliers with the same vendor are an exception (`VENDOR_SHARED`). The
  connector never guesses a successor for a merged or deleted vendor (`VENDOR_GONE`). `connector exceptions list` shows
  the vendors with the most similar names, each with a score from 0 to 100; `resolve --pair` names the right one.
- **A field that JAGGAER does not keep** (JAGGAER cuts the text, or another system writes the old value back) becomes an
  exception (`SUPPLIER_FIELD`), and is not written again and again. A new vendor whose name differs from a supplier's
  only by “Inc” or “Ltd” waits for a person (`SUPPLIER_ALIKE`).
- **The connector stores** only the fields above of a supplier: no bank data, and a tax id only where `master` names it.
- **A supplier or vendor is new** when it began on `policy.vendor.since` or later. A new supplier becomes a vendor at
  once with `policy.vendor.new_suppliers = "create"`, or with the first invoice that needs it with
  `policy.vendor.unknown = "create"`. A new vendor becomes a supplier with `policy.vendor.new_vendors = "create"`,
  unless JAGGAER has its name or code.

## Assumed

The path, the payload, that values are known by their text, and that JAGGAER's list of them can be read: no public
source shows them. That GL accounts are the ERP's, and imported into JAGGAER, is what its customers say. The names of
the filters for one supplier, one code and one name are extended from their siblings, and so is the status of a supplier
that is not used any more. That QuickBooks leaves a tax id out where it may not be shown is assumed.
"""

REFERENCE_DATA = Page(
    "Reference data",
    "What JAGGAER has of QuickBooks' lists and vendors",
    "scenarios clauses reference-data",
    CLAUSES,
    ELSEWHERE,
    TAIL,
)
