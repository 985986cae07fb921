"""Runs Python code on Lambda."""

import json

import pytest


@pytest.fixture
def run(aws, function):
    """``run(source, event, **settings)`` invokes a new function and returns what it returned."""

    def run(source, event=None, *statements, **settings):
        answer = aws("lambda").invoke(
            FunctionName=function(aws, source, *statements, **settings), Payload=json.dumps(event)
        )
        return json.loads(answer["Payload"].read())

    return run
