"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html

https://github.com/localstack/localstack/tree/8b9a79f/tests/aws/services/s3 has AWS's answers.
"""

import pytest

HANDLER = "def handler(event, context):\n    return None\n"
FAILED = "Unable to validate the following destination configurations"


def queues(*arns, **members):
    found = zip(arns, ("s3:ObjectCreated:*", "s3:ObjectRemoved:*"), strict=False)
    return {"QueueConfigurations": [{"QueueArn": arn, "Events": [event], **members} for arn, event in found]}


def functions(arn):
    return {"LambdaFunctionConfigurations": [{"LambdaFunctionArn": arn, "Events": ["s3:ObjectCreated:*"]}]}


@pytest.fixture
def put(aws, target, bucket_of):
    """``put(configuration)`` sets the notifications of a bucket."""
    bucket = bucket_of(aws, target)

    def put(configuration, **options):
        aws("s3").put_bucket_notification_configuration(
            Bucket=bucket, NotificationConfiguration=configuration, **options
        )
        return aws("s3").get_bucket_notification_configuration(Bucket=bucket)

    put.bucket = bucket
    return put


@pytest.fixture
def arn_of(aws, target):
    account = aws("sts").get_caller_identity()["Account"]
    return lambda service, name: f"arn:aws:{service}:{target.region}:{account}:{name}"


def test_an_arn_of_another_service_is_refused_first(put, refusal, arn_of):
    for configuration, argument, value in (
        (queues(arn_of("sqs", "none"), "invalid"), "Queue", "invalid"),
        (functions(arn_of("sqs", "none")), "CloudFunction", arn_of("sqs", "none")),
    ):
        for skip in (False, True):
            assert refusal(put, configuration=configuration, SkipDestinationValidation=skip) == {
                "Status": 400,
                "Code": "InvalidArgument",
                "Message": "The ARN could not be parsed",
                "ArgumentName": argument,
                "ArgumentValue": value,
            }


def test_each_destination_that_cannot_be_used_is_named(aws, put, refusal, arn_of, queue):
    closed, topic = queue(aws).arn, arn_of("sns", "none")
    configuration = queues(arn_of("sqs", "none"), closed)
    configuration["TopicConfigurations"] = [{"TopicArn": topic, "Events": ["s3:ObjectRestore:*"]}]
    permissions = "Permissions on the destination queue do not allow S3 to publish notifications from this bucket"
    assert refusal(put, configuration=configuration) == {
        "Status": 400,
        "Code": "InvalidArgument",
        "Message": FAILED,
        "ArgumentName1": arn_of("sqs", "none"),
        "ArgumentValue1": "The destination queue does not exist",
        "ArgumentName2": closed,
        "ArgumentValue2": permissions,
        "ArgumentName3": topic,
        "ArgumentValue3": "The destination topic does not exist",
    }
    assert put(configuration, SkipDestinationValidation=True)["QueueConfigurations"]


def test_a_function_must_allow_the_bucket_to_invoke_it(aws, put, refusal, function):
    arn = function(aws, HANDLER)
    error = refusal(put, configuration=functions(arn))
    assert (error["Message"], error["ArgumentName1"]) == (FAILED, f"{arn}, null")
    assert error["ArgumentValue1"] == f"Not authorized to invoke function [{arn}]"

    name, _, alias = arn.rpartition(":")
    aws("lambda").add_permission(
        FunctionName=name,
        Qualifier=alias,
        StatementId="s3",
        Action="lambda:InvokeFunction",
        Principal="s3.amazonaws.com",
        SourceArn=f"arn:aws:s3:::{put.bucket}",
        SourceAccount=aws("sts").get_caller_identity()["Account"],
    )
    assert put(functions(arn))["LambdaFunctionConfigurations"][0]["LambdaFunctionArn"] == arn


def filtered(arn, *rules):
    return queues(arn, Filter={"Key": {"FilterRules": [{"Name": name, "Value": "a"} for name in rules]}})


def test_the_names_of_filters_have_any_case_and_are_capitalized(put, arn_of):
    configuration = put(filtered(arn_of("sqs", "none"), "PREFIX", "suffix"), SkipDestinationValidation=True)
    rules = configuration["QueueConfigurations"][0]["Filter"]["Key"]["FilterRules"]
    assert [rule["Name"] for rule in rules] == ["Prefix", "Suffix"]


def test_other_filters_and_events_are_refused(put, refusal, arn_of):
    error = refusal(put, configuration=filtered(arn_of("sqs", "none"), "infix"))
    assert (error["Code"], error["Message"]) == ("InvalidArgument", "filter rule name must be either prefix or suffix")

    error = refusal(put, configuration=queues(arn_of("sqs", "none"), Events=["s3:ObjectRead:*"]))
    assert (error["Code"], error["Message"]) == ("InvalidArgument", "The event is not supported for notifications")


@pytest.mark.upstream
def test_unpatched_ministack_takes_a_function_that_is_not_there(unpatched_aws, unpatched_target, bucket_of):
    account = unpatched_aws("sts").get_caller_identity()["Account"]
    unpatched_aws("s3").put_bucket_notification_configuration(
        Bucket=bucket_of(unpatched_aws, unpatched_target),
        NotificationConfiguration=functions(f"arn:aws:lambda:{unpatched_target.region}:{account}:function:none"),
    )
