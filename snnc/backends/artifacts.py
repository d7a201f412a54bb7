"""ArtifactSet: everything a back end produces, as text, before anything is written."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class ArtifactSet:
    """File name -> text, in the order of names."""

    files: Mapping[str, str]

    def digest(self) -> str:
        """SHA-256 over names and texts."""
        total = hashlib.sha256()
        for name in sorted(self.files):
            for part in (name, self.files[name]):
                raw = part.encode()
                total.update(len(raw).to_bytes(8, "little"))
                total.update(raw)
        return total.hexdigest()

    def __or__(self, other: ArtifactSet) -> ArtifactSet:
        return ArtifactSet({name: text for name, text in sorted([*self.files.items(), *other.files.items()])})
