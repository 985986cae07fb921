"""A schedule runs in its time zone, and a rate begins immediately or at the start date.

An invalid expression or time zone is refused. After a change of the schedule its rate begins again:
https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html

MiniStack reads the times of ``cron`` and ``at`` as UTC, waits for the first period of a rate, and accepts and ignores
what it can't read.
"""

import functools
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ministack.core import responses
from ministack.services import eventbridge, scheduler

_log = logging.getLogger(__name__)

_Schedule = dict[str, Any]


def apply() -> None:
    """Replace the function that is called every few seconds and runs the schedules that are due."""
    scheduler._tick_schedules = _run_due
    scheduler._create_schedule = _validating(scheduler._create_schedule)
    scheduler._update_schedule = _validating(scheduler._update_schedule)


def _validating(write: Callable[[str, _Schedule], object]) -> Callable[[str, _Schedule], object]:
    @functools.wraps(write)
    def validate_and_write(name: str, body: _Schedule) -> object:
        try:
            _due({**body, "LastModificationDate": 0}, None)
        except ValueError as error:
            return scheduler._error(400, "ValidationException", str(error))
        return write(name, body)

    return validate_and_write


def _run_due() -> None:
    now = time.time()
    for key, schedule in list(scheduler._schedules._data.items()):
        if schedule["State"] != "ENABLED":
            continue
        end = scheduler._to_epoch(schedule.get("EndDate"))
        if end is not None and now > end:
            _complete(key, schedule)
        elif (due := _due(schedule, scheduler._schedule_last_fired.get(key))) is not None and due <= now:
            scheduler._schedule_last_fired[key] = now
            _run(key, schedule, due)


def _due(schedule: _Schedule, last_run: float | None) -> float | None:
    """Return when a schedule is to run next, as seconds since 1970; None if it doesn't.

    Args:
        schedule: MiniStack's record.
        last_run: the time of the last run, if any.

    Raises:
        ValueError: the expression or the time zone is invalid.
    """
    changed: float = schedule["LastModificationDate"]
    start = max(changed, scheduler._to_epoch(schedule.get("StartDate")) or 0)
    has_run = last_run is not None and last_run >= start
    begin = last_run if last_run is not None and has_run else start - 1  # the start may be the time of the first run
    expression, zone = schedule["ScheduleExpression"], _zone(schedule.get("ScheduleExpressionTimezone") or "UTC")
    if expression.startswith("at("):
        return None if last_run is not None and last_run >= changed else _at(expression, zone)
    if (seconds := eventbridge._parse_rate_seconds(expression)) is not None:
        return begin + seconds if has_run else start
    if (fields := eventbridge._parse_cron_fields(expression)) is None:
        raise ValueError(f"Invalid Schedule Expression {expression}.")
    found = eventbridge._cron_next_fire(fields, datetime.fromtimestamp(begin, zone))
    return None if found is None else found.timestamp()


def _at(expression: str, zone: tzinfo) -> float:
    try:
        return datetime.strptime(expression, "at(%Y-%m-%dT%H:%M:%S)").replace(tzinfo=zone).timestamp()
    except ValueError:
        raise ValueError(f"Invalid Schedule Expression {expression}.") from None


def _zone(name: str) -> tzinfo:
    try:
        return UTC if name == "UTC" else ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder
        raise ValueError(f"Invalid Schedule Expression Timezone {name}.") from None


def _run(key: tuple[str, str, str], schedule: _Schedule, due: float) -> None:
    account, region, _ = key
    event = {
        "EventId": responses.new_uuid(),
        "Source": "aws.scheduler",
        "DetailType": "Scheduled Event",
        "Detail": "{}",
        "Time": due,
        "Resources": [schedule["Arn"]],
        "Account": account,
        "Region": region,
    }
    with responses.request_scope(account, region):
        try:
            eventbridge._invoke_target(schedule["Target"], event, schedule)
        except Exception:  # noqa: BLE001 - whatever is wrong with one schedule, the others must run
            _log.exception("the schedule %s can't run", schedule["Arn"])
    if schedule["ScheduleExpression"].startswith("at("):
        _complete(key, schedule)


def _complete(key: tuple[str, str, str], schedule: _Schedule) -> None:
    if schedule.get("ActionAfterCompletion") == "DELETE":
        scheduler._schedules._data.pop(key, None)
        scheduler._schedule_last_fired.pop(key, None)
