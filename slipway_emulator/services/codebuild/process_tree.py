"""Ends a build's processes when the build has ended, or when the emulator has exited.

On AWS, the processes of a build end with its container. Here a guard process kills them: the shell's process group, its
session, and all descendants of the shell, because `set -m` and `setsid` start processes in other groups.
"""

import contextlib
import os
import signal
import subprocess
from collections.abc import Sequence

# Waits until its standard input is closed. Without ps, it kills only the group.
_GUARD = """
read -r _
kill -s STOP -- "-$1"
ps -A -o pid= -o ppid= -o sess= | awk -v shell="$1" '
  { parent[$1] = $2; session[$1] = $3 }
  END {
    for (pid in parent) {
      for (each = pid; each in parent && each != shell && each > 1;) each = parent[each]
      if (each == shell || session[pid] == shell) print pid
    }
  }' | xargs kill -s KILL
kill -s KILL -- "-$1"
"""
# Seconds until a killed process has ended.
_KILL_TIMEOUT = 5


class ProcessTree:
    """The processes of a shell."""

    def __init__(self, shell: subprocess.Popen[bytes], descriptors: Sequence[int]) -> None:
        """Start the guard.

        Args:
            shell: leader of a session.
            descriptors: descriptors that the guard inherits.
        """
        self._shell = shell
        self._guard = subprocess.Popen(
            ["/bin/sh", "-c", _GUARD, "guard", str(shell.pid)],
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=descriptors,
            start_new_session=True,
        )

    def kill(self) -> None:
        """Kill all processes."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._guard.communicate(timeout=_KILL_TIMEOUT)  # closes its standard input
        # Its processes are the user's own, so a build can also have ended the guard.
        if self._guard.poll() != 0 and self._shell.poll() is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._shell.pid, signal.SIGKILL)
        for process in (self._guard, self._shell):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_KILL_TIMEOUT)
