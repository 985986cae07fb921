"""The expressions of schedules that a new app can have, as EventBridge Scheduler accepts them."""

import re
from datetime import datetime

from slipway.errors import SlipwayError

# As in modules/schedule.
_EXPRESSION = re.compile(
    r"rate\([1-9][0-9]* (minutes?|hours?|days?)\)"
    r"|cron\([0-9A-Za-z*/,?#-]+( [0-9A-Za-z*/,?#-]+){5}\)"
    r"|at\([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\)"
)
# Lowest and highest number, and names, in each field of a cron expression:
# https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
_FIELDS = (
    (0, 59, ""),
    (0, 23, ""),
    (1, 31, "L|W|LW"),
    (1, 12, "JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC"),
    (1, 7, "L|(SUN|MON|TUE|WED|THU|FRI|SAT)L?"),
    (1970, 2199, ""),
)
_LONGEST = 80  # it is also in the first line of the handler
# The limit of a schedule's name, 64, without the environment, its hyphen and -schedule.
_LONGEST_APP = 34


def check(expression: str, app: str) -> None:
    """Raise SlipwayError if it isn't a schedule, or the app's name is too long for one."""
    is_one = len(expression) <= _LONGEST and _EXPRESSION.fullmatch(expression)
    kind, _, content = expression.removesuffix(")").partition("(")
    if not is_one or (kind == "cron" and not _is_cron(content.split(" "))) or (kind == "at" and not _is_time(content)):
        raise SlipwayError(
            f"{expression!r} isn't a schedule: write rate(5 minutes), cron(0 3 * * ? *), of whose day of month and day "
            "of week one is ?, or at(2030-01-31T08:00:00)"
        )
    if len(app) > _LONGEST_APP:
        raise SlipwayError(
            f"{app!r} is too long for a schedule, whose name is made of it: write at most {_LONGEST_APP} characters"
        )


def _is_cron(fields: list[str]) -> bool:
    """Return whether six fields have numbers and names that they can have."""
    return (fields[2] == "?") != (fields[4] == "?") and all(
        all(lowest <= int(number) <= highest for number in re.findall(r"(?<![/#0-9])[0-9]+", field))
        and all(re.fullmatch(names, name, re.IGNORECASE) for name in re.findall(r"[A-Za-z]+", field))
        for field, (lowest, highest, names) in zip(fields, _FIELDS, strict=True)
    )


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
