"""Counts the behaviours of the local AWS that the tests hold to AWS's answers, by service.

A test counts if it, or its file, names its source: a page of AWS's documentation, or an answer that was recorded from
AWS. A case of a parametrized test isn't counted, since the tests are read and not run.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SOURCE = re.compile(
    r"https://(docs\.aws\.amazon\.com|repost\.aws|states-language\.net|github\.com/localstack/localstack/(blob|tree))/"
)
# The folders of tests and the names of their services. A test of all services is in `http`.
SERVICES = {
    "api_gateway": "API Gateway",
    "applicationautoscaling": "Application Auto Scaling",
    "cloudformation": "CloudFormation",
    "cloudfront": "CloudFront",
    "codebuild": "CodeBuild",
    "codeconnections": "CodeConnections",
    "codepipeline": "CodePipeline",
    "dynamodb": "DynamoDB",
    "ecr": "ECR",
    "event_sources": "Lambda: event source mappings",
    "eventbridge": "EventBridge",
    "functions": "Lambda: functions",
    "http": "All services: requests and errors",
    "iam": "IAM and STS",
    "observability": "CloudWatch and CloudWatch Logs",
    "s3": "S3",
    "scheduler": "EventBridge Scheduler",
    "secrets_manager": "Secrets Manager",
    "ses": "SES",
    "sns": "SNS",
    "sqs": "SQS",
    "step_functions": "Step Functions",
}


@dataclass(frozen=True)
class Count:
    """The tests of a service.

    Attributes:
        held: those that name the source of AWS's answer.
        all: all of them.
    """

    held: int
    all: int


def counts(folder: Path) -> dict[str, Count]:
    """Return the tests of each service, by its name.

    Args:
        folder: ``tests/integration/slipway_emulator``.
    """
    found = dict.fromkeys(sorted(SERVICES.values()), Count(0, 0))
    for parent in ("patches", "services"):
        for file in sorted((folder / parent).glob("*/**/test_*.py")):
            name = SERVICES[file.relative_to(folder / parent).parts[0]]
            tests = list(_tests(file.read_text()))
            count = found[name]
            found[name] = Count(count.held + sum(tests), count.all + len(tests))
    return found


def _tests(source: str) -> Iterator[bool]:
    """Yield for each test of a file whether it holds the local AWS to a source.

    A test of MiniStack without the patches holds nothing.
    """
    tree, lines = ast.parse(source), source.splitlines()
    is_file_held = bool(SOURCE.search(ast.get_docstring(tree) or ""))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            text = "\n".join(lines[node.lineno - 1 : node.end_lineno])
            if not any("upstream" in ast.unparse(decorator) for decorator in node.decorator_list):
                yield is_file_held or bool(SOURCE.search(text))


def fallen(found: dict[str, Count], recorded: dict[str, int]) -> list[str]:
    """Return the services with fewer tests that name a source than were recorded, and both numbers."""
    held = {name: found[name].held if name in found else 0 for name in recorded}
    return [f"{name} ({held[name]}, not {number})" for name, number in recorded.items() if held[name] < number]
