"""Random schedules of faults against a model: no event is lost, and none has two mails.

`make test-faults` runs 1,000 schedules and finds every planted fault; SCHEDULES and SEED choose others.
"""

import logging
import os
import re
from collections import Counter
from typing import Any, ClassVar

import generated
import pytest
from fault_lab import Fault, Lab, Mutant
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

SCHEDULES = int(os.environ.get("SCHEDULES", "25"))
ONCE = "libs/effects/once.py"
MAILER = "apps/email-notification/email_notification.py"
PUBLISHER = "apps/publish-movie-events/publish_movie_events.py"

MUTANTS = {
    "claims always succeed": Mutant(
        ONCE, '"attribute_not_exists(#id) OR', '"#id = #id OR attribute_not_exists(#id) OR'
    ),
    "a claim never ends": Mutant(ONCE, "AND #expires_at < :now)", "AND #expires_at < #expires_at)"),
    "a claim ends before its function": Mutant(ONCE, "/ 1000) + _CLOCK_DIFFERENCE", "/ 1000) - 50"),
    "a claim is released after success": Mutant(ONCE, "    _record(event_id)\n", "    _release(event_id, owner)\n"),
    "the record is written before the effect": Mutant(
        ONCE, "        send()\n", "        _record(event_id)\n        send()\n"
    ),
    "a claim counts as a record": Mutant(
        ONCE, 'raise ClaimedError("another delivery of the event is in progress") from None', "return False"
    ),
    "records are in memory": Mutant(
        ONCE,
        "    if not _claim(event_id, owner, context):\n",
        "    seen = vars(send_once).setdefault('seen', [])\n    if event_id in seen or seen.append(event_id):\n",
    ),
    "the message identifies the event": Mutant(MAILER, "send_once(event.id", 'send_once(fields["messageId"]'),
    "failed messages are deleted": Mutant(MAILER, 'record["messageId"] for record in failed', '"" for record in ()'),
    "failed records are skipped": Mutant(
        PUBLISHER, 'record["dynamodb"]["SequenceNumber"] for record in failed', '"" for record in ()'
    ),
}

FOUND_SOON = ["claims always succeed", "the message identifies the event", "failed records are skipped"]

PAUSES = [1, 80, 400, 6 * 60 * 60]  # seconds; a message is hidden for 360
FAULTS = st.builds(
    Fault,
    st.integers(0, 3) | st.integers(0, 12),
    st.sampled_from(["kill", "throttle", "lose", "twice"]),
    st.booleans(),
    st.sampled_from([0, 20, 20, 65]),
)


KINDS = {
    "kill": "killed",
    "timeout": "timed out",
    "throttle": "throttled",
    "lose": "response lost",
    "twice": "delivered twice",
}
CALLS = {
    "publish": "publish the event",
    "put_item": "claim, record",
    "send_email": "send the mail",
}


class Schedule(RuleBasedStateMachine):
    mutants: tuple[Mutant, ...] = ()
    counts: ClassVar[Counter[Any]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.lab = Lab(self.mutants)

    @rule(movies=st.integers(0, 3), batch=st.integers(1, 5), fault=FAULTS)
    def publish(self, movies: int, batch: int, fault: Fault) -> None:
        for _ in range(movies):
            self.lab.add_movie()
        self.lab.publish(batch, fault)

    @rule(data=st.data(), wait=st.sampled_from(PAUSES), batch=st.integers(1, 5), fault=FAULTS)
    def consume(self, data: Any, wait: int, batch: int, fault: Fault) -> None:
        self.lab.services.now += wait
        visible = self.lab.visible()
        if visible:
            order = data.draw(st.permutations(range(len(visible))))
            self.lab.consume([visible[index] for index in order[:batch]], fault)

    @rule(data=st.data())
    def duplicate(self, data: Any) -> None:
        """Deliver a message again, however long it is gone."""
        if self.lab.services.published:
            self.lab.services.send(data.draw(st.sampled_from(self.lab.services.published)))

    @rule()
    def deploy(self) -> None:
        self.lab.deploy()

    @rule()
    def delete_expired_items(self) -> None:
        items = self.lab.services.items
        expired = [key for key, item in items.items() if int(item["expires_at"]["N"]) < self.lab.services.now]
        for key in expired:
            del items[key]

    def teardown(self) -> None:
        self.lab.recover()
        self.lab.check()
        self.counts.update(self.lab.struck)
        mails = Counter(self.lab.services.mails)
        self.counts.update(
            schedules=1, events=len(self.lab.movies), twice=sum(mails[movie] > 1 for movie in self.lab.movies)
        )


def run(schedules: int, *mutants: Mutant, phases: tuple[Phase, ...] = (Phase.generate, Phase.shrink)) -> Counter[Any]:
    """Run schedules, and return how often each fault struck each call, and what came of the events."""
    counts: Counter[Any] = Counter()
    logging.disable()  # or pytest would format each traceback
    seed = os.environ.get("SEED")
    state_machine = type("Schedule", (Schedule,), {"mutants": mutants, "counts": counts})
    if seed:
        state_machine._hypothesis_internal_use_seed = int(seed)
    try:
        _run(state_machine, schedules, phases, bool(seed))
    finally:
        logging.disable(logging.NOTSET)
    return counts


def _run(state_machine: Any, schedules: int, phases: tuple[Phase, ...], has_seed: bool) -> None:
    run_state_machine_as_test(
        state_machine,
        settings=settings(
            max_examples=schedules,
            stateful_step_count=15,
            deadline=None,
            database=None,
            derandomize=not has_seed,
            phases=phases,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_nothing_is_lost_and_nothing_is_doubled() -> None:
    """Each schedule checks that in its teardown. The page has how often each fault struck."""
    counts = run(SCHEDULES)
    if "SCHEDULES" in os.environ:
        generated.check("docs/exactly-once.md", "faults", _matrix(counts), lambda text: re.sub(r"[\d,]+", "", text))


def _matrix(counts: Counter[Any]) -> str:
    # An invocation has one fault, so none strikes the calls that follow one: the release, and the dead letter.
    assert {key[1] for key in counts if isinstance(key, tuple)} <= CALLS.keys()
    rows = [[text, *(f"{counts[kind, call]:,}" for kind in KINDS)] for call, text in CALLS.items()]
    events = f"In {counts['schedules']:,} schedules with {counts['events']:,} events none was lost"
    twice = f"{counts['twice']:,} had more than one mail, each after a fault in the open window"
    return f"{generated.table(['Call', *KINDS.values()], rows)}\n{events}, and {twice}.\n"


# Some of them take hundreds of schedules.
@pytest.mark.parametrize("name", MUTANTS if "SCHEDULES" in os.environ else FOUND_SOON)
def test_each_planted_fault_is_found(name: str) -> None:
    with pytest.raises(AssertionError, match=r"lost: |doubled: "):
        run(2000, MUTANTS[name], phases=(Phase.generate,))
