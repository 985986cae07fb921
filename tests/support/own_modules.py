"""The modules of apps/ and libs/, which a test imports as a cold start does."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from types import ModuleType

from repository import ROOT

_FOLDERS = (f"{ROOT / 'apps'}/", f"{ROOT / 'libs'}/")


@contextmanager
def imported_again() -> Iterator[Callable[[], None]]:
    """Forget the imported modules, and yield what forgets those of the test. At the end, those before are back.

    All of them together: a package that stays would keep its forgotten submodules as attributes.
    """
    before = _forget()
    try:
        yield _forget
    finally:
        _forget()
        sys.modules.update(before)  # tests of the libs have imported their classes


def _forget() -> dict[str, ModuleType]:
    loaded = {name: sys.modules[name] for name in _names() & sys.modules.keys()}
    found = {n: m for n, m in loaded.items() if (getattr(m, "__file__", None) or "").startswith(_FOLDERS)}
    for name in found:
        del sys.modules[name]
    return found


@cache
def _names() -> frozenset[str]:
    """Return the names that the modules may have: to look at all 3,000 loaded ones takes a test a millisecond."""
    folders = [*(ROOT / "apps").iterdir(), ROOT / "libs"]
    files = [file.relative_to(folder).with_suffix("") for folder in folders for file in folder.rglob("*.py")]
    return frozenset(".".join(file.parts).removesuffix(".__init__") for file in files)
