"""Which branches of the templates are rendered: the ways of every ``if``, the numbers of rows of every ``for``."""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from typing import Any

import jinja2
from jinja2 import nodes

from snnc.core.resources import resource

_MARK = "_branch"
_COUNT = "_rows"
_SEVERAL = "several rows"


class Branches:
    """The ways through all templates, and those that were rendered.

    A way is named ``TEMPLATE:LINE: TEXT, CASE``. An ``if`` or ``elif`` is taken, or all of a chain are not; a loop
    has no row, one, or several.
    """

    def __init__(self, plain: jinja2.Environment) -> None:
        """Watch the templates of ``plain``; whoever renders with :attr:`environment` gets the same text."""
        self.known: set[str] = set()
        self.rendered: set[str] = set()
        self.environment = plain.overlay()
        self.environment.loader = _Loader(self)
        self.environment.globals = {**plain.globals, _MARK: self._mark, _COUNT: self._count}
        for name in self.environment.list_templates(extensions=["j2"]):
            self.environment.get_template(name)

    def missed(self) -> list[str]:
        """The ways of an ``if`` that were never rendered, and the loops that never had several rows.

        Whether a loop may have fewer rows, a template does not tell.
        """
        return sorted(self.known - self.rendered)

    def _mark(self, way: str) -> str:
        self.rendered.add(way)
        return ""

    def _count(self, loop: str, rows: Iterable[Any]) -> list[Any]:
        counted = list(rows)
        self.rendered.add(f"{loop}, {('no row', 'one row', _SEVERAL)[min(2, len(counted))]}")
        return counted


class _Loader(jinja2.FileSystemLoader):
    """Templates with a call in every way of an ``if`` and round the rows of every ``for``."""

    def __init__(self, branches: Branches) -> None:
        super().__init__(resource("templates"))
        self._branches = branches

    def load(
        self,
        environment: jinja2.Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,
    ) -> jinja2.Template:
        source, _, _ = self.get_source(environment, name)
        tree = environment.parse(source, name)
        lines = source.splitlines()
        elifs = {id(node) for chain in tree.find_all(nodes.If) for node in chain.elif_}

        def place(node: nodes.Node) -> str:
            return f"{name}:{node.lineno}: {lines[node.lineno - 1].strip()}"

        for loop in tree.find_all(nodes.For):
            self._branches.known.add(f"{place(loop)}, {_SEVERAL}")
            loop.iter = _call(_COUNT, place(loop), loop.iter)
        for chain in tree.find_all(nodes.If):
            # An elif is an ``if`` in the tree as well; only the chain it belongs to has an else.
            ways = [(f"{place(chain)}, taken", chain.body), (f"{place(chain)}, not taken", chain.else_)]
            for way, body in ways[: 1 if id(chain) in elifs else 2]:
                self._branches.known.add(way)
                body.insert(0, nodes.Output([_call(_MARK, way)]))
        code = environment.compile(tree.set_environment(environment), name)
        return jinja2.Template.from_code(environment, code, environment.globals if globals is None else globals)


def _call(name: str, label: str, *arguments: nodes.Expr) -> nodes.Call:
    return nodes.Call(nodes.Name(name, "load"), [nodes.Const(label), *arguments], [], None, None)
