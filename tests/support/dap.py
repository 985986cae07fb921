"""A small client of the Debug Adapter Protocol: https://microsoft.github.io/debug-adapter-protocol/specification."""

import json
import socket
from collections import deque
from typing import Any


class DebugClient:
    """A client that has attached, and is stopped nowhere yet."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._stream = self._socket.makefile("rb")
        self._events: deque[dict[str, Any]] = deque()
        self._number = 0
        self.request("initialize", adapterID="test", linesStartAt1=True, columnsStartAt1=True)
        self._send("attach", justMyCode=False)
        self.event("initialized")

    def __enter__(self) -> "DebugClient":
        return self

    def __exit__(self, *_: object) -> None:
        self.request("disconnect", terminateDebuggee=False)
        self._stream.close()
        self._socket.close()

    def break_at(self, file: str, *lines: int) -> list[bool]:
        """Set the breakpoints of a file; returns whether each is verified."""
        points = [{"line": line} for line in lines]
        found = self.request("setBreakpoints", source={"path": file}, breakpoints=points)["breakpoints"]
        return [each["verified"] for each in found]

    def stopped(self) -> tuple[int, str, int, dict[str, str]]:
        """Wait until the function stops; returns its thread, the file, the line and the local variables."""
        thread = self.event("stopped")["threadId"]
        frame = self.request("stackTrace", threadId=thread)["stackFrames"][0]
        scope = self.request("scopes", frameId=frame["id"])["scopes"][0]["variablesReference"]
        found = self.request("variables", variablesReference=scope)["variables"]
        return thread, frame["source"]["path"], frame["line"], {each["name"]: each["value"] for each in found}

    def request(self, command: str, **arguments: Any) -> dict[str, Any]:
        """Send a request and return the body of its response."""
        number = self._send(command, **arguments)
        while True:
            message = self._read()
            if message["type"] == "response" and message["request_seq"] == number:
                assert message["success"], message
                return dict(message.get("body") or {})
            self._events.append(message)

    def event(self, name: str) -> dict[str, Any]:
        """Wait for an event and return its body."""
        while True:
            message = self._events.popleft() if self._events else self._read()
            if message["type"] == "event" and message["event"] == name:
                return dict(message.get("body") or {})

    def _send(self, command: str, **arguments: Any) -> int:
        self._number += 1
        content = {"seq": self._number, "type": "request", "command": command, "arguments": arguments}
        body = json.dumps(content).encode()
        self._socket.sendall(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        return self._number

    def _read(self) -> dict[str, Any]:
        length = 0
        while line := self._stream.readline().strip():
            length = int(line.partition(b":")[2])
        assert length, "the debugger has closed the connection"
        return dict(json.loads(self._stream.read(length)))
