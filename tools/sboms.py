"""Run cyclonedx-py once or several times in one process: ``python tools/sboms.py '[["requirements", …], …]'``.

It runs in the environment of cyclonedx-py, whose imports and schemas take most of the time that an SBOM takes.
"""

import json
import runpy
import sys
from collections.abc import Sequence


def main(runs: Sequence[Sequence[str]]) -> int:
    """Run it with the arguments of each run until one fails, and return the last exit code.

    It has no public API but its command line: https://github.com/CycloneDX/cyclonedx-python/blob/main/cyclonedx_py/__main__.py
    """
    for arguments in runs:
        sys.argv = ["cyclonedx-py", *arguments]
        try:
            runpy.run_module("cyclonedx_py", run_name="__main__", alter_sys=True)
        except SystemExit as ended:
            if ended.code:
                return int(ended.code)
    return 0


if __name__ == "__main__":
    sys.exit(main(json.loads(sys.argv[1])))
