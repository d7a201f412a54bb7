"""The only door to Jinja2: one environment, strict, and a few filters for layout."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import Any

import jinja2

from snnc.core.resources import resource


def _trailing(comment: str) -> str:
    """A comment behind a statement, or nothing."""
    return f"  // {comment}" if comment else ""


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(resource("templates")),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
        auto_reload=False,  # templates do not change while snnc runs
    )
    environment.filters["trailing"] = _trailing
    return environment


def render(template: str, context: Any) -> str:
    """The text of ``template`` for the fields of the dataclass ``context``."""
    values = {field.name: getattr(context, field.name) for field in fields(context)}
    return _environment().get_template(template).render(values)
