"""Corrections to MiniStack, one a file, applied at run time by ``slipway.local.launch``.

A mend is a module of this package with a function ``apply()``. Its docstring says what AWS does, with a
link, and what MiniStack does instead. This package imports nothing that MiniStack's environment lacks.
"""

import importlib
import pkgutil
from collections.abc import Collection


def names() -> list[str]:
    """Return the name of every mend, in the order in which they are applied."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def apply_all(without: Collection[str] = ()) -> None:
    """Apply every mend but those named in ``without``.

    Raises:
        ValueError: ``without`` names a mend that isn't there.
        AttributeError: a mend didn't find what it replaces: the installed MiniStack isn't the pinned one.
    """
    every = names()
    if unknown := sorted(set(without) - set(every)):
        raise ValueError(f"there is no mend {', '.join(unknown)}; there are: {', '.join(every)}")
    for name in every:
        if name not in without:
            importlib.import_module(f"{__name__}.{name}").apply()
