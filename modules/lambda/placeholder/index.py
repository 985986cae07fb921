"""What a function runs until code is deployed to it."""


class NotDeployedError(Exception):
    """Raised and not returned, so that whoever delivers an event keeps it and tries again."""


def handler(event, context):
    raise NotDeployedError(f"{context.function_name} has no code yet: deploy it")
