"""What is wrong with a connection, said by its kind; whoever knows the user's file adds the place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Complaint:
    """An error of code ``code`` in what the user gave as ``key`` of a projection."""

    code: str
    message: str
    hint: str = ""
    key: str = "weights"
