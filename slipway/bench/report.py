"""The table and the plot of a measurement."""

import math
from collections.abc import Mapping, Sequence

PERCENTILES = (50, 75, 90, 99, 99.9, 100)
"""100 is the slowest."""

_WIDTH, _HEIGHT, _LEFT, _TOP = 720, 400, 70, 50
_COLORS = ("#1f6feb", "#d4351c", "#1a7f37", "#8250df")


def percentile(values: Sequence[float], share: float) -> float:
    """Return the nearest-rank percentile: the smallest value that ``share`` percent of all values don't exceed."""
    ordered = sorted(values)
    # Without rounding, 99.9 % of 1000 would be a little more than 999.
    return ordered[max(0, math.ceil(round(len(ordered) * share / 100, 6)) - 1)]


def table(series: Mapping[str, Sequence[float]]) -> str:
    """Return a Markdown table of percentiles in milliseconds: a row for each series of seconds that isn't empty."""
    names = [*(f"{share:g} %" for share in PERCENTILES[:-1]), "max"]
    lines = [f"| ms | number | {' | '.join(names)} |", f"|{'---|' * (len(names) + 2)}"]
    for name, values in series.items():
        if values:
            cells = [f"{percentile(values, share) * 1000:.3g}" for share in PERCENTILES]
            lines.append(f"| {name} | {len(values)} | {' | '.join(cells)} |")
    return "\n".join(lines)


def plot(title: str, series: Mapping[str, Sequence[float]]) -> str:
    """Return an SVG with a line for each series: its percentiles in milliseconds, on a logarithmic scale."""
    shown = {name: [percentile(values, share) * 1000 for share in PERCENTILES] for name, values in series.items()}
    logarithms = [math.log10(max(value, 1e-3)) for values in shown.values() for value in values]
    low, high = math.floor(min(logarithms)), max(math.ceil(max(logarithms)), math.floor(min(logarithms)) + 1)
    parts = [_text(_WIDTH / 2, 24, title, "middle")]
    for power in range(low, high + 1):
        y = _y(10.0**power, low, high)
        parts.append(f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{_x(len(PERCENTILES) - 1)}" y2="{y:.1f}" stroke="#d0d7de"/>')
        parts.append(_text(_LEFT - 8, y + 4, f"{10.0**power:g} ms", "end"))
    for number, share in enumerate(PERCENTILES):
        parts.append(_text(_x(number), _HEIGHT - 24, f"{share:g} %" if share < 100 else "max", "middle"))
    for number, (name, values) in enumerate(shown.items()):
        parts.append(_line(name, values, _COLORS[number % len(_COLORS)], low, high))
    style = f'viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="13"'
    begin = f'<svg xmlns="http://www.w3.org/2000/svg" {style}>\n<rect width="100%" height="100%" fill="#fff"/>'
    return "\n".join([begin, *parts, "</svg>\n"])


def _line(name: str, values: Sequence[float], color: str, low: int, high: int) -> str:
    points = [(_x(number), _y(value, low, high)) for number, value in enumerate(values)]
    text = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = points[0]
    return (
        f'<polyline points="{text}" fill="none" stroke="{color}" stroke-width="2"/>\n{_text(x, y - 8, name, "start")}'
    )


def _x(number: int) -> float:
    return _LEFT + number * (_WIDTH - _LEFT - 40) / (len(PERCENTILES) - 1)


def _y(value: float, low: int, high: int) -> float:
    share = (math.log10(max(value, 1e-3)) - low) / (high - low)
    return _HEIGHT - _TOP - share * (_HEIGHT - 2 * _TOP)


def _text(x: float, y: float, text: str, anchor: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escaped}</text>'
