"""The errors that fail an action."""

from enum import StrEnum


class FailureType(StrEnum):
    """CodePipeline's types of failure, as far as an action can distinguish them."""

    JOB_FAILED = "JobFailed"
    CONFIGURATION_ERROR = "ConfigurationError"
    PERMISSION_ERROR = "PermissionError"


class ActionError(Exception):
    """Fails the job. The pipeline shows the message."""

    type = FailureType.JOB_FAILED


class ConfigurationError(ActionError):
    """The configuration of the action in the pipeline is wrong."""

    type = FailureType.CONFIGURATION_ERROR
