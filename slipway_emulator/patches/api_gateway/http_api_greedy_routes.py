"""A route of an HTTP API with a greedy parameter of any name has a lower priority than a route without one.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html

MiniStack recognizes only ``{proxy+}``: ``ANY /files/{path+}`` takes the requests of ``GET /{folder}/{name}``.
"""

import functools
import re

from ministack.services import apigateway


def apply() -> None:
    """Rename the greedy parameter for the comparison of two routes."""
    specificity = apigateway._route_specificity

    @functools.wraps(specificity)
    def route_specificity(method: str, route_path: str) -> object:
        return specificity(method, re.sub(r"\{[^}]+\+\}$", "{proxy+}", route_path))

    apigateway._route_specificity = route_specificity
