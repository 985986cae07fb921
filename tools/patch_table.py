"""Write the table of patches in docs/local-aws.md: ``python tools/patch_table.py``.

Its text is the first sentence of each patch's docstring. MiniStack needn't be installed.
"""

import ast
import re
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[1]
PAGE = PROJECT / "docs" / "local-aws.md"
_PATCHES = PROJECT / "slipway_emulator" / "patches"
_TABLE = re.compile(r"(?<=<!-- patches: tools/patch_table.py -->\n\n).*?(?=\n<!-- end of patches -->)", re.DOTALL)


def with_table(page: str) -> str:
    """Return the page with the current table between its two comments."""
    return _TABLE.sub(lambda _: _table(), page)


def _table() -> str:
    from slipway_emulator.patches.registry import PATCHES  # noqa: PLC0415, TID251 - the main block adds its folder to the path

    rows = [f"| `{name}` | {_summary(name)} |" for name in sorted(patch.name for patch in PATCHES)]
    return "\n".join(["| Patch | Behavior with the patch |", "|---|---|", *rows, ""])


def _summary(name: str) -> str:
    docstring = ast.get_docstring(ast.parse((_PATCHES / f"{name.replace('.', '/')}.py").read_text())) or ""
    return docstring.partition("\n\n")[0].replace("\n", " ").replace("``", "`")


if __name__ == "__main__":
    sys.path.insert(0, str(PROJECT))
    PAGE.write_text(with_table(PAGE.read_text()))
