"""Why an action failed."""

from enum import StrEnum


class FailureType(StrEnum):
    """What CodePipeline calls the kinds of failure; those of them that an action can tell apart."""

    JOB_FAILED = "JobFailed"
    CONFIGURATION_ERROR = "ConfigurationError"
    PERMISSION_ERROR = "PermissionError"


class ActionError(Exception):
    """Fails the job; its message is what the pipeline shows."""

    type = FailureType.JOB_FAILED


class ConfigurationError(ActionError):
    """The action's declaration in the pipeline is at fault."""

    type = FailureType.CONFIGURATION_ERROR
