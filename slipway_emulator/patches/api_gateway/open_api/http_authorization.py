"""The security schemes of a document as authorizers of an HTTP API, and the authorization of its routes.

AWS creates an API without an authorizer that it can't create, with a warning. Here that is an error, because the routes
would be open.
"""

import json
from typing import Any

from ministack.services import apigateway

from slipway_emulator.patches.api_gateway.open_api.document import Document, InvalidDocumentError, Json, as_object

_DISCOVERY = "/.well-known/openid-configuration"
_TYPES = ("NONE", "AWS_IAM")
_REQUEST = {
    "authorizerUri": "authorizerUri",
    "authorizerCredentials": "authorizerCredentialsArn",
    "authorizerPayloadFormatVersion": "authorizerPayloadFormatVersion",
    "authorizerResultTtlInSeconds": "authorizerResultTtlInSeconds",
    "enableSimpleResponses": "enableSimpleResponses",
}


def import_authorizers(api_id: str, document: Document, errors: list[str]) -> Json:
    """Create the authorizers, and return the authorization of the routes that require each security scheme."""
    authorizations: Json = {}
    for name, item in document.security_schemes.items():
        scheme = as_object(document.resolve(item))
        try:
            if "x-amazon-apigateway-authorizer" in scheme:
                authorizations[name] = _create(api_id, name, scheme)
            elif str(scheme.get("x-amazon-apigateway-authtype")).lower() == "awssigv4":
                authorizations[name] = {"authorizationType": "AWS_IAM"}
            else:
                type_ = scheme.get("type")
                document.warnings.append(f"Unsupported security definition type '{type_}' for '{name}'. Ignoring.")
        except InvalidDocumentError as error:
            errors.append(f"Unable to create Authorizer '{name}': {error}")
    return authorizations


def authorization(document: Document, operation: Json, authorizations: Json) -> Json:
    """Return the authorization of an operation's route.

    Raises:
        InvalidDocumentError: the operation requires several security schemes, or one that isn't imported.
    """
    if auth := as_object(operation.get("x-amazon-apigateway-auth") or document.extension("auth")):
        if auth.get("type") not in _TYPES:
            raise InvalidDocumentError(f"Invalid authorization type specified: {auth.get('type')}")
        return {"authorizationType": auth["type"]}
    security = document.security(operation)
    required = [(name, scopes) for requirement in security for name, scopes in requirement.items()]
    if len(security) > 1 or len(required) > 1:
        raise InvalidDocumentError("Multiple security requirements are not supported for HTTP APIs")
    if not required:
        return {"authorizationType": "NONE"}
    ((name, scopes),) = required
    if name not in authorizations:
        raise InvalidDocumentError(f"Security scheme '{name}' has no authorizer")
    found: Json = authorizations[name]
    return {**found, "authorizationScopes": scopes} if scopes and found["authorizationType"] == "JWT" else found


def _create(api_id: str, name: str, scheme: Json) -> Json:
    settings = as_object(scheme["x-amazon-apigateway-authorizer"])
    type_ = str(settings.get("type", "")).upper()
    sources = settings.get("identitySource") or []
    common = {"name": name, "authorizerType": type_, "identitySource": _list(sources)}
    if type_ == "JWT":
        data = {**common, "jwtConfiguration": _jwt_configuration(scheme, settings)}
    elif type_ == "REQUEST":
        data = {**common, **{key: settings[source] for source, key in _REQUEST.items() if source in settings}}
        for parameter in ("authorizerUri", "authorizerPayloadFormatVersion"):
            if not data.get(parameter):
                required = parameter[0].upper() + parameter[1:]
                raise InvalidDocumentError(f"{required} is a required parameter for REQUEST authorizer")
        data["authorizerPayloadFormatVersion"] = str(data["authorizerPayloadFormatVersion"])
    else:
        raise InvalidDocumentError(f"Invalid authorizer type specified: {type_}. Valid values are [JWT, REQUEST]")
    created = json.loads(apigateway._create_authorizer(api_id, data)[2])
    return {"authorizationType": "JWT" if type_ == "JWT" else "CUSTOM", "authorizerId": created["authorizerId"]}


def _jwt_configuration(scheme: Json, settings: Json) -> Json:
    given = as_object(settings.get("jwtConfiguration"))
    issuer = given.get("issuer") or str(scheme.get("openIdConnectUrl") or "").removesuffix(_DISCOVERY)
    if not issuer or not given.get("audience"):
        raise InvalidDocumentError("Issuer and Audience are required parameters for JWT authorizer")
    if not settings.get("identitySource"):
        raise InvalidDocumentError("IdentitySource is a required parameter for JWT authorizer")
    return {"issuer": issuer, "audience": given["audience"]}


def _list(value: Any) -> list[str]:  # noqa: ANN401 - any JSON value
    return [part.strip() for part in value.split(",")] if isinstance(value, str) else value
