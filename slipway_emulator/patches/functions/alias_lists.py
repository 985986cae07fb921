"""ListAliases returns the aliases of one version, if the request names it.

https://docs.aws.amazon.com/lambda/latest/api/API_ListAliases.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/lambda_/test_lambda_api.snapshot.json

MiniStack returns all aliases of the function.
"""

import functools
import json
from typing import Any

from ministack.services import lambda_svc


def apply() -> None:
    """Wrap the operation."""
    list_aliases = lambda_svc._list_aliases

    @functools.wraps(list_aliases)
    def list_of_version(name: str, query: dict[str, Any]) -> Any:  # noqa: ANN401 - MiniStack's response
        response = list_aliases(name, query)
        version = lambda_svc._qp_first(query, "FunctionVersion")
        if not version or response[0] != 200:
            return response
        page = json.loads(response[2])
        page["Aliases"] = [alias for alias in page["Aliases"] if alias["FunctionVersion"] == version]
        return lambda_svc.json_response(page)

    lambda_svc._list_aliases = list_of_version
