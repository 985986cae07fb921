"""A pipeline action that imports an API's OpenAPI document, and deploys it to a stage that serves another one.

The import replaces the API's routes, so the document needs API Gateway's extensions: integrations, authorizers,
validators. Terraform then owns the API with its name, description and CORS, its stages and domains, but not its routes:
`routes_from_document` in modules/http-api. The description of a deployment has the digest of its document. So a stage
that serves the document already is left as it is, and a second stage gets the deployment of the first.

The function's role needs codepipeline:PutJobSuccessResult and PutJobFailureResult on *, and on the API's ARN and below
apigateway:GET, PUT, POST and PATCH.
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from botocore.exceptions import ClientError

from apis import Api, http_api, rest_api
from pipeline_action.action import Done, pipeline_action
from pipeline_action.artifacts import input_name, read_file
from pipeline_action.errors import ActionError
from pipeline_action.job import Job
from runtime.events import Context

_MAX_DOCUMENT = 6 * 1024 * 1024
"""https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html"""


class Kind(StrEnum):
    """API Gateway's kinds of APIs that have documents."""

    REST = "rest"
    HTTP = "http"


@dataclass(frozen=True)
class Parameters:
    """The action's UserParameters, as JSON or as a query string: ``apiId=a1b2c3&stage=test&kind=http``.

    Attributes:
        api_id: the id of the API.
        stage: the stage to deploy, which exists.
        kind: ``rest`` or ``http``.
        document: path of the document in the artifact.
        artifact: name of the input artifact; by default the only one.
        commit: commit that the document is from, for the deployment's description.
    """

    api_id: str
    stage: str
    kind: Kind = Kind.REST
    document: str = "openapi.json"
    artifact: str = ""
    commit: str = ""


def _run(job: Job[Parameters, None], _context: Context) -> Done:
    parameters = job.parameters
    body = read_file(job, input_name(job, parameters.artifact), parameters.document)
    _check(body, parameters.document)
    api = (rest_api if parameters.kind is Kind.REST else http_api)(parameters.api_id)
    digest = f"sha256 {hashlib.sha256(body).hexdigest()}"
    deployments = api.deployments()
    serving = {each.id for each in deployments if each.description.startswith(digest)}
    if api.current(parameters.stage) in serving:
        return Done(f"stage {parameters.stage} serves this document already")
    deployment = min(serving, default=None) or _import(api, parameters, body, digest)
    api.serve(parameters.stage, deployment)
    return Done(f"stage {parameters.stage} serves deployment {deployment}")


def _check(body: bytes, name: str) -> None:
    if len(body) > _MAX_DOCUMENT:
        raise ActionError(f"{name} has more than 6 MB, API Gateway's limit")
    try:
        body.decode()
    except UnicodeDecodeError:
        raise ActionError(f"{name} isn't in UTF-8") from None


def _import(api: Api, parameters: Parameters, body: bytes, digest: str) -> str:
    """Replace the API's definition with the document, and return the id of a new deployment."""
    try:
        api.replace(body)
    except ClientError as error:
        if error.response["Error"]["Code"] == "BadRequestException":
            reason = error.response["Error"]["Message"]
            raise ActionError(f"API Gateway refuses {parameters.document}: {reason}") from error
        raise
    return api.deploy(f"{digest}{f', commit {parameters.commit}' if parameters.commit else ''}")


handler = pipeline_action(Parameters, _run)
