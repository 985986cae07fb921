"""``python tests/bench/growth.py``: CPU time of packaging 10, 100 and 300 apps."""

import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from plans import cpu
from project import change, make, seconds

SIZES = (10, 100, 300)
PACKAGE = [str(Path(sys.executable).parent / "slipway"), "package"]


def main() -> None:
    """Print a line for each size."""
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            make(root, [f"app-{number:03}" for number in range(size)])
            seconds(root, PACKAGE)  # the download
            for name in (".slipway", "build"):
                shutil.rmtree(root / name)
            times = [cpu(lambda root=root: seconds(root, PACKAGE))]
            change(root, "app-007", "second")
            times += [cpu(lambda root=root: seconds(root, PACKAGE)) for _ in range(2)]
            nothing, changed, unchanged = (f"{each:6.2f} ({each / size * 1000:5.1f} ms an app)" for each in times)
            print(
                f"{size:4} apps, CPU s: from nothing {nothing}, one changed {changed}, unchanged {unchanged}",
                flush=True,
            )


if __name__ == "__main__":
    main()
