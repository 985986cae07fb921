"""A task moves the messages of a dead-letter queue to the queues that they came from, or to another queue.

A queue has at most one active task, which can be limited to some messages a second, and canceled:
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListMessageMoveTasks.html
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CancelMessageMoveTask.html
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListDeadLetterSourceQueues.html
The messages are those that AWS returned:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sqs/test_sqs_move_task.snapshot.json

MiniStack has none of the four operations.
"""

import base64
import contextvars
import json
import threading
import time
from typing import Any

from ministack.core.responses import AccountRegionScopedDict, new_uuid
from ministack.services import sqs

_Json = dict[str, Any]
_MAX_LISTED = 10
_DEFAULT_RATE = 500  # messages a second
_NO_QUEUE = "AWS.SimpleQueueService.NonExistentQueue"
_RUNNING, _CANCELLED = "RUNNING", "CANCELLED"
# By their ids; the newest is the last.
_tasks = AccountRegionScopedDict()


def apply() -> None:
    """Add the operations."""
    sqs._HANDLERS |= {
        "StartMessageMoveTask": _start,
        "ListMessageMoveTasks": _list,
        "CancelMessageMoveTask": _cancel,
        "ListDeadLetterSourceQueues": _sources,
    }


def _start(data: _Json, url: str) -> _Json:
    del url
    source, destination = data.get("SourceArn") or "", data.get("DestinationArn")
    queue = _existing(source, "SourceArn")
    if not _queues_before(queue):
        raise sqs._Err("InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.")
    if destination:
        _existing(destination, "DestinationArn")
    if any(task["SourceArn"] == source and task["Status"] == _RUNNING for task in _tasks.values()):
        message = (
            "There is already a task running. Only one active task is allowed for a source queue arn at a given time."
        )
        raise sqs._Err("InvalidParameterValue", message)
    names = ("SourceArn", "DestinationArn", "MaxNumberOfMessagesPerSecond")
    given: _Json = {name: data[name] for name in names if name in data}
    task: _Json = {
        **given,
        "Status": _RUNNING,
        "StartedTimestamp": int(time.time() * 1000),
        "ApproximateNumberOfMessagesToMove": len(queue["messages"]),
        "ApproximateNumberOfMessagesMoved": 0,
    }
    id_ = new_uuid()
    _tasks[id_] = task
    threading.Thread(target=contextvars.copy_context().run, args=(_move, task), daemon=True).start()
    return {"TaskHandle": _handle(id_, source)}


def _move(task: _Json) -> None:
    """Move the messages that are visible, one after the other, at most as many as there were at the start."""
    pause = 1 / int(task.get("MaxNumberOfMessagesPerSecond") or _DEFAULT_RATE)
    for _ in range(task["ApproximateNumberOfMessagesToMove"]):
        source = sqs._queue_by_arn(task["SourceArn"])
        visible = [each for each in source["messages"] if each["visible_at"] <= time.time()] if source else []
        if task["Status"] != _RUNNING or not source or not visible:
            break
        message = visible[0]
        target = sqs._queue_by_arn(task.get("DestinationArn") or message["sys"].get("DeadLetterQueueSourceArn") or "")
        if target is None:
            task |= {"Status": "FAILED", "FailureReason": _NO_QUEUE}
            return
        source["messages"].remove(message)
        message["sys"].pop("DeadLetterQueueSourceArn", None)
        now = time.time()
        target["messages"].append({**message, "receive_count": 0, "receipt_handle": None, "visible_at": now})
        task["ApproximateNumberOfMessagesMoved"] += 1
        time.sleep(pause)
    if task["Status"] == _RUNNING:
        task["Status"] = "COMPLETED"


def _list(data: _Json, url: str) -> _Json:
    del url
    source = data.get("SourceArn") or ""
    _existing(source, "SourceArn")
    found = [(id_, task) for id_, task in _tasks.items() if task["SourceArn"] == source]
    limit = min(int(data.get("MaxResults") or 1), _MAX_LISTED)
    return {
        "Results": [
            {**task, "TaskHandle": _handle(id_, source)} if task["Status"] == _RUNNING else task
            for id_, task in reversed(found[-limit:])
        ]
    }


def _cancel(data: _Json, url: str) -> _Json:
    del url
    try:
        handle = json.loads(base64.b64decode(data.get("TaskHandle") or ""))
        id_, source = handle["taskId"], handle["sourceArn"]
    except (ValueError, KeyError, TypeError) as error:
        raise sqs._Err("InvalidParameterValue", "Value for parameter TaskHandle is invalid.") from error
    _existing(source, "SourceArn")
    task = _tasks.get(id_)
    if not task or task["Status"] != _RUNNING:
        raise sqs._Err("ResourceNotFoundException", "Task does not exist.", 404)
    task["Status"] = _CANCELLED
    return {"ApproximateNumberOfMessagesMoved": task["ApproximateNumberOfMessagesMoved"]}


def _sources(data: _Json, url: str) -> _Json:
    queue = sqs._get_q(data.get("QueueUrl", url), "sqs:ListDeadLetterSourceQueues")
    return {"queueUrls": [sqs._externalize_url(each) for each in _queues_before(queue)]}


def _existing(arn: str, parameter: str) -> _Json:
    """Return the queue of an ARN.

    Raises:
        _Err: there is no such queue.
    """
    queue: _Json | None = sqs._queue_by_arn(arn)
    if queue is None:
        message = f"The resource that you specified for the {parameter} parameter doesn't exist."
        raise sqs._Err("ResourceNotFoundException", message, 404)
    return queue


def _queues_before(queue: _Json) -> list[str]:
    """Return the URLs of the queues whose dead-letter queue is this one."""
    arn = queue["attributes"]["QueueArn"]
    return [
        url
        for url, each in sqs._queues.items()
        if json.loads(each["attributes"].get("RedrivePolicy") or "{}").get("deadLetterTargetArn") == arn
    ]


def _handle(id_: str, source: str) -> str:
    return base64.b64encode(json.dumps({"taskId": id_, "sourceArn": source}).encode()).decode()
