"""An API is called by its id, whichever account the caller belongs to.

On AWS an API's id is part of its host name and unique in the region, and a caller needs no account:
https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-call-api.html

MiniStack looks for the API in the account of the caller's access key, or in its default account for an unsigned
call, so public methods of other accounts' APIs respond with 404.
"""

import functools
from collections.abc import Callable
from typing import Any

from ministack.services import apigateway, apigateway_v1

_Scope = tuple[str, str]
_Find = Callable[[str], _Scope | None]


def apply() -> None:
    """Wrap the lookup of REST APIs and of HTTP APIs."""
    apigateway_v1.find_api_scope = _in_all_accounts(apigateway_v1.find_api_scope, apigateway_v1._rest_apis)
    apigateway.find_api_scope = _in_all_accounts(apigateway.find_api_scope, apigateway._apis)


def _in_all_accounts(find_api_scope: _Find, apis: Any) -> _Find:  # noqa: ANN401 - MiniStack's class
    @functools.wraps(find_api_scope)
    def find(api_id: str) -> _Scope | None:
        scopes = ((account_id, region) for (account_id, region, known), _ in apis.all_items() if known == api_id)
        return find_api_scope(api_id) or next(scopes, None)

    return find
