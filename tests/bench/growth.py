"""``python tests/bench/growth.py [ROUNDS]``: CPU time of packaging 10, 100 and 300 apps."""

import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from measure import seconds, show
from project import change, make

ROUNDS = 3
SIZES = (10, 100, 300)
PACKAGE = [str(Path(sys.executable).parent / "slipway"), "package"]


def main(rounds: int) -> None:
    """Print a table for each size."""
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            make(root, [f"app-{number:03}" for number in range(size)])
            seconds(root, PACKAGE)  # the download
            times: dict[str, list[float]] = {"from nothing": [], "one changed": [], "unchanged": []}
            for number in range(rounds):
                for name in (".slipway", "build"):
                    shutil.rmtree(root / name)
                times["from nothing"].append(seconds(root, PACKAGE).cpu)
                change(root, "app-007", f"answer {number}")
                times["one changed"].append(seconds(root, PACKAGE).cpu)
                times["unchanged"].append(seconds(root, PACKAGE).cpu)
            show(f"package {size} apps, {rounds} rounds", times, "from nothing")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
