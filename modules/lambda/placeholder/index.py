"""The code of a function until the first deployment."""


class NotDeployedError(Exception):
    """Raised instead of returned, so that an event source keeps its event and retries."""


def handler(event, context):
    raise NotDeployedError(f"{context.function_name} has no code yet: deploy it")
