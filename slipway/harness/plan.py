"""Plans, and assertions on them whose failures list the candidates."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import tftest

from slipway.harness import drift, tracebacks
from slipway.harness.module_plan import module_plan

__tracebackhide__ = tracebacks.hide


class Resource(dict[str, Any]):
    """The planned attributes of a resource, without those that are known after the apply.

    Attributes:
        address: e.g. ``module.get_movie.aws_lambda_function.this``.
    """

    def __init__(self, address: str, attributes: Mapping[str, Any]) -> None:
        super().__init__(attributes)
        self.address = address


class Plan(tftest.TerraformPlanOutput):  # type: ignore[misc] # tftest has no type hints
    """A plan: tftest's view of it, with ``outputs``, ``variables`` and more, and methods for the usual assertions."""

    def all(self, resource_type: str, /, **attributes: Any) -> list[Resource]:  # noqa: ANN401 - any attribute's value
        """Return the planned resources of a type, in all modules, whose attributes have the given values."""
        # Terraform leaves "values" out of a resource of which nothing is known yet.
        resources = [
            Resource(resource["address"], resource.get("values", {}))
            for resource in _resources(self.root_module)
            if resource["type"] == resource_type
        ]
        return [resource for resource in resources if attributes.items() <= resource.items()]

    def one(self, resource_type: str, /, **attributes: Any) -> Resource:  # noqa: ANN401 - any attribute's value
        """Return the only planned resource of a type whose attributes have the given values.

        Raises:
            AssertionError: there is none, or more than one; lists the candidates.
        """
        found = self.all(resource_type, **attributes)
        if len(found) != 1:
            raise AssertionError(self._explain(resource_type, attributes, found))
        return found[0]

    def counts(self) -> Counter[str]:
        """Return how many resources are planned of each type, in all modules; 0 of any other."""
        return Counter(resource["type"] for resource in _resources(self.root_module))

    @property
    def changes(self) -> dict[str, list[str]]:
        """The actions by address, e.g. ``["create"]`` or ``["delete", "create"]``, of the resources that change."""
        return {name: change["actions"] for name, change in self._changes() if name in self.resource_changes}

    def differences(self) -> list[str]:
        """Return a line for each attribute and output that would change; none if the plan is empty."""
        return [line for name, change in self._changes() for line in drift.describe(name, change)]

    def of_module(self, name: str, variables: Mapping[str, Any] | None = None) -> "Plan":
        """Return the part of a module call, in which addresses and outputs are as in a plan of that module alone.

        It has outputs if the root configuration has an output ``name`` with the value ``module.<name>``.

        Args:
            name: name of the call, which has no ``count`` or ``for_each``.
            variables: those that the call sets, for ``Plan.variables``.

        Raises:
            AssertionError: there is no such call; lists those that there are.
        """
        try:
            return Plan(module_plan(self, name, variables or {}))
        except KeyError as error:
            calls = ", ".join(sorted(self["configuration"]["root_module"].get("module_calls", {})))
            raise AssertionError(f"there is no module call {name!r}; there are: {calls or 'none'}") from error

    def _changes(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the address or ``output.name`` of each resource and output that changes, and the change."""
        resources = {name: resource["change"] for name, resource in self.resource_changes.items()}
        outputs = {f"output.{name}": change for name, change in self.get("output_changes", {}).items()}
        for name, change in (resources | outputs).items():
            if not drift.is_idle(change):
                yield name, change

    def _explain(self, resource_type: str, attributes: Mapping[str, Any], found: list[Resource]) -> str:
        wanted = f"{resource_type} with {_pairs(attributes)}" if attributes else resource_type
        candidates = found or self.all(resource_type)
        if not candidates:
            types = ", ".join(f"{name} ({count})" for name, count in sorted(self.counts().items()))
            return f"no {wanted} is planned; planned are: {types or 'no resources at all'}"
        title = f"{len(found)} {wanted} are planned:" if found else f"no {wanted} is planned, but:"
        return "\n".join([title, *(f"  {item.address}  {self._shown(item, attributes)}" for item in candidates)])

    def _shown(self, resource: Resource, names: Mapping[str, Any]) -> str:
        """Return the resource's values of these attributes: a plan has those that are null, but no misspelt name."""
        later = self.resource_changes.get(resource.address, {}).get("change", {}).get("after_unknown", {})
        missing = {name: "(known after apply)" if name in later else "(no such attribute)" for name in names}
        return _pairs({name: resource.get(name, missing[name]) for name in names})


def _resources(module: tftest.TerraformPlanModule) -> Iterator[dict[str, Any]]:
    yield from (resource for resource in module.resources.values() if resource["mode"] == "managed")
    for child in module.child_modules.values():
        yield from _resources(child)


def _pairs(attributes: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in attributes.items())
