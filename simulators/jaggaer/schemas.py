"""The JSON Schemas of what the tenant answers and takes; keys that are not named may come as well."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
WHOLE: Schema = {"type": "integer"}
FLAG: Schema = {"type": "string", "enum": ["true", "false"], "description": "A boolean, as a string."}


def thing(required: tuple[str, ...] = (), **properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, **({"required": list(required)} if required else {})}


def many(item: Schema, **more: Any) -> Schema:
    return {"type": "array", "items": item, **more}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def one_of(*values: str) -> Schema:
    return {"type": "string", "enum": list(values)}


def envelope(code: Schema, *path: str, rows: Schema) -> Schema:
    """A page: the rows stand at ``path``."""
    node = many(rows)
    for step in reversed(path[1:]):
        node = thing((step,), **{step: node})
    counts = dict.fromkeys(("totRecords", "returnedRecords", "startAt"), WHOLE)
    whole = thing(
        ("returnCode", "returnMessage", *counts, path[0]),
        returnCode=code,
        returnMessage=TEXT,
        **counts,
        **{path[0]: node},
    )
    return {"anyOf": [whole, ref("Failure")]}


MONEY = thing(currency=TEXT, value=NUMBER)
PARTY = thing(id=WHOLE, name=TEXT, supplierNumber=TEXT)
SPLIT = thing(
    splitIndex=WHOLE,
    distributionValue=NUMBER,
    customFieldValueList=thing(
        customFieldValue=many(thing(internalName=TEXT, value=TEXT, description=TEXT)),
    ),
)
LINE = thing(
    lineNumber=WHOLE,
    item=thing(description=TEXT),
    quantity=NUMBER,
    unitPrice=NUMBER,
    taxable=FLAG,
    poNumber=TEXT,
    poLineNumber=TEXT,
    splittableFieldSetGroupList=thing(
        splittableFieldSetGroup=many(
            thing(
                splittableFieldIndexSet=many(
                    thing(
                        context=TEXT,
                        distributionType=TEXT,
                        splittableFieldIndexList=thing(splittableFieldIndex=many(SPLIT)),
                    )
                )
            )
        )
    ),
)
INVOICE_HEADER = thing(
    ("invoiceId",),
    invoiceId=WHOLE,
    lastUpdate=TEXT,
    invoiceNumber=TEXT,
    invoiceType=TEXT,
    invoiceDate=TEXT,
    dueDate=TEXT,
    accountingDate=TEXT,
    supplier=PARTY,
    supplierInvoiceNumber=TEXT,
    workflowStatus=TEXT,
    paymentStatus=TEXT,
    matchStatus=TEXT,
    total=MONEY,
)
ORDER_HEADER = thing(
    ("poId", "poNumber"),
    poId=WHOLE,
    poNumber=TEXT,
    revisionNumber=WHOLE,
    lastUpdate=TEXT,
    poStatus=TEXT,
    supplier=PARTY,
    total=MONEY,
)
RESULT = thing(("returnCode", "returnMessage"), returnCode=WHOLE, returnMessage=TEXT)
COMPANY = thing(bravoId=TEXT, extCode=TEXT, companyName=TEXT, status=TEXT, lastModTime=TEXT)
IMPORTED_LINE = thing(
    ("quantity", "unitPrice"),
    quantity=NUMBER,
    unitPrice=thing(("money",), currency=TEXT, money=NUMBER),
    ocrItem=thing(description=TEXT, unitOfMeasure=TEXT),
)
SCHEMAS: dict[str, Schema] = {
    "Failure": {**RESULT, "description": "An error of the tenant's own, under HTTP's 200 unless it says otherwise."},
    "Done": RESULT,
    "Results": {
        "anyOf": [
            thing(("returnCode", "resultList"), returnCode=WHOLE, resultList=thing(("result",), result=many(RESULT))),
            ref("Failure"),
        ]
    },
    "InvoiceList": envelope(WHOLE, "jiinvoiceList", "jiinvoice", rows=thing(("header",), header=INVOICE_HEADER)),
    "Invoice": thing(("header",), header=INVOICE_HEADER, lineList=thing(invoiceLine=many(LINE))),
    "OrderList": envelope(
        WHOLE, "jipurchaseOrderList", "jipurchaseOrder", rows=thing(("header",), header=ORDER_HEADER)
    ),
    "Order": thing(("header",), header=ORDER_HEADER, lineList=thing(poLine=many(LINE))),
    "ReceiptList": envelope(
        WHOLE,
        "jireceiptList",
        "jireceipt",
        rows=thing(("receiptId", "poNumber"), receiptId=WHOLE, poNumber=TEXT, lastUpdate=TEXT),
    ),
    "ProfileList": envelope(
        one_of("0"), "returnCompanyData", rows=thing(("returnCompanyInfo",), returnCompanyInfo=COMPANY)
    ),
    "ProfileDone": {
        "anyOf": [
            thing(
                ("returnCode", "bravoId"),
                returnCode=one_of("0"),
                returnMessage=TEXT,
                bravoId={"type": ["integer", "string"]},
            ),
            ref("Failure"),
        ]
    },
    "SupplierList": envelope(
        WHOLE, "jisupplierList", "jisupplier", rows=thing(("Name",), Name=TEXT, ERPNumber=TEXT, Active=TEXT)
    ),
    "ValueList": envelope(
        WHOLE,
        "customFieldValueList",
        "customFieldValue",
        rows=thing(("name", "value"), name=TEXT, value=TEXT, description=TEXT, active=FLAG),
    ),
    "InvoiceImport": thing(
        ("invoiceOcr",),
        batchId=TEXT,
        invoiceOcr=thing(
            ("invoiceOcrHeader", "invoiceOcrLineList"),
            invoiceOcrHeader=thing(
                ("supplierInvoiceNumber", "supplier"),
                supplierInvoiceNumber={**TEXT, "minLength": 1},
                supplier=thing(("supplierNumber",), supplierNumber={**TEXT, "minLength": 1}),
                invoiceDate=TEXT,
            ),
            invoiceOcrLineList=thing(("invoiceOcrLine",), invoiceOcrLine=many(IMPORTED_LINE)),
        ),
    ),
    "PaymentStatus": thing(
        ("invoicePaymentList",),
        batchId=TEXT,
        invoicePaymentList=thing(
            ("invoicePayment",),
            invoicePayment=many(
                thing(
                    ("invoiceId", "paymentStatus"),
                    invoiceNumber=TEXT,
                    invoiceId=WHOLE,
                    paymentStatus={**TEXT, "minLength": 1},
                    paymentDate=TEXT,
                    paymentNumber=TEXT,
                    externalDocumentNumber=TEXT,
                )
            ),
        ),
    ),
    "Acknowledgement": thing(
        ("documentId", "statusCode"),
        documentId={**TEXT, "minLength": 1},
        statusCode={"enum": [200, 400, "200", "400"]},
        statusText=TEXT,
        externalDocumentNumber=TEXT,
    ),
    "OrderWrite": thing(
        ("purchaseOrder",),
        purchaseOrder=thing(
            ("operationCode", "header"),
            operationCode=one_of("CREATE", "UPDATE", "CANCEL"),
            header=thing(("poNumber",), poNumber={**TEXT, "minLength": 1}),
            lineList=thing(("poLine",), poLine=many(LINE)),
        ),
    ),
    "ProfileWrite": thing(
        ("company",),
        company=thing(
            ("operationCode", "companyInfo"),
            operationCode=one_of("CREATE", "UPDATE", "CREATEUPDATE"),
            sendEMail=TEXT,
            companyInfo=COMPANY,
        ),
    ),
    "SupplierWrite": thing(
        ("supplierList",),
        supplierList=thing(("supplier",), supplier=many(thing(("Name",), Name=TEXT, ERPNumber=TEXT, Active=TEXT))),
    ),
    "ValuesWrite": thing(
        ("name", "values"),
        name={**TEXT, "minLength": 1},
        values=many(thing(("value",), value=TEXT, description=TEXT, active=FLAG)),
    ),
    "Token": thing(
        ("access_token", "expires_in", "token_type"),
        access_token=TEXT,
        expires_in=WHOLE,
        refresh_expires_in=WHOLE,
        token_type=one_of("Bearer"),
        scope=TEXT,
    ),
}
