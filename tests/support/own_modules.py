"""The modules of apps/ and libs/, which a test imports as a cold start does."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
    found = {n: m for n, m in sys.modules.items() if (getattr(m, "__file__", None) or "").startswith(_FOLDERS)}
    for name in found:
        del sys.modules[name]
    return found
