"""A Lambda function, with its versions and the alias that its callers use."""
# ruff: noqa: ANN401 - boto3 makes a client's class at run time

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from lambda_release.errors import ReleaseError

DEFAULT_ALIAS = "live"
_PREVIOUS = "previous"
# SHA-256 of modules/lambda/placeholder/*.zip, and of the zips of version 0.1.0. The version number of a function isn't
# enough: the placeholder isn't version 1 of a function that was deleted and created again, and version 1 may be real
# code where modules/lambda isn't used.
_PLACEHOLDERS = {
    "SooKV2m5IORznA3hzbdHI06oNUNxeKJopdtii27IGro=",  # nodejs
    "SOBWX3y/D3JZtVzht4uBZnqI9MQ5hO1OeRSTlbN4N3Y=",  # provided
    "tX+86g1vkKIaGn48Nlf2wwcSx+l6wzVNwb9v4shjQ80=",  # python
    "Cdrtdx9V06xh/CX030uLYF7PA+8t4NMtZz/q37wQQUA=",  # nodejs, 0.1.0
    "d3l2/wJsT1q43uw16vtMnlm3qL1ERGOpXUfVwgs/GLs=",  # provided, 0.1.0
    "Rv3Scux9r+YfzkWD9/IowdWznVZX2SmHaQBK2fD+eJY=",  # python, 0.1.0
}
_WAIT_TIMEOUT = 300  # seconds, as of boto3's waiters


@dataclass(frozen=True)
class Function:
    """A function, and one of its aliases.

    Attributes:
        client: boto3's Lambda client.
        name: the function's name.
        alias_name: the alias that is released.
        advice: returns what to do when the function or the alias doesn't exist, as the end of the error message.
    """

    client: Any
    name: str
    alias_name: str = DEFAULT_ALIAS
    advice: Callable[[], str] = lambda: "apply its module lambda first"

    @property
    def previous_alias_name(self) -> str:
        """The alias of the version before: ``previous`` for ``live``, else e.g. ``previous-test``."""
        return previous_of(self.alias_name)

    def configuration(self, version: str | None = None) -> Any:
        """Return the configuration of a version, by default of ``$LATEST``.

        Uses GetFunction: Lambda allows 100 of these calls a second, but only 15 of most other reads together.

        Raises:
            ReleaseError: there is no such function or version.
        """
        qualifier = {"Qualifier": version} if version else {}
        with self._explain_missing(f"version {version}" if version else None):
            return self.client.get_function(FunctionName=self.name, **qualifier)["Configuration"]

    def wait_until_updated(self, version: str | None = None) -> Any:
        """Wait until Lambda has finished the last change of a version or of ``$LATEST``, and return the configuration.

        Lambda refuses another change until then. The last one may have failed: see `raise_if_failed`.

        Raises:
            ReleaseError: there is no such function or version, or it is still changing after 5 minutes.
        """
        started = time.monotonic()
        while _is_changing(configuration := self.configuration(version)):
            waited = time.monotonic() - started
            if waited > _WAIT_TIMEOUT:
                raise ReleaseError(
                    f"{self.name} is still changing after 5 minutes{_reason(configuration)}: deploy again"
                )
            # A new zip takes about a second, so boto3's waiters, which sleep for a second, would double the time. A VPC
            # or SnapStart takes minutes. 8 apps at the same time make at most 80 of the 100 allowed calls a second.
            time.sleep(min(max(waited / 5, 0.1), 1))
        return configuration

    def reserved_concurrency(self) -> int | None:
        """Return how many concurrent invocations are reserved for the function; None without a reservation."""
        response = self.client.get_function(FunctionName=self.name)
        reserved: int | None = response.get("Concurrency", {}).get("ReservedConcurrentExecutions")
        return reserved

    def alias(self) -> Any:
        """Return the alias with its weights, which GetFunction doesn't return.

        Raises:
            ReleaseError: there is no such function or alias.
        """
        with self._explain_missing(f"alias {self.alias_name}"):
            return self.client.get_alias(FunctionName=self.name, Name=self.alias_name)

    def aliases(self) -> list[Any]:
        """Return all aliases with their weights, also those of previous versions.

        Raises:
            ReleaseError: there is no such function.
        """
        with self._explain_missing(None):
            pages = self.client.get_paginator("list_aliases").paginate(FunctionName=self.name)
            return [alias for page in pages for alias in page["Aliases"]]

    def versions(self) -> list[int]:
        """Return the numbers of all published versions, oldest first.

        Raises:
            ReleaseError: there is no such function.
        """
        return [int(configuration["Version"]) for configuration in self.version_configurations()]

    def version_configurations(self) -> list[Any]:
        """Return the configurations of all published versions, oldest first.

        Raises:
            ReleaseError: there is no such function.
        """
        with self._explain_missing(None):
            pages = self.client.get_paginator("list_versions_by_function").paginate(FunctionName=self.name)
            found = [version for page in pages for version in page["Versions"]]  # in any order
        return sorted((each for each in found if each["Version"] != "$LATEST"), key=lambda each: int(each["Version"]))

    @contextmanager
    def _explain_missing(self, qualifier: str | None) -> Iterator[None]:
        try:
            yield
        except self.client.exceptions.ResourceNotFoundException as error:
            missing = " with ".join(filter(None, [f"function {self.name}", qualifier]))
            region = self.client.meta.region_name
            raise ReleaseError(f"there is no {missing} in {region}; {self.advice()}") from error


def previous_of(alias_name: str) -> str:
    """Return the alias that points at the version that another alias pointed at before."""
    return _PREVIOUS if alias_name == DEFAULT_ALIAS else f"{_PREVIOUS}-{alias_name}"


def is_previous(alias_name: str) -> bool:
    """Return whether an alias is one of `previous_of`."""
    return alias_name == _PREVIOUS or alias_name.startswith(f"{_PREVIOUS}-")


def has_failed(configuration: Any) -> bool:
    """Return whether the last change of a function or version failed."""
    return "Failed" in (configuration.get("State"), configuration.get("LastUpdateStatus"))


def raise_if_failed(configuration: Any) -> None:
    """Raise ReleaseError if the last change of a function or version failed."""
    if has_failed(configuration):
        raise ReleaseError(f"Lambda could not change {configuration['FunctionName']}{_reason(configuration)}")


def weights(alias: Any) -> dict[str, float]:
    """Return the weights of an alias: version -> share of the invocations, 0 to 1, that the version receives."""
    return dict(alias.get("RoutingConfig", {}).get("AdditionalVersionWeights", {}))


def is_same_configuration(client: Any, one: Any, other: Any) -> bool:
    """Return whether two configurations are equal except for the code and the description.

    The description of a version names the commit, that of ``$LATEST`` is the function's.
    """
    operation = client.meta.service_model.operation_model("UpdateFunctionConfiguration")
    configurable = set(operation.input_shape.members) - {
        "FunctionName",
        "Description",
        "RevisionId",
        "ImageConfig",
        "SnapStart",
    }
    fields = {*configurable, "Architectures", "ImageConfigResponse"}
    # SnapStart also reports whether there is a snapshot, which only versions have.
    snap_starts = [version.get("SnapStart", {}).get("ApplyOn") for version in (one, other)]
    return all(one.get(field) == other.get(field) for field in fields) and snap_starts[0] == snap_starts[1]


def is_placeholder(configuration: Any) -> bool:
    """Return whether a version has the code that Terraform creates functions with, which only returns an error."""
    return configuration["CodeSha256"] in _PLACEHOLDERS


def _is_changing(configuration: Any) -> bool:
    return bool(configuration.get("State") == "Pending" or configuration.get("LastUpdateStatus") == "InProgress")


def _reason(configuration: Any) -> str:
    reason = configuration.get("LastUpdateStatusReason") or configuration.get("StateReason")
    return f" ({reason})" if reason else ""
