"""Sends requests to CloudWatch in the Query protocol, which the AWS SDK for Python no longer uses."""

import xml.etree.ElementTree as ElementTree
from typing import Any

import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from slipway.aws.target import Target

_NAMESPACE = "{http://monitoring.amazonaws.com/doc/2010-08-01/}"


def query(target: Target, action: str, **parameters: str) -> Any:
    """Send a request and return the response as nested dictionaries and lists of strings.

    Args:
        target: the local AWS.
        action: the operation's name.
        parameters: parameters of the form, e.g. ``{"Dimensions.member.1.Name": "x"}``.
    """
    data = {"Action": action, "Version": "2010-08-01"} | parameters
    body = requests.models.RequestEncodingMixin._encode_params(data)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    request = AWSRequest("POST", target.endpoint_url, data=body, headers=headers)
    credentials = Credentials(target.access_key_id, target.secret_access_key)
    SigV4Auth(credentials, "monitoring", target.region).add_auth(request)
    response = requests.post(target.endpoint_url, data=body, headers=dict(request.headers), timeout=30)
    return _plain(ElementTree.fromstring(response.content))


def _plain(node: ElementTree.Element) -> Any:
    children = list(node)
    if not children:
        return node.text or ""
    if all(child.tag == f"{_NAMESPACE}member" for child in children):
        return [_plain(child) for child in children]
    return {child.tag.removeprefix(_NAMESPACE): _plain(child) for child in children}
