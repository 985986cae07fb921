"""Functions that everybody may call by their URL."""

from typing import Any


def make_public(aws: Any, **selected: str) -> None:
    """Add both permissions to a function: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html#urls-auth-none.

    Args:
        aws: as the fixture.
        **selected: ``FunctionName``, and ``Qualifier`` for an alias.
    """
    everybody: dict[str, Any] = {**selected, "Principal": "*"}
    by_url = {"Action": "lambda:InvokeFunctionUrl", "FunctionUrlAuthType": "NONE"}
    aws("lambda").add_permission(**everybody, StatementId="url", **by_url)
    invoke = {"Action": "lambda:InvokeFunction", "InvokedViaFunctionUrl": True}
    aws("lambda").add_permission(**everybody, StatementId="invoke", **invoke)
