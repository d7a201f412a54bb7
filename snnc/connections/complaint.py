"""A connection kind says what is wrong with its values; the front end adds the place in the user's file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Complaint:
    """An error of code ``code`` in what the user gave as ``key`` of a projection; as "", in all of it."""

    code: str
    message: str
    hint: str = ""
    key: str = "weights"


class RefusalError(Exception):
    """No connection can be made of what the user gave."""

    def __init__(self, code: str, message: str, hint: str = "", *, key: str = "") -> None:
        super().__init__(message)
        self.complaint = Complaint(code, message, hint, key=key)
