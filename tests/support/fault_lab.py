"""The movies' functions from the table's stream to the mail, in the process, with faults at their calls of AWS."""

import importlib
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest.mock import patch

from botocore.exceptions import ReadTimeoutError
from fake_services import RECEIVE_COUNT, Killed, Message, Services, lost_response, movie_of, throttled

PROJECT = Path(__file__).parents[2]
TIMEOUT = 60  # seconds, of both functions: iac/movies/functions.tf
VISIBILITY = 6 * TIMEOUT
MAX_RECEIVE_COUNT = 3
_QUEUE = "arn:aws:sqs:eu-central-1:123456789012:dev-movie-events-email"
_FUNCTION = "arn:aws:lambda:eu-central-1:123456789012:function:dev-publish-movie-events"
_SETTINGS = {
    "DELIVERIES_TABLE": "deliveries",
    "MOVIE_EVENTS_TOPIC_ARN": "arn:aws:sns:eu-central-1:123456789012:dev-movie-events",
    "DEAD_LETTER_QUEUE_URL": "https://example.com/dead-letters",
    "EMAIL_SENDER": "sender@example.com",
    "EMAIL_RECIPIENTS": "first@example.com",
    "SES_CONFIGURATION_SET": "movies",
    "MAX_RECEIVE_COUNT": str(MAX_RECEIVE_COUNT),
}


@dataclass(frozen=True)
class Mutant:
    """A fault that is planted in a file.

    Attributes:
        file: its path in the project.
        old: a part of the file that occurs once.
        new: the part's replacement.
    """

    file: str
    old: str
    new: str


@dataclass(frozen=True)
class Fault:
    """A fault of one call in an invocation.

    Attributes:
        call: the number of the call, from 0, in the order in which the invocation makes them.
        kind: ``throttle``, ``lose`` the response, ``kill`` the function, or deliver the message ``twice``, so that a
            second invocation runs meanwhile.
        is_after: the fault is after the call had its effect. A throttled call has none.
        pause: how many seconds the call takes.
    """

    call: int
    kind: str
    is_after: bool
    pause: int = 0


class Lab:
    """The functions, their services, and what the model expects of them.

    Attributes:
        services: the fake services.
        movies: the movies that were added.
        open_windows: how often the mailer accepted the mail of a movie, and its record wasn't written.
        struck: how often each kind of fault struck each call of AWS.
    """

    def __init__(self, mutants: tuple[Mutant, ...] = ()) -> None:
        self.services = Services()
        self.movies: list[str] = []
        self.open_windows: Counter[str] = Counter()
        self.struck: Counter[tuple[str, str]] = Counter()
        self._mutants = mutants
        self._position = 0
        self._loaded: dict[str, ModuleType] = {}

    def deploy(self) -> None:
        """Replace the functions: what they have in memory is lost."""
        self._loaded = {}

    def _function(self, app: str) -> ModuleType:
        if app not in self._loaded:
            self._loaded[app] = self._load(app)
        return self._loaded[app]

    def _load(self, app: str) -> ModuleType:
        folders = [str(PROJECT / "apps" / app), str(PROJECT / "libs")]
        clock = SimpleNamespace(time=lambda: self.services.now)
        with (
            _modules_of(folders),
            patch.dict("os.environ", _SETTINGS),
            patch("runtime.clients.client", self.services.client),
        ):
            for mutant in self._mutants:
                _plant(mutant)
            module = importlib.import_module(app.replace("-", "_"))
            for name in {"effects.once", "runtime.dead_letters"} & set(sys.modules):
                sys.modules[name].time = clock
        return module

    def add_movie(self) -> None:
        """Add a movie: a record in the table's stream."""
        self.movies.append(f"movie-{len(self.movies)}")

    def publish(self, batch: int, fault: Fault | None = None) -> None:
        """Invoke publish-movie-events with the next records of the stream."""
        records = [self._record(number) for number in range(len(self.movies))][self._position :][:batch]
        if not records:
            return
        response = self._invoke(self._function("publish-movie-events"), records, fault, {})
        if response is not None:
            failed = [int(failure["itemIdentifier"]) for failure in response["batchItemFailures"]]
            self._position = min(failed, default=self._position + len(records))

    def _record(self, number: int) -> dict[str, Any]:
        image = {
            "id": {"S": self.movies[number]},
            "title": {"S": "The Matrix"},
            "rating": {"N": "9"},
            "genres": {"L": []},
            "revision": {"N": "1"},
            "correlation_id": {"S": "trace"},
        }
        change = {
            "SequenceNumber": str(number),
            "NewImage": image,
            "ApproximateCreationDateTime": self.services.now,
        }
        return {"eventID": f"event-{number}", "dynamodb": change}

    def visible(self) -> list[Message]:
        """Return the messages that the queue can deliver."""
        return [message for message in self.services.queue if message.visible_at <= self.services.now]

    def consume(self, messages: list[Message], fault: Fault | None = None) -> None:
        """Invoke email-notification with messages in this order. The queue moves those that came too often."""
        for message in messages:
            message.receive_count += 1
            message.visible_at = self.services.now + VISIBILITY
        dead = [message for message in messages if message.receive_count > MAX_RECEIVE_COUNT]
        self.services.dead_letters += [(_QUEUE, message.body) for message in dead]
        self._delete(dead)
        received = {message.id: message for message in messages if message not in dead}
        records = [
            {
                "messageId": message.id,
                "body": message.body,
                "attributes": {RECEIVE_COUNT: str(message.receive_count)},
                "eventSourceARN": _QUEUE,
            }
            for message in received.values()
        ]
        if not records:
            return
        response = self._invoke(self._function("email-notification"), records, fault, received)
        if response is not None:
            failed = {failure["itemIdentifier"] for failure in response["batchItemFailures"]}
            self._delete([message for message in received.values() if message.id not in failed])

    def _delete(self, messages: list[Message]) -> None:
        gone = {message.id for message in messages}
        self.services.queue = [message for message in self.services.queue if message.id not in gone]

    def _invoke(
        self, app: ModuleType, records: list[Any], fault: Fault | None, received: dict[str, Message]
    ) -> dict[str, Any] | None:
        """Return the response of an invocation; None if the function was killed, or timed out."""
        services, end = self.services, self.services.now + TIMEOUT
        calls = iter(range(1000))
        outer = services.on_call
        current: list[int] = [0]

        def strike(operation: str, arguments: dict[str, Any], is_done: bool) -> None:
            if not is_done:
                current[0] = next(calls)
            try:
                if fault and (fault.call, fault.is_after) == (current[0], is_done):
                    services.now += fault.pause
                    self.struck[fault.kind, operation] += fault.kind != "throttle" or not is_done
                    self._strike(fault, operation, received)
                if services.now >= end:
                    self.struck["timeout", operation] += 1
                    raise Killed  # noqa: TRY301 - a timeout is noted as a kill is
            except BaseException as error:
                self._note_window(operation, arguments, is_done, error)
                raise

        services.on_call = strike
        context = SimpleNamespace(
            invoked_function_arn=_FUNCTION,
            get_remaining_time_in_millis=lambda: (end - services.now) * 1000,
        )
        try:
            return app.handler({"Records": records}, context)
        except Killed:
            return None
        finally:
            services.on_call = outer

    def _note_window(self, operation: str, arguments: dict[str, Any], is_done: bool, error: BaseException) -> None:
        """Count a fault between the mailer's acceptance and the record. A lost response is retried."""
        if operation == "send_email" and is_done:
            self.open_windows[movie_of(arguments)] += 1
        is_record = operation == "put_item" and arguments["Item"]["status"]["S"] == "SENT"
        if is_record and not is_done and not isinstance(error, ReadTimeoutError):
            self.open_windows[arguments["Item"]["event_id"]["S"].replace("event", "movie")] += 1

    def _strike(self, fault: Fault, operation: str, received: dict[str, Message]) -> None:
        if fault.kind == "kill":
            raise Killed
        if fault.kind == "throttle" and not fault.is_after:
            raise throttled(operation)
        if fault.kind == "lose":
            raise lost_response()
        if fault.kind == "twice":
            own = self.services.on_call
            self.consume([message for message in self.services.queue if message.id in received])
            self.services.on_call = own

    def recover(self) -> None:
        """Run without faults until the stream, the queue and the dead-letter queue are empty."""
        for _ in range(6):
            while self._position < len(self.movies):
                before = self._position
                self.publish(10)
                if self._position == before:
                    break
            for _ in range(MAX_RECEIVE_COUNT + 1):
                self.services.now += VISIBILITY
                self.consume(self.visible())
            letters, self.services.dead_letters = self.services.dead_letters, []
            for target, body in letters:
                assert target == _QUEUE, f"no record of the stream is malformed: {body}"
                self.services.send(body)

    def check(self) -> None:
        """Check the model: nothing is lost, and nothing is doubled outside of the open window."""
        mails = Counter(self.services.mails)
        lost = [movie for movie in self.movies if not mails[movie]]
        doubled = [movie for movie in self.movies if mails[movie] > 1 + self.open_windows[movie]]
        assert not lost, f"lost: {lost}"
        assert not doubled, f"doubled: {doubled}"


def _plant(mutant: Mutant) -> None:
    """Import a file with its fault, so that later imports get it."""
    path = PROJECT / mutant.file
    text = path.read_text(encoding="utf-8")
    assert text.count(mutant.old) == 1, f"{mutant.file} has {text.count(mutant.old)} times {mutant.old!r}"
    name = ".".join(path.relative_to(PROJECT).with_suffix("").parts[1 if mutant.file.startswith("libs") else 2 :])
    if mutant.file.startswith("apps") and str(path.parent) not in sys.path:
        return
    module = ModuleType(name)
    module.__file__ = str(path)
    sys.modules[name] = module
    exec(compile(text.replace(mutant.old, mutant.new), str(path), "exec"), module.__dict__)


_BYTECODE = TemporaryDirectory(prefix="fault-lab-")


@contextmanager
def _modules_of(folders: list[str]) -> Iterator[None]:
    """Import from folders first, and forget the modules of apps and libs afterwards."""
    before = _forget()
    # Each schedule imports all modules: compiling them takes half of its time.
    bytecode = patch.multiple(sys, dont_write_bytecode=False, pycache_prefix=_BYTECODE.name)
    with patch.object(sys, "path", [*folders, *sys.path]), bytecode:
        try:
            yield
        finally:
            _forget()
            sys.modules.update(before)  # tests of the libs have imported their classes


def _forget() -> dict[str, ModuleType]:
    ours = (str(PROJECT / "apps"), str(PROJECT / "libs"))
    found = {n: m for n, m in sys.modules.items() if (getattr(m, "__file__", None) or "").startswith(ours)}
    for name in found:
        del sys.modules[name]
    return found
