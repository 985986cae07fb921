"""Writes a build's log to CloudWatch Logs, with the credentials of the build's role.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
"""

import collections
import time
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from slipway_emulator.services.codebuild.errors import PhaseFailed

# Seconds for which lines are gathered.
_INTERVAL = 0.5
# What one call may hold: events, and bytes including 26 an event.
_MAX_EVENTS = 10_000
_MAX_BYTES = 1_048_576
_OVERHEAD = 26
# Bytes of one event, of which 256 KiB is the most; a character takes up to four.
_MAX_LINE = 65_536
_TAIL = 20  # lines


class Log:
    """The log of one build.

    Attributes:
        tail: the last lines.
    """

    def __init__(self, client: Any, group: str | None, stream: str) -> None:  # noqa: ANN401 - made at run time
        """Prepare the log.

        Args:
            client: of CloudWatch Logs.
            group: name of the log group; None writes no log.
            stream: name of the log stream.
        """
        self.tail: collections.deque[str] = collections.deque(maxlen=_TAIL)
        self._client, self._group, self._stream = client, group, stream
        self._events: list[dict[str, Any]] = []
        self._bytes = 0
        self._rest = b""
        self._flushed_at = time.monotonic()

    def open(self) -> None:
        """Make the stream, and the group if it isn't there, and write the first line.

        Raises:
            PhaseFailed: ``ACCESS_DENIED``: the role may not.
        """
        if self._group is None:
            return
        try:
            self._create_stream()
            self.note("Waiting for agent ping")
            self._send()
        except ClientError as error:
            message = f"Service role can't write the build's log to {self._group}: {error}"
            raise PhaseFailed("ACCESS_DENIED", message) from error

    def write(self, output: bytes) -> None:
        """Take what a command writes, in any pieces."""
        *lines, self._rest = (self._rest + output).split(b"\n")
        while len(self._rest) > _MAX_LINE:
            lines.append(self._rest[:_MAX_LINE])
            self._rest = self._rest[_MAX_LINE:]
        for line in lines:
            self.line(line.decode(errors="replace").rstrip("\r"))
        if time.monotonic() - self._flushed_at > _INTERVAL:
            self._flush()

    def line(self, text: str) -> None:
        """Take one line."""
        self.tail.append(text)
        for start in range(0, max(1, len(text)), _MAX_LINE):
            message = text[start : start + _MAX_LINE]
            size = len(message.encode(errors="replace")) + _OVERHEAD
            if len(self._events) == _MAX_EVENTS or self._bytes + size > _MAX_BYTES:
                self._flush()
            # PutLogEvents takes no empty message.
            self._events.append({"timestamp": int(time.time() * 1000), "message": message or "\n"})
            self._bytes += size

    def note(self, text: str) -> None:
        """Take a line of CodeBuild's own, after all that the commands wrote."""
        if self._rest:
            self.write(b"\n")
        self.line(f"[Container] {time.strftime('%Y/%m/%d %H:%M:%S', time.gmtime())} {text}")

    def close(self) -> None:
        """Send the rest."""
        if self._rest:
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
            # The role may not, or the group was deleted: AWS goes on without a log too.
            self._group = None
            self.tail.append(f"The rest of the log is lost: {error}")
