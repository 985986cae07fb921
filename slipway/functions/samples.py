"""Sample events, one file for each source, as AWS documents them."""

from importlib import resources

SAMPLES = {
    "authorizer": "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html",
    "codepipeline": "https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-Lambda.html",
    "eventbridge": "https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html",
    "http": "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html",
    "kinesis": "https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html",
    "logs": "https://docs.aws.amazon.com/lambda/latest/dg/services-cloudwatchlogs.html",
    "rest": "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html",
    "s3": "https://docs.aws.amazon.com/lambda/latest/dg/with-s3.html",
    "schedule": "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html",
    "sns": "https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html",
    "sqs": "https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html",
    "stream": "https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html",
    "url": "https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html",
}
"""Name -> the page that documents the event."""


def read(name: str) -> str:
    """Return a sample as JSON text; ``name`` is a key of `SAMPLES`."""
    return resources.files(__package__).joinpath("samples", f"{name}.json").read_text(encoding="utf-8")
