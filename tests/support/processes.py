"""Whether processes run."""

import subprocess


def is_alive(pid: int) -> bool:
    """Return whether a process runs; a zombie, which some containers never collect, doesn't."""
    output = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return bool(output.stdout) and not output.stdout.startswith("Z")
