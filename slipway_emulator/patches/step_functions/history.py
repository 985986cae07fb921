"""Each event of an execution's history has the id of the event before it.

https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html

MiniStack gives none. Of an event in a Parallel or Map state, whose branches AWS follows separately, it is here the
event before it in time.
"""

import functools
from typing import Any

from ministack.services import stepfunctions


def apply() -> None:
    """Wrap the operation that returns the history."""
    get_history = stepfunctions._get_execution_history

    @functools.wraps(get_history)
    def get_execution_history(request: dict[str, Any]) -> object:
        execution = stepfunctions._executions.get(request.get("executionArn")) or {"events": []}
        for event in list(execution["events"]):
            event.setdefault("previousEventId", event["id"] - 1)
        return get_history(request)

    stepfunctions._get_execution_history = get_execution_history
