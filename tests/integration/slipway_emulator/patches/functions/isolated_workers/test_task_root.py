"""https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime

Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/lambda_/test_lambda_destinations.snapshot.json
"""

import json

FAILING = "def handler(event, context):\n    raise RuntimeError('a')\n"
LOGS = {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}


def test_a_trace_and_the_log_name_the_folder_of_the_code_in_lambda(aws, function, log_of):
    arn = function(aws, FAILING, LOGS)
    error = json.loads(aws("lambda").invoke(FunctionName=arn)["Payload"].read())
    assert error["stackTrace"] == ["  File \"/var/task/main.py\", line 2, in handler\n    raise RuntimeError('a')\n"]
    assert '/var/task/main.py", line 2' in "".join(log_of(aws, arn))
