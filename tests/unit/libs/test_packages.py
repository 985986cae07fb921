import ast
from pathlib import Path

import pytest

LIBS = Path(__file__).parents[3] / "libs"


@pytest.mark.parametrize("lib", sorted(path.parent.name for path in LIBS.glob("*/__init__.py")))
def test_the_init_file_of_a_lib_has_only_a_docstring(lib: str) -> None:
    """Importing one module of a lib must not import the others."""
    module = ast.parse((LIBS / lib / "__init__.py").read_text())
    assert ast.get_docstring(module)
    assert len(module.body) == 1
