"""An error of SQS has the name of its model in JSON, and an empty element ``Detail`` in the Query protocol.

The code of the Query protocol, e.g. ``InvalidParameterValue`` for ``InvalidParameterValueException``, is in a header:
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-json-faqs.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sqs/test_sqs.snapshot.json

MiniStack has the code of the Query protocol in both places, and no ``Detail``.
"""

import functools
from typing import Any

from ministack.services import sqs

from slipway_emulator.responses import Response

_NAMES = {
    "InvalidParameterValue": "InvalidParameterValueException",
    "MissingParameter": "MissingRequiredParameterException",
}
_END = b"</Message></Error>"


def apply() -> None:
    """Wrap the two functions that make an error response."""
    as_json, as_xml = sqs._json_err_resp, sqs._xml_err_resp

    @functools.wraps(as_json)
    def json_error(code: str, message: str, status: int = 400) -> Response:
        status, headers, body = as_json(_NAMES.get(code, code), message, status)
        fault = headers["x-amzn-query-error"].rpartition(";")[2]
        query_code: Any = sqs._QUERY_COMPAT_CODES.get(code, code)
        return status, {**headers, "x-amzn-query-error": f"{query_code};{fault}"}, body

    @functools.wraps(as_xml)
    def xml_error(code: str, message: str, status: int = 400) -> Response:
        status, headers, body = as_xml(code, message, status)
        return status, headers, body.replace(_END, b"</Message><Detail/></Error>")

    sqs._json_err_resp, sqs._xml_err_resp = json_error, xml_error
