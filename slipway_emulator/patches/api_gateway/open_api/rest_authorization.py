"""The security schemes of a document as authorizers of a REST API, and the authorization of its methods."""

from ministack.services import apigateway_v1

from slipway_emulator.patches.api_gateway.open_api.document import Document, InvalidDocumentError, Json, as_object


def ids_by_name(stored: Json) -> dict[str, str]:
    """Return the id of each resource by its name."""
    return {resource["name"]: id_ for id_, resource in stored.items()}


def replace(stored: Json, new_id: str, old_id: str | None) -> str:
    """Give a new resource the id of the one that it replaces, which methods may refer to, and return it."""
    if old_id:
        stored[old_id] = {**stored.pop(new_id), "id": old_id}
    return old_id or new_id


def import_authorizers(api_id: str, document: Document, errors: list[str]) -> Json:
    """Create the authorizers, and return the authorization of the methods that require each security scheme.

    A scheme without API Gateway's extensions is ignored, with a warning, as on AWS.
    """
    stored = apigateway_v1._authorizers_v1.setdefault(api_id, {})
    ids = ids_by_name(stored)
    authorizations: Json = apigateway_v1._import_security_schemes(api_id, document.content)
    for name, found in authorizations.items():
        if "authorizerId" in found:
            found["authorizerId"] = replace(stored, found["authorizerId"], ids.get(name))
    for name, scheme in document.security_schemes.items():
        if name in authorizations:
            continue
        if "x-amazon-apigateway-authorizer" in as_object(scheme):
            errors.append(f"Unable to create authorizer '{name}': Invalid x-amazon-apigateway-authorizer")
        else:
            type_ = as_object(scheme).get("type")
            document.warnings.append(f"Unsupported security definition type '{type_}' for '{name}'. Ignoring.")
    return authorizations


def authorization(document: Document, operation: Json, authorizations: Json) -> Json:
    """Return the authorization of an operation's method.

    Raises:
        InvalidDocumentError: the operation requires a security scheme that the document doesn't have.
    """
    security = document.security(operation)
    for name in (name for requirement in security for name in requirement):
        if name not in document.security_schemes:
            raise InvalidDocumentError(f"Security definition '{name}' not found")
    method: Json = apigateway_v1._method_security(security, authorizations)
    if auth := as_object(operation.get("x-amazon-apigateway-auth") or document.extension("auth")):
        method["authorizationType"] = auth.get("type", method["authorizationType"])
    return method
