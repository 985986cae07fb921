"""https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html"""

import base64
import concurrent.futures
import io
import json
import sys
import zipfile

import pytest

LOGS = {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}
# The variables that Lambda sets, and those that differ because of the machine.
RESERVED = {
    "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_ACCESS_KEY_ID", "AWS_DEFAULT_REGION", "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_FORMAT", "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_LAMBDA_RUNTIME_API", "AWS_REGION", "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN", "LAMBDA_RUNTIME_DIR", "LAMBDA_TASK_ROOT", "LANG", "PATH", "PYTHONPATH", "TZ",
}  # fmt: skip
OF_THE_MACHINE = {"AWS_DISABLE_HOST_PREFIX_INJECTION", "AWS_ENDPOINT_URL", "HOME", "LC_CTYPE", "TMPDIR"}


def test_a_function_has_only_its_own_variables_and_those_of_lambda(run):
    source = "import os\ndef handler(event, context):\n    return dict(os.environ)"

    variables = run(source, Environment={"Variables": {"MINE": "1"}}, MemorySize=256)

    assert set(variables) - OF_THE_MACHINE == RESERVED | {"MINE"}
    assert variables["MINE"] == "1"
    assert variables["AWS_EXECUTION_ENV"] == "AWS_Lambda_python3.13"
    assert variables["AWS_LAMBDA_FUNCTION_VERSION"] == "1"
    assert variables["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] == "256"


@pytest.mark.parametrize("package", ["ministack", "yaml", "slipway"])
def test_a_function_can_not_import_packages_of_the_emulator(run, package):
    response = run(f"import {package}\ndef handler(event, context):\n    pass")

    assert response["errorType"] == "Runtime.ImportModuleError"
    assert response["errorMessage"] == f"Unable to import module 'main': No module named '{package}'"


def test_a_function_calls_aws_as_its_role(run, role, aws):
    source = "import boto3\ndef handler(event, context):\n    return boto3.client('sts').get_caller_identity()['Arn']"
    role_arn = role(aws)

    response = run(source, role_arn=role_arn)

    assert response.startswith(f"arn:aws:sts::{role_arn.split(':')[4]}:assumed-role/{role_arn.rpartition('/')[2]}/")


def test_a_function_gets_the_client_context_of_each_invocation(aws, function):
    source = "def handler(event, context):\n    return context.client_context and context.client_context.custom"
    arn = function(aws, source)

    def invoke(**context):
        return json.load(aws("lambda").invoke(FunctionName=arn, **context)["Payload"])

    for number in (1, 2):
        encoded = base64.b64encode(json.dumps({"custom": {"number": number}}).encode()).decode()
        assert invoke(ClientContext=encoded) == {"number": number}
    assert invoke() is None


def test_a_client_context_that_the_runtime_can_not_read_ends_the_invocation_before_the_handler(aws, function):
    """`slipway deploy` relies on it, as on AWS.

    https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/main/awslambdaric/lambda_context.py
    """
    arn = function(aws, "def handler(event, context):\n    raise SystemExit('the handler was run')")
    context = base64.b64encode(b'{"client": "text"}').decode()

    error = json.load(aws("lambda").invoke(FunctionName=arn, ClientContext=context)["Payload"])

    assert error["errorType"] == "AttributeError"
    assert "lambda_context.py" in error["stackTrace"][0]


def test_concurrent_invocations_run_in_separate_environments(aws, function):
    source = "import os, time\ndef handler(event, context):\n    time.sleep(1)\n    return os.getpid()"
    arn = function(aws, source, Timeout=10)

    def invoke(_):
        return aws("lambda").invoke(FunctionName=arn)["Payload"].read()

    with concurrent.futures.ThreadPoolExecutor() as pool:
        assert len(set(pool.map(invoke, range(3)))) == 3


def test_packages_of_a_layer_can_be_imported(aws, run, unique_name):
    layers = []
    for path in ("python/first.py", "python/lib/python3.13/site-packages/second.py"):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr(path, "name = __name__")
        layer = aws("lambda").publish_layer_version(LayerName=unique_name, Content={"ZipFile": buffer.getvalue()})
        layers.append(layer["LayerVersionArn"])

    source = "import first, second\ndef handler(event, context):\n    return [first.name, second.name]"

    assert run(source, Layers=layers) == ["first", "second"]


def test_a_function_that_invokes_itself_is_stopped_after_16_times(aws, function, log_of, eventually):
    source = """
import boto3
def handler(event, context):
    print("ran")
    boto3.client("lambda").invoke(FunctionName=context.function_name, InvocationType="Event")
"""
    arn = function(
        aws, source, LOGS, {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": "*"}, Timeout=20
    )
    aws("lambda").invoke(FunctionName=arn, InvocationType="Event")

    def stopped():
        log = log_of(aws, arn)
        assert "RecursiveInvocationException" in "\n".join(log)
        assert log.count("ran") >= 16

    eventually(stopped, timeout=60)
    assert log_of(aws, arn).count("ran") < 25


def test_a_function_on_a_provided_runtime_has_the_same_variables(aws, role, unique_name):
    bootstrap = f"""#!{sys.executable}
import json, os, urllib.request
api = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/invocation/"
while True:
    request_id = urllib.request.urlopen(api + "next").headers["Lambda-Runtime-Aws-Request-Id"]
    urllib.request.urlopen(api + request_id + "/response", data=json.dumps(list(os.environ)).encode())
"""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("bootstrap", bootstrap)
    aws("lambda").create_function(
        FunctionName=unique_name,
        Runtime="provided.al2023",
        Handler="bootstrap",
        Role=role(aws),
        Code={"ZipFile": buffer.getvalue()},
    )

    names = set(json.loads(aws("lambda").invoke(FunctionName=unique_name)["Payload"].read()))

    assert names - OF_THE_MACHINE == RESERVED - {"AWS_EXECUTION_ENV", "PYTHONPATH", "_X_AMZN_TRACE_ID"}


@pytest.mark.upstream
def test_unpatched_ministack_lets_functions_import_its_own_packages(unpatched_aws, function):
    arn = function(unpatched_aws, "import ministack\ndef handler(event, context):\n    return ministack.__name__")

    response = unpatched_aws("lambda").invoke(FunctionName=arn)

    assert json.loads(response["Payload"].read()) == "ministack"
