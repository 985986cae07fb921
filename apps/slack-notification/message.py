"""The Slack message about an execution, in Block Kit."""

from typing import Any

from execution import Commit, Notice, Outcome

_HEADINGS = {
    Outcome.STARTED: ":rocket: {} started",
    Outcome.SUCCEEDED: ":white_check_mark: {} succeeded",
    Outcome.FAILED: ":x: {} failed",
}
# Characters. The text of a section can have 3000, and escaping replaces one by at most five.
# https://docs.slack.dev/reference/block-kit/blocks/section-block
_MAX_TEXT = 500
_SHORT_COMMIT = 7  # characters


def render(notice: Notice) -> dict[str, Any]:
    """Return the payload of the webhook: blocks, and a text for notifications, which don't show blocks."""
    heading = _HEADINGS[notice.outcome].format(_escape(notice.pipeline))
    facts = [f"*Commit* {_commit(commit)}" for commit in notice.commits]
    if notice.failed_action:
        facts.append(f"*Failed action* {_escape(notice.failed_action)}")
    if notice.reason:
        facts.append(f"*Reason* {_escape(notice.reason)}")
    links = [f"<{_console_url(notice)}|Execution {_escape(notice.execution_id)}>"]
    if notice.link:
        links.append(f"<{_escape(notice.link)}>")
    texts = [f"*{heading}*", *facts, " · ".join(links)]
    plain = [heading, *(f"{name}: {_escape(value)}" for name, value in _fallback_facts(notice))]
    return {"text": ", ".join(plain), "blocks": [_section(text) for text in texts]}


def _fallback_facts(notice: Notice) -> list[tuple[str, str]]:
    facts = (("failed action", notice.failed_action), ("reason", notice.reason))
    return [(name, value) for name, value in facts if value]


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _commit(commit: Commit) -> str:
    short = commit.id[:_SHORT_COMMIT]
    name = f"<{_escape(commit.url)}|{short}>" if commit.url else short
    title = commit.summary.strip().partition("\n")[0]
    return f"{name} {_escape(title)}".strip()


def _escape(text: str) -> str:
    """Return the text, shortened and escaped so that ``<!channel>`` in it notifies nobody.

    https://docs.slack.dev/messaging/formatting-message-text#escaping
    """
    short = text if len(text) <= _MAX_TEXT else f"{text[: _MAX_TEXT - 1]}…"
    return short.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _console_url(notice: Notice) -> str:
    path = f"codesuite/codepipeline/pipelines/{notice.pipeline}/executions/{notice.execution_id}/timeline"
    return _escape(f"https://{notice.region}.console.aws.amazon.com/{path}?region={notice.region}")
