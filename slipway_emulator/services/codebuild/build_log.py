"""Writes a build's log to CloudWatch Logs, with the credentials of the build's role.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
"""

import collections
import time
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from slipway_emulator.services.boto_sessions import Client
from slipway_emulator.services.codebuild.errors import PhaseError

# Seconds between two calls of PutLogEvents.
_INTERVAL = 0.5
# Limits of one call: events, and bytes including an overhead for each event.
_MAX_EVENTS = 10_000
_MAX_BYTES = 1_048_576
_OVERHEAD = 26
# Characters of one event. The limit is 256 KiB, and a character has at most four bytes.
_MAX_LINE = 65_536
_TAIL = 20  # lines


class BuildLog:
    """The log of one build.

    Attributes:
        tail: the last lines.
    """

    def __init__(self, client: Client, group: str | None, stream: str) -> None:
        """Prepare the log; `open` creates the log stream.

        Args:
            client: client of CloudWatch Logs.
            group: name of the log group; None disables the log.
            stream: name of the log stream.
        """
        self.tail: collections.deque[str] = collections.deque(maxlen=_TAIL)
        self._client, self._group, self._stream = client, group, stream
        self._events: list[dict[str, Any]] = []
        self._bytes = 0
        self._partial_line = b""
        self._flushed_at = time.monotonic()

    def open(self) -> None:
        """Create the log stream, and the log group if it doesn't exist, and write the first line.

        Raises:
            PhaseError: ``ACCESS_DENIED``: the role isn't authorized.
        """
        if self._group is None:
            return
        try:
            self._create_stream()
            self.note("Waiting for agent ping")
            self._send()
        except ClientError as error:
            message = f"Service role can't write the build's log to {self._group}: {error}"
            raise PhaseError("ACCESS_DENIED", message) from error

    def write(self, output: bytes) -> None:
        """Write output of a command, which may end within a line."""
        *lines, self._partial_line = (self._partial_line + output).split(b"\n")
        while len(self._partial_line) > _MAX_LINE:
            lines.append(self._partial_line[:_MAX_LINE])
            self._partial_line = self._partial_line[_MAX_LINE:]
        for line in lines:
            self.write_line(line.decode(errors="replace").rstrip("\r"))
        if time.monotonic() - self._flushed_at > _INTERVAL:
            self._flush()

    def write_line(self, text: str) -> None:
        """Write one line."""
        self.tail.append(text)
        for start in range(0, max(1, len(text)), _MAX_LINE):
            message = text[start : start + _MAX_LINE]
            size = len(message.encode(errors="replace")) + _OVERHEAD
            if len(self._events) == _MAX_EVENTS or self._bytes + size > _MAX_BYTES:
                self._flush()
            # PutLogEvents rejects an empty message.
            self._events.append({"timestamp": int(time.time() * 1000), "message": message or "\n"})
            self._bytes += size

    def note(self, text: str) -> None:
        """Write a line of CodeBuild, after any unfinished line of a command."""
        if self._partial_line:
            self.write(b"\n")
        self.write_line(f"[Container] {time.strftime('%Y/%m/%d %H:%M:%S', time.gmtime())} {text}")

    def close(self) -> None:
        """Send the remaining lines."""
        if self._partial_line:
            self.write(b"\n")
        self._flush()

    def _create_stream(self) -> None:
        names = {"logGroupName": self._group, "logStreamName": self._stream}
        try:
            self._client.create_log_stream(**names)
        except self._client.exceptions.ResourceNotFoundException:
            self._client.create_log_group(logGroupName=self._group)
            self._client.create_log_stream(**names)

    def _send(self) -> None:
        events, self._events, self._bytes = self._events, [], 0
        self._flushed_at = time.monotonic()
        if events and self._group is not None:
            self._client.put_log_events(logGroupName=self._group, logStreamName=self._stream, logEvents=events)

    def _flush(self) -> None:
        try:
            self._send()
        except (ClientError, BotoCoreError) as error:
            # The role isn't authorized, or the log group was deleted. A build on AWS also continues without a log.
            self._group = None
            self.tail.append(f"The build's log can't be written: {error}")
