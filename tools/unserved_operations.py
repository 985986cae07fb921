"""Write the table of unsupported operations in docs/local-aws.md: ``python tools/unserved_operations.py``.

The local AWS itself is asked, in this process's child: tools/probe_operations.py sends it each operation once.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[1]
PAGE = PROJECT / "docs" / "local-aws.md"
_TABLE = re.compile(
    r"(?<=<!-- unserved: tools/unserved_operations.py -->\n\n).*?(?=\n<!-- end of unserved -->)", re.DOTALL
)


def with_table(page: str, environments: Path) -> str:
    """Return the page with the current table between its two comments.

    Args:
        page: the Markdown text.
        environments: the folder of the emulator's environments, e.g. ``.slipway/environments``.
    """
    rows = [_row(service, found) for service, found in _probe(environments).items()]
    table = "\n".join(["| Service | Not supported |", "|---|---|", *rows, ""])
    return _TABLE.sub(lambda _: table, page)


def _row(service: str, is_served: dict[str, bool]) -> str:
    names = ", ".join(f"`{name}`" for name, served in is_served.items() if not served) or "None"
    return f"| {service} | {names if any(is_served.values()) else 'All operations'} |"


def _probe(environments: Path) -> dict[str, dict[str, bool]]:
    from slipway.local.environments import emulator_python  # noqa: PLC0415, TID251 - the main block adds its folder to the path

    probe = Path(__file__).with_name("probe_operations.py")
    command = [emulator_python(environments), probe]
    environment = {"PYTHONPATH": str(PROJECT)}
    result = subprocess.run(command, env=environment, cwd=environments, capture_output=True, text=True, check=True)
    found: dict[str, dict[str, bool]] = json.loads(result.stdout)
    return found


if __name__ == "__main__":
    sys.path.insert(0, str(PROJECT))
    PAGE.write_text(with_table(PAGE.read_text(), PROJECT / ".slipway" / "environments"))
