"""The hooks that a project's ``conftest.py`` may have for the harness."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from slipway.harness.stack import SharedStack


def pytest_tf_run_destroy(stack: "SharedStack") -> None:
    """Prepare a stack of ``tf_run`` for its destroy, e.g. empty a bucket, which can't be deleted with objects in it.

    It is called in the controller, after all tests, so it must be in a ``conftest.py`` that pytest loads at its start:
    in the root directory, or in a folder given on the command line or in ``testpaths``.
    """
