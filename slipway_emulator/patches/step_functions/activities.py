r"""Activities are created and deleted again without an error, and have names that AWS accepts.

"If you create an activity that already exists, the request is idempotent". A name has no white space, brackets,
wildcards, control characters, and none of ``"#%\\^|~`$&,;:/``:
https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateActivity.html
Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/stepfunctions/v2/test_sfn_api_activities.snapshot.json

MiniStack refuses both, takes any name, and describes an activity without its encryption.
"""

import functools
import json
import re
from collections.abc import Callable
from typing import Any

from ministack.services import stepfunctions

from slipway_emulator.responses import error_response_json, json_response

_Json = dict[str, Any]
_Operation = Callable[[_Json], Any]
_INVALID = re.compile(r"""[\s<>{}\[\]?*"#%\\^|~`$&,;:/\x00-\x1f\x7f-\x9f]""")
_OK = 200
_LONGEST = 80  # characters


def apply() -> None:
    """Wrap the operations of activities."""
    create, delete = stepfunctions._create_activity, stepfunctions._delete_activity
    get_task = stepfunctions._get_activity_task

    @functools.wraps(create)
    def create_activity(data: _Json) -> Any:  # noqa: ANN401 - MiniStack's response
        name = data.get("name") or ""
        if _INVALID.search(name) or len(name) > _LONGEST:
            return error_response_json("InvalidName", f"Invalid Name: '{name}'", 400)
        for activity in stepfunctions._activities.values():
            if activity["name"] == name:
                return json_response({key: activity[key] for key in ("activityArn", "creationDate")})
        response = create(data)
        if response[0] == _OK:
            stored = stepfunctions._activities[json.loads(response[2])["activityArn"]]
            stored["encryptionConfiguration"] = data.get("encryptionConfiguration") or {"type": "AWS_OWNED_KEY"}
        return response

    @functools.wraps(delete)
    def delete_activity(data: _Json) -> Any:  # noqa: ANN401 - MiniStack's response
        return delete(data) if data.get("activityArn") in stepfunctions._activities else json_response({})

    @functools.wraps(get_task)
    async def get_activity_task(data: _Json) -> Any:  # noqa: ANN401 - MiniStack's response
        return _named(await get_task(data), data)

    stepfunctions._create_activity, stepfunctions._delete_activity = create_activity, delete_activity
    stepfunctions._get_activity_task = get_activity_task
    stepfunctions._describe_activity = _naming(stepfunctions._describe_activity)


def _naming(operation: _Operation) -> _Operation:
    @functools.wraps(operation)
    def operate(data: _Json) -> Any:  # noqa: ANN401 - MiniStack's response
        return _named(operation(data), data)

    return operate


def _named(response: Any, data: _Json) -> Any:  # noqa: ANN401 - MiniStack's response
    if response[0] != _OK and json.loads(response[2]).get("__type") == "ActivityDoesNotExist":
        return error_response_json("ActivityDoesNotExist", f"Activity Does Not Exist: '{data['activityArn']}'", 400)
    return response
