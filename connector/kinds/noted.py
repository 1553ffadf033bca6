"""A kind of documents that JAGGAER has and that become nothing in QuickBooks: they are read, and known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NoReturn

from connector.domain.difference import Difference
from connector.errors import InternalError
from connector.kinds.kind import DocumentKind, Part, V


def _never(self: object, *_given: object, **_more: object) -> NoReturn:
    raise InternalError("What is only noted is never written to QuickBooks.")


class NotedKind(DocumentKind[V, Any]):
    becomes = frozenset()
    draft = carried = changes = entered = face = seen = _never

    def parts(self, value: V) -> Iterable[Part]:
        return ()

    def told(self, before: V, after: V) -> tuple[Difference, ...]:
        return ()

    def is_same_in_substance(self, before: V, after: V) -> bool:
        return True
