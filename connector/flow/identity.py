"""What a record of ours is known by, whoever asks and whenever: derived, never drawn."""

from __future__ import annotations

import uuid

from connector.domain.identifiers import DocumentId, ExternalGUID
from connector.flow.entities import Company


def external_guid(company: Company, document: DocumentId, generation: int) -> ExternalGUID:
    """The same for the same company, document and generation, also after a restart or a restore."""
    name = uuid.uuid5(uuid.UUID(company.id), f"{document}/{generation}")
    return ExternalGUID(f"{{{name}}}")
