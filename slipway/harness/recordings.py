"""Responses that were recorded from an AWS account, to which later runs are compared."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from slipway.config.record import read_record
from slipway.errors import SlipwayError

_Json = Any
_UUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
_TIME = re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?")
_NAME = re.compile(r"\bt[0-9a-f]{8}")  # of unique_name()
_MISSING = object()


class Recordings:
    """The recordings of a test, in the file ``recordings/<test file>.json`` beside the test's file.

    Args:
        test_file: the test's file.
        test: the test's name in it.
        is_recording: write responses instead of comparing them.
        texts: what else is replaced in responses: by text, its replacement, e.g. ``{"123456789012": "<account>"}``.
    """

    def __init__(
        self, test_file: Path, test: str, *, is_recording: bool, texts: Callable[[], Mapping[str, str]]
    ) -> None:
        self._file = test_file.parent / "recordings" / f"{test_file.stem}.json"
        self._test, self._is_recording, self._texts = test, is_recording, texts

    def __call__(self, label: str, response: _Json, **texts: str) -> None:
        """Record a response, or compare it with the recorded one.

        Args:
            label: names the response; a test has each once.
            response: response of a boto3 client, or ``error.response`` of a ``ClientError``.
            texts: ids of this run, e.g. ``api=api_id``; each is recorded as ``<api>``.

        Raises:
            AssertionError: it differs from the recorded one.
            SlipwayError: nothing was recorded.
        """
        replaced = {**self._texts(), **{text: f"<{name}>" for name, text in texts.items()}}
        found = stable(response, replaced)
        recorded = read_record(self._file, "restore it from git, or delete it and run its tests with --aws --record")
        if self._is_recording:
            recorded.setdefault(self._test, {})[label] = found
            self._file.parent.mkdir(exist_ok=True)
            self._file.write_text(json.dumps(recorded, indent=2, sort_keys=True) + "\n")
        elif label not in recorded.get(self._test, {}):
            raise SlipwayError(f'{self._test} has no recording "{label}": run it with --aws --record')
        elif differences := list(_differences(recorded[self._test][label], found, "")):
            raise AssertionError(f'"{label}" differs from what AWS responded:\n' + "\n".join(differences))


def stable(response: _Json, texts: Mapping[str, str]) -> _Json:
    """Return a response as it is in every run: times, UUIDs, unique names and ``texts`` are replaced.

    Of the metadata only the HTTP status remains. Equal UUIDs have equal numbers.
    """
    uuids: dict[str, str] = {}

    def replace(text: str) -> str:
        for old, new in sorted(texts.items(), key=lambda item: -len(item[0])):
            text = text.replace(old, new)
        text = _UUID.sub(lambda found: uuids.setdefault(found[0], f"<uuid:{len(uuids) + 1}>"), text)
        return _NAME.sub("<name>", _TIME.sub("<time>", text))

    def visit(value: _Json) -> _Json:
        if isinstance(value, dict):
            return {
                replace(str(name)): {"HTTPStatusCode": each.get("HTTPStatusCode")}
                if name == "ResponseMetadata"
                else visit(each)
                for name, each in value.items()
            }
        if isinstance(value, list | tuple | set):
            return [visit(each) for each in (sorted(value, key=str) if isinstance(value, set) else value)]
        if isinstance(value, date):
            return "<time>"
        if value is None or isinstance(value, int | float):
            return value
        return replace(value.decode(errors="replace") if isinstance(value, bytes) else str(value))

    return visit(response)


def _differences(expected: _Json, found: _Json, path: str) -> Iterator[str]:
    if isinstance(expected, dict) and isinstance(found, dict):
        for name in sorted(expected.keys() | found.keys()):
            yield from _differences(expected.get(name, _MISSING), found.get(name, _MISSING), f"{path}/{name}")
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for index, pair in enumerate(zip(expected, found, strict=True)):
            yield from _differences(*pair, f"{path}/{index}")
    elif expected != found:
        yield f"  {path or '/'}: AWS {_text(expected)}, here {_text(found)}"


def _text(value: _Json) -> str:
    return "nothing" if value is _MISSING else json.dumps(value)
