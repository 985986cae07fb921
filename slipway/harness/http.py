"""HTTP requests to a deployed system."""

import re
from dataclasses import dataclass
from functools import partial, partialmethod
from typing import Any
from urllib.parse import urlsplit

import boto3
import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from slipway.aws.advice import NO_CREDENTIALS
from slipway.aws.target import Target
from slipway.errors import SlipwayError
from slipway.harness import tracebacks

__tracebackhide__ = tracebacks.hide

_FUNCTION_URL = re.compile(r"https://[a-z0-9]+\.lambda-url\.|/_aws/lambda-url/")
_TIMEOUT = 35  # seconds; API Gateway itself gives up after 29
_SHOWN = 2000  # characters of a body in a message


@dataclass(frozen=True)
class Reply:
    """A response whose status a test should check first."""

    response: requests.Response

    def expect(self, *statuses: int) -> requests.Response:
        """Return the response if it has one of the statuses.

        Raises:
            AssertionError: it has another one; shows the request's line, the status and the body.
        """
        answer = self.response
        if answer.status_code in statuses:
            return answer
        wanted = " or ".join(map(str, statuses))
        raise AssertionError(
            f"{answer.request.method} {answer.url} answered {answer.status_code} {answer.reason}, not {wanted}:\n"
            f"{answer.text[:_SHOWN]}"
        )


class Http:
    """HTTP requests to a target; ``get``, ``post``, ``put`` and ``delete`` are ``request`` with that method.

    The invoke URL of a stage, and the URL of a function, work on the local AWS too.
    """

    def __init__(self, target: Target) -> None:
        self._target = target

    def request(self, method: str, url: str, *, sigv4: bool | Credentials = False, **options: Any) -> Reply:  # noqa: ANN401
        """Send a request, without following redirects, retrying or keeping cookies.

        Args:
            method: e.g. ``GET``.
            url: e.g. an output of API Gateway's ``invoke_url`` and a path.
            sigv4: True signs for API Gateway (execute-api), or for Lambda if it is the URL of a function, with the
                target's credentials; credentials sign with those.
            options: options of ``requests.request``, e.g. ``json``, ``data``, ``headers``, ``params``; ``timeout`` is
                35 seconds by default.

        Raises:
            requests.RequestException: there was no answer.
        """
        credentials = self._credentials() if sigv4 is True else sigv4
        auth = partial(self._sign, credentials=credentials) if credentials else None
        with requests.Session() as session:
            session.trust_env = not self._target.is_local  # no proxy leads to this machine, and no .netrc signs in
            response = session.request(
                method,
                self._target.api_url(url),
                **{"auth": auth, "timeout": _TIMEOUT, "allow_redirects": False, **options},
            )
        return Reply(response)

    get = partialmethod(request, "GET")
    post = partialmethod(request, "POST")
    put = partialmethod(request, "PUT")
    delete = partialmethod(request, "DELETE")

    def _sign(self, request: requests.PreparedRequest, credentials: Credentials) -> requests.PreparedRequest:
        """Sign what no proxy changes: method, URL, body, content type and the headers ``x-amz-*``."""
        parts = urlsplit(str(request.url))
        # AWS signs a space as %20, requests sends it as +.
        request.url = parts._replace(query=parts.query.replace("+", "%20")).geturl()
        headers = {
            name: value
            for name, value in request.headers.items()
            if name.lower() == "content-type" or name.lower().startswith("x-amz-")
        }
        signed = AWSRequest(request.method, request.url, headers, request.body)
        service = "lambda" if _FUNCTION_URL.search(request.url) else "execute-api"
        SigV4Auth(credentials, service, self._target.region).add_auth(signed)
        request.headers.update(signed.headers.items())
        return request

    def _credentials(self) -> Credentials:
        target = self._target
        session = boto3.Session(target.access_key_id, target.secret_access_key)
        if found := session.get_credentials():
            return found
        raise SlipwayError(NO_CREDENTIALS)
