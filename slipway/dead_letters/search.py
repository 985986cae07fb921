"""One letter, in whichever dead-letter queue of an environment it is."""

from slipway.aws.target import Target
from slipway.dead_letters.letter import Letter
from slipway.dead_letters.queue import DeadLetterQueue, counts


def find(target: Target, environment: str, message_id: str) -> tuple[str, Letter] | None:
    """Return the name of a queue and its letter with a message id, which stays there; None if no queue has it.

    Args:
        target: the account and region.
        environment: prefix of the queues' names.
        message_id: id of the message, as `slipway dlq show` prints it.
    """
    found = counts(target, environment)
    for name in sorted(found, key=lambda name: -found[name]):  # the numbers are approximate: 0 may be wrong
        with DeadLetterQueue(target, name) as queue:
            for letters in queue.batches():
                for letter in letters:
                    if letter.id == message_id:
                        return name, letter
    return None
