"""A function URL with ``NONE`` answers if the function's policy lets everybody call it.

The policy must allow both lambda:InvokeFunctionUrl and lambda:InvokeFunction. The console, SAM and Terraform add the
statements; a call of CreateFunctionUrlConfig doesn't:
https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html#urls-auth-none

MiniStack answers without a policy.
"""

import functools
from typing import Any

from ministack.core import iam_evaluator, responses
from ministack.services import lambda_svc

_ANYBODY = "arn:aws:iam::000000000000:user/anybody"  # whom only statements for everybody can name
_KEYS = {
    "lambda:InvokeFunctionUrl": {"lambda:functionurlauthtype": "NONE"},
    "lambda:InvokeFunction": {"lambda:invokedviafunctionurl": "true"},
}
_FORBIDDEN = (
    b'{"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: '
    b'https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"}'
)


def apply() -> None:
    """Wrap the handling of a request to a URL."""
    handle_request = lambda_svc.handle_function_url_request

    @functools.wraps(handle_request)
    async def handle(
        url_id: str,
        method: str,
        *arguments: Any,  # noqa: ANN401 - MiniStack's
        **options: Any,  # noqa: ANN401 - MiniStack's
    ) -> object:
        resolved = options.get("resolved") or lambda_svc.resolve_function_url(url_id)
        is_preflight = resolved and method == "OPTIONS" and resolved[4].get("Cors")
        if resolved and resolved[4].get("AuthType") == "NONE" and not is_preflight and not _is_public(*resolved[:4]):
            headers = {"Content-Type": "application/json", "x-amzn-RequestId": responses.new_uuid()}
            return 403, {**headers, "x-amzn-ErrorType": "AccessDeniedException"}, _FORBIDDEN
        response: object = await handle_request(url_id, method, *arguments, **{**options, "resolved": resolved})
        return response

    lambda_svc.handle_function_url_request = handle


def _is_public(account_id: str, region: str, name: str, qualifier: str | None) -> bool:
    arn = f"arn:aws:lambda:{region}:{account_id}:function:{name}" + (f":{qualifier}" if qualifier else "")
    with responses.request_scope(account_id, region):
        policy, _ = lambda_svc.function_policy_for_arn(arn) or ({}, "")
    return all(
        iam_evaluator.evaluate_resource_policy(
            policy,
            iam_evaluator.EvalContext(
                principal_arn=_ANYBODY,
                principal_type="User",
                principal_account=_ANYBODY.split(":")[4],
                action=action,
                resource_arn=arn,
                region=region,
                service_context=keys,
            ),
        ).decision
        == "Allow"
        for action, keys in _KEYS.items()
    )
