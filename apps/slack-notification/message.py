"""The Slack message about an execution, in Block Kit."""

from typing import Any

from deployment import Deployment
from execution import Commit, Notice, Outcome

_HEADINGS = {
    Outcome.STARTED: ":rocket: {} started",
    Outcome.SUCCEEDED: ":white_check_mark: {} succeeded",
    Outcome.FAILED: ":x: {} failed",
}
# Length of an escaped text, in UTF-16 code units, as JavaScript counts characters. A section has at most three of them,
# and 3000 characters: https://docs.slack.dev/reference/block-kit/blocks/section-block
_MAX_TEXT = 900
_SHORT_COMMIT = 7  # characters
_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def render(notice: Notice) -> dict[str, Any]:
    """Return the payload of the webhook: blocks, and a text for notifications, which don't show blocks."""
    heading = _HEADINGS[notice.outcome].format(_escape(notice.pipeline))
    facts = _commits(notice.commits)
    if notice.failed_action:
        facts.append(f"*Failed action* {_escape(notice.failed_action)}")
    if notice.reason:
        facts.append(f"*Reason* {_escape(notice.reason)}")
    links = [_link(_console_url(notice), f"Execution {_escape(notice.execution_id)}")]
    if notice.link:
        links.append(_link(notice.link))
    plain = [heading, *(f"{name}: {_escape(value)}" for name, value in _fallback_facts(notice))]
    return _payload(", ".join(plain), f"*{heading}*", *facts, " · ".join(links))


def render_deployment(deployment: Deployment) -> dict[str, Any]:
    """Return the same for a deployment by another system than CodePipeline."""
    heading = _HEADINGS[deployment.outcome].format(f"The deployment of {_escape(deployment.name)}")
    return _payload(heading, f"*{heading}*", *_commits(deployment.commits), _link(deployment.url, "Run"))


def _payload(text: str, *sections: str) -> dict[str, Any]:
    return {"text": text, "blocks": [_section(section) for section in sections]}


def _commits(commits: tuple[Commit, ...]) -> list[str]:
    return [f"*Commit* {_commit(commit)}" for commit in commits]


def _fallback_facts(notice: Notice) -> list[tuple[str, str]]:
    facts = (("failed action", notice.failed_action), ("reason", notice.reason))
    return [(name, value) for name, value in facts if value]


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _commit(commit: Commit) -> str:
    short = commit.id[:_SHORT_COMMIT]
    name = _link(commit.url, short) if commit.url else short
    title = commit.summary.strip().partition("\n")[0]
    return f"{name} {_escape(title)}".strip()


def _link(url: str, label: str = "") -> str:
    """Return a link, or the label alone if the URL is too long: half of a URL leads somewhere else."""
    target = _escape(url.replace("|", "%7C"))
    if target.endswith("…"):
        return label or target
    return f"<{target}|{label}>" if label else f"<{target}>"


def _escape(text: str) -> str:
    """Return the text, escaped so that ``<!channel>`` in it notifies nobody, and shortened.

    https://docs.slack.dev/messaging/formatting-message-text#escaping
    """
    escaped: list[str] = []
    length = 0
    for character in text:
        part = _ESCAPED.get(character, character)
        length += len(part) + (part > "\uffff")
        if length >= _MAX_TEXT:
            return "".join([*escaped, "…"])
        escaped.append(part)
    return "".join(escaped)


def _console_url(notice: Notice) -> str:
    path = f"codesuite/codepipeline/pipelines/{notice.pipeline}/executions/{notice.execution_id}/timeline"
    return f"https://{notice.region}.console.aws.amazon.com/{path}?region={notice.region}"
