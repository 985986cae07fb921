"""The message about an execution, in Slack's blocks."""

from typing import Any

from execution import Commit, Notice, Outcome

_HEADINGS = {
    Outcome.STARTED: ":rocket: {} started",
    Outcome.SUCCEEDED: ":white_check_mark: {} succeeded",
    Outcome.FAILED: ":x: {} failed",
}
# Characters. A section's text has room for 3000, and escaping makes at most five of one.
# https://docs.slack.dev/reference/block-kit/blocks/section-block
_MAX_TEXT = 500
_SHORT_COMMIT = 7


def render(notice: Notice) -> dict[str, Any]:
    """Return what the webhook takes: blocks, and a text for where blocks aren't shown, as in notifications."""
    heading = _HEADINGS[notice.outcome].format(_escaped(notice.pipeline))
    facts = [f"*Commit* {_commit(each)}" for each in notice.commits]
    if notice.failed_action:
        facts.append(f"*Failed action* {_escaped(notice.failed_action)}")
    if notice.reason:
        facts.append(f"*Reason* {_escaped(notice.reason)}")
    links = [f"<{_console_url(notice)}|Execution {_escaped(notice.execution_id)}>"]
    if notice.link:
        links.append(f"<{_escaped(notice.link)}>")
    texts = [f"*{heading}*", *facts, " · ".join(links)]
    plain = [heading, *(f"{name}: {_escaped(value)}" for name, value in _fallback_facts(notice))]
    return {"text": ", ".join(plain), "blocks": [_section(text) for text in texts]}


def _fallback_facts(notice: Notice) -> list[tuple[str, str]]:
    facts = (("failed action", notice.failed_action), ("reason", notice.reason))
    return [(name, value) for name, value in facts if value]


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _commit(commit: Commit) -> str:
    short = commit.id[:_SHORT_COMMIT]
    name = f"<{_escaped(commit.url)}|{short}>" if commit.url else short
    title = commit.summary.strip().partition("\n")[0]
    return f"{name} {_escaped(title)}".strip()


def _escaped(text: str) -> str:
    """Return the text as Slack shows it literally: a reason with ``<!channel>`` in it must call nobody.

    https://docs.slack.dev/messaging/formatting-message-text#escaping
    """
    short = text if len(text) <= _MAX_TEXT else f"{text[: _MAX_TEXT - 1]}…"
    return short.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _console_url(notice: Notice) -> str:
    path = f"codesuite/codepipeline/pipelines/{notice.pipeline}/executions/{notice.execution_id}/timeline"
    return _escaped(f"https://{notice.region}.console.aws.amazon.com/{path}?region={notice.region}")
