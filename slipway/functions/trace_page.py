"""A request's path as a page with a flame graph: one file, without scripts and without anything that it loads."""

import html
from collections.abc import Sequence

from slipway.aws.log_events import utc_time
from slipway.console.output import printable, printable_json
from slipway.functions import trace_view
from slipway.functions.trace import Span

_STYLE = """
:root { color-scheme: light dark; --run: #2a6fdb; --failed: #c62828; --wait: #8a96a3; --line: #9996; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
h1 { font-size: 1.3rem; overflow-wrap: anywhere; }
.scale, summary { display: grid; grid-template-columns: min(17rem, 40%) 1fr; gap: 1rem; }
.scale { font-size: .85rem; border-bottom: 1px solid var(--line); }
.scale div { display: flex; justify-content: space-between; }
details { border-bottom: 1px solid var(--line); padding: .3rem 0; }
summary { cursor: pointer; align-items: center; }
summary span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.track { position: relative; height: 1.2rem; }
.track i { position: absolute; top: 0; bottom: 0; min-width: 2px; border-radius: 2px; background: var(--run); }
.track .failed { background: var(--failed); }
.track .wait { top: 45%; bottom: 45%; background: var(--wait); }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: .5rem 0; font-size: .85rem; }
"""
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<h1>{title}</h1>
<p>{begin}. {slowest}.<br>
Blue is a function that runs, red one with an error, gray the wait for it. Click a line for its log.</p>
<div class="scale"><span></span><div><span>0 ms</span><span>{total:.0f} ms</span></div></div>
{rows}
</body>
</html>
"""


def render(spans: Sequence[Span]) -> str:
    """Return the HTML of the page.

    Args:
        spans: spans, as `trace.find` returns them; at least one.
    """
    start, end = trace_view.limits(spans)
    return _PAGE.format(
        title=html.escape(f"Request {trace_view.correlation_ids(spans)}".rstrip()),
        style=_STYLE,
        begin=utc_time(int(start)),
        slowest=html.escape(trace_view.slowest(spans)),
        total=end - start,
        rows="\n".join(_row(span, start, max(end - start, 1)) for span in spans),
    )


def _row(span: Span, start: float, total: float) -> str:
    """Return the line of a span: its app, indented below its cause, its bars, and its log."""
    length = span.duration if span.duration is not None else span.end - span.begin
    is_failed = any(line.is_error for line in span.lines)
    bars = _bar("wait", span.begin - span.wait - start, span.wait, total) if span.wait else ""
    bars += _bar("failed" if is_failed else "run", span.begin - start, length, total)
    wait = f", {span.wait:.0f} ms after its cause" if span.parent else ""
    text = f"{length:.0f} ms{wait}: {trace_view.text(span)}"
    log = "\n".join(printable_json(line) for line in trace_view.log(span))
    return (
        f'<details><summary title="{html.escape(text)}">'
        f'<span style="padding-left: {trace_view.depth(span)}rem">{html.escape(printable(span.app))}</span>'
        f'<div class="track">{bars}</div></summary><pre>{html.escape(f"{text}{chr(10)}{log}")}</pre></details>'
    )


def _bar(kind: str, begin: float, length: float, total: float) -> str:
    left = max(0.0, begin) / total * 100
    width = min(length / total * 100, 100 - left)
    return f'<i class="{kind}" style="left: {left:.2f}%; width: {width:.2f}%"></i>'
