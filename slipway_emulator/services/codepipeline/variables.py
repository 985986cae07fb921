"""Pipeline variables: ``#{namespace.name}`` in an action's configuration.

https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html
"""

import re
from collections.abc import Iterable, Mapping

from slipway_emulator.services.codepipeline.action import ActionError

_REFERENCE = re.compile(r"#\{([A-Za-z0-9@\-_]+)\.([A-Za-z0-9@\-_]+)\}")


def resolve(configuration: Mapping[str, str], namespaces: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return an action's configuration with its variables replaced by their values.

    Args:
        configuration: configuration of an action.
        namespaces: values by variable name, by namespace; includes ``variables`` and ``codepipeline``.

    Raises:
        ActionError: ``ConfigurationError``; a variable has no value.
    """
    return {key: resolve_text(text, namespaces) for key, text in configuration.items()}


def resolve_text(text: str, namespaces: Mapping[str, Mapping[str, str]]) -> str:
    """Return a text with its variables replaced by their values; see `resolve`."""

    def value(reference: re.Match[str]) -> str:
        namespace, name = reference.groups()
        try:
            return namespaces[namespace][name]
        except KeyError as error:
            raise ActionError("ConfigurationError", f"The variable {reference[0]} has no value.") from error

    return _REFERENCE.sub(value, text)


def namespaces_in(texts: Iterable[str]) -> set[str]:
    """Return the namespaces that texts refer to."""
    return {reference[1] for text in texts for reference in _REFERENCE.finditer(text)}
