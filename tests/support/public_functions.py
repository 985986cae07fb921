"""Functions of one file, and functions that everybody may call by their URL."""

import io
import json
import zipfile
from typing import Any

_TRUST = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}


def create(aws: Any, name: str, source: str) -> str:
    """Create a function whose role allows nothing, and return its ARN.

    Args:
        aws: the fixture.
        name: name of the function, and of its role.
        source: source of a Python module with the function ``handler``.
    """
    document = json.dumps({"Version": "2012-10-17", "Statement": _TRUST})
    role = aws("iam").create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]["Arn"]
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("main.py", source)
    function = aws("lambda").create_function(
        FunctionName=name, Runtime="python3.13", Handler="main.handler", Role=role, Code={"ZipFile": code.getvalue()}
    )
    return str(function["FunctionArn"])


def make_public(aws: Any, **selected: str) -> None:
    """Add both permissions to a function: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html#urls-auth-none.

    Args:
        aws: the fixture.
        **selected: ``FunctionName``, and ``Qualifier`` for an alias.
    """
    everybody: dict[str, Any] = {**selected, "Principal": "*"}
    by_url = {"Action": "lambda:InvokeFunctionUrl", "FunctionUrlAuthType": "NONE"}
    aws("lambda").add_permission(**everybody, StatementId="url", **by_url)
    invoke = {"Action": "lambda:InvokeFunction", "InvokedViaFunctionUrl": True}
    aws("lambda").add_permission(**everybody, StatementId="invoke", **invoke)
