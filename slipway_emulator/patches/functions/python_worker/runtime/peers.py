"""Whose process is at the other end of a connection of 127.0.0.1. Imports the standard library only."""

from pathlib import Path

# Linux only: https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html
_CONNECTIONS = Path("/proc/net/tcp")
_UID = 7  # column


def user_of(port: int, remote_port: int) -> int | None:
    """Return the user id of the process that has connected a port to a remote one; None if this OS doesn't show it."""
    local, remote = f":{port:04X} ", f":{remote_port:04X} "
    if not _CONNECTIONS.exists():
        return None
    for line in _CONNECTIONS.read_text().splitlines():
        if local in line and remote in line and line.index(local) < line.index(remote):
            return int(line.split()[_UID])
    return None
