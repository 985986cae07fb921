"""A task may call an action of CloudFormation, e.g. ``arn:aws:states:::aws-sdk:cloudformation:describeStacks``.

Step Functions calls the actions of more than two hundred services, as the AWS SDK for Java 2 has them. An error that
the SDK has no class for is CloudFormationException:
https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html

MiniStack fails such a task: its list of services lacks CloudFormation.
"""

from ministack.services import stepfunctions

_SERVICE = "cloudformation"
_EXCEPTION = "CloudFormationException"


def apply() -> None:
    """Add the service, and the names of its errors."""
    stepfunctions._AWS_SDK_SERVICE_MAP[_SERVICE] = {"protocol": "query"}
    stepfunctions._AWS_SDK_ERROR_PREFIX[_SERVICE] = "CloudFormation"
    # MiniStack doesn't find the code of the error in CloudFormation's XML, and calls it ServiceException.
    stepfunctions._AWS_SDK_ERROR_CODE_OVERRIDES[_SERVICE] = dict.fromkeys(
        ("ServiceException", "ValidationError"), _EXCEPTION
    )
