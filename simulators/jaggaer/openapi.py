"""The OpenAPI 3.1 document of the tenant, made from its table of routes."""

from __future__ import annotations

from typing import Any

from simulators.jaggaer.routes import IN_PATH, ROUTES, Paths, Route
from simulators.jaggaer.schemas import SCHEMAS, TEXT, ref

SAYS = {
    "start": "Number of the first row, from 1; a page has at most 100.",
    "flt": "FIELD==value, !=, >, >=, <, <=, =in=(a,b), =out=(a,b); several joined by “;”.",
    "comp": "Which parts of a row, joined by “;”.",
    "fileId": "Id of the file.",
    "fileName": "Its name.",
}


def document(paths: Paths, prefix: str = "") -> dict[str, Any]:
    """``prefix`` is what stands before every path: the address of a copy."""
    described: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        described.setdefault(paths.of(route), {})[route.method.lower()] = _operation(route, paths)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "A fake JAGGAER tenant",
            "version": "1",
            "description": "What is known of J1P's public API, and what has to be assumed of it.",
        },
        "servers": [{"url": prefix or "/"}],
        "paths": described,
        "security": [{"oauth": []}],
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {
                "oauth": {
                    "type": "oauth2",
                    "flows": {"clientCredentials": {"tokenUrl": prefix + paths.token, "scopes": {}}},
                }
            },
        },
    }


def _operation(route: Route, paths: Paths) -> dict[str, Any]:
    named = {"start": paths.start, "flt": paths.flt}
    in_query = [
        {"name": named.get(name, name), "in": "query", "description": SAYS[name], "schema": _query(name)}
        for name in route.shows
    ]
    in_path = [
        {"name": name, "in": "path", "required": True, "schema": {**TEXT, "pattern": "^[0-9]+$"}}
        for name in IN_PATH.findall(route.path)
    ]
    made: dict[str, Any] = {
        "operationId": route.operation,
        "summary": f"{route.says[0].upper()}{route.says[1:]}.",
        "description": f"Known from: {route.source}.",
        "parameters": in_path + in_query,
        "responses": _responses(route),
    }
    if route.takes:
        made["requestBody"] = {"required": True, "content": {"application/json": {"schema": ref(route.takes)}}}
    return made


def _query(name: str) -> dict[str, Any]:
    return {"type": "integer", "minimum": 1, "maximum": 999_999_999} if name == "start" else TEXT


def _responses(route: Route) -> dict[str, Any]:
    failure = {"application/json": {"schema": ref("Failure")}}
    content = (
        {"application/json": {"schema": ref(route.answers)}} if route.answers else {"application/octet-stream": {}}
    )
    made: dict[str, Any] = {
        "200": {"description": "The answer; a returnCode other than 0 is an error.", "content": content},
        "401": {"description": "No valid token. The real one has neither a challenge nor a body."},
        "429": {"description": "Too many requests.", "content": failure},
    }
    if route.takes:
        made["400"] = {"description": "The body is not JSON.", "content": failure}
        made["415"] = {"description": "The body is not said to be JSON.", "content": failure}
    if "{" in route.path or not route.answers:
        made["404"] = {"description": "There is none.", "content": failure}
    return made
