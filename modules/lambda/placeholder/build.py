"""Build the placeholder zips: ``python modules/lambda/placeholder/build.py [FOLDER]``, by default beside this file.

Terraform creates a function with one of them; the first deployment replaces it. They are reproducible byte for byte:
fixed time, fixed permissions, no compression (compressors differ in their output).
"""

import sys
import zipfile
from pathlib import Path

_HERE = Path(__file__).parent
_ZIPS = {"python": "index.py", "nodejs": "index.mjs", "provided": "bootstrap"}


def build(folder: Path) -> None:
    """Write ``<runtime family>.zip`` of every placeholder into ``folder``."""
    for family, name in _ZIPS.items():
        member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))  # the first time that a zip can hold
        member.create_system = 3  # Unix, so that the permissions count
        member.external_attr = 0o100755 << 16
        with zipfile.ZipFile(folder / f"{family}.zip", "w", zipfile.ZIP_STORED) as archive:
            archive.writestr(member, (_HERE / name).read_bytes())


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else _HERE)
