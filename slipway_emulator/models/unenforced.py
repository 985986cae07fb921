"""The parts of the models that AWS doesn't enforce, or enforces otherwise than other parts.

A service or a shape is here only with the reason. Everything else in a model is enforced.
"""

# MiniStack validates SQS as AWS does, with the messages of each operation: only types are checked.
TYPES_ONLY = frozenset({"sqs"})

# Shapes, as `service.Shape`, of which the pattern, the values or the size aren't enforced.
UNENFORCED_SHAPES: frozenset[str] = frozenset(
    {
        # A namespace may have a colon:
        # https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/logs/test_logs_metric_filters.py
        "logs.MetricNamespace",
        # Lambda refuses a runtime with InvalidParameterValueException.
        "lambda.Runtime",
        # S3 refuses these with InvalidArgument, other values with MalformedXML: validation/s3_documents.py
        "s3.Event",
        "s3.FilterRuleName",
        "s3.Protocol",
    }
)
