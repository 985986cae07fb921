"""What resources depend on, by ``terraform graph``: through variables, outputs and depends_on of any module."""

import re
from collections import defaultdict

_EDGE = re.compile(r'^\s*"(.+)" -> "(.+)"', re.MULTILINE)
_RESOURCE = re.compile(r"(?:^|[. ])(aws_\w+)\.\w+")


class DependencyGraph:
    """The graph of a plan.

    Attributes:
        nodes: nodes, as Terraform names them, e.g. ``module.api.aws_api_gateway_stage.this (expand)``.
    """

    def __init__(self, dot: str) -> None:
        """Parse the output of ``terraform graph -type=plan``."""
        self._edges: dict[str, set[str]] = defaultdict(set)
        for source, target in _EDGE.findall(dot):
            self._edges[source].add(target)
        self.nodes = set(self._edges).union(*self._edges.values())
        self._types = {node: _type(node) for node in self.nodes}

    def of_type(self, kind: str) -> set[str]:
        """Return the nodes of the resources of a type."""
        return {node for node in self.nodes if self._types[node] == kind}

    def types_below(self, node: str) -> set[str]:
        """Return the types of all resources that a node depends on."""
        seen, left = {node}, [node]
        while left:
            new = self._edges[left.pop()] - seen
            seen |= new
            left += new
        return {self._types[each] for each in seen - {node}} - {""}


def _type(node: str) -> str:
    found = _RESOURCE.search(node)
    return found[1] if found and "data.aws_" not in node else ""
