"""Metric math expressions. It is independent of MiniStack.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html

The grammar is that of Python with other names for three operators, so Python's parser reads it.
"""

import ast
import functools
import operator
import re
from collections.abc import Callable, Mapping

from slipway_emulator.cloudwatch.functions import FUNCTIONS, ExpressionError, Scope, Series, Value

_TOKEN = re.compile(r'\s*("[^"]*"|[A-Za-z]\w*|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|&&|\|\||[<>=!]=|[-+*/^()<>,\[\]])')
_OPERATORS = {"AND": "and", "&&": "and", "OR": "or", "||": "or", "^": "**"}
_ID = "id_"  # before an id, which may be one of Python's keywords
_Operator = Callable[[float, float], float]
_BINARY: Mapping[type, _Operator] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.And: lambda left, right: bool(left) and bool(right),
    ast.Or: lambda left, right: bool(left) or bool(right),
}


def check(expression: str, ids: frozenset[str]) -> None:
    """Check that an expression can be evaluated.

    Args:
        expression: metric math.
        ids: ids of the metrics and expressions that it can use.

    Raises:
        ExpressionError: its syntax is wrong, or it uses another id, or a function that isn't in `FUNCTIONS`.
    """
    nodes = list(ast.walk(_parse(expression)))
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id not in FUNCTIONS:
            raise ExpressionError(f"the local AWS doesn't have the function {node.func.id.removeprefix(_ID)}")
    used = {node.id.removeprefix(_ID) for node in nodes if isinstance(node, ast.Name) and node.id.startswith(_ID)}
    if unknown := sorted(used - ids):
        raise ExpressionError(f"there is no metric with the id {unknown[0]}")


def evaluate(expression: str, scope: Scope) -> Value:
    """Return the value of an expression.

    Raises:
        ExpressionError: it can't be evaluated.
    """
    return _evaluate(_parse(expression), scope)


@functools.lru_cache(maxsize=1024)
def _parse(expression: str) -> ast.expr:
    text, words, position = expression.rstrip(), [], 0
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None:
            raise ExpressionError(f"syntax error at {text[position:].strip()[:20]!r}")
        words.append(_OPERATORS.get(token[1]) or (f"{_ID}{token[1]}" if token[1][0].islower() else token[1]))
        position = token.end()
    try:
        return ast.parse(" ".join(words), mode="eval").body
    except SyntaxError:
        raise ExpressionError(f"syntax error in {expression!r}") from None


def _evaluate(node: ast.expr, scope: Scope) -> Value:
    def value(child: ast.expr) -> Value:
        return _evaluate(child, scope)

    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name(id=name) if name.startswith(_ID):
            return scope.ids(name.removeprefix(_ID))
        case ast.List(elts=children):
            return [_one(value(child)) for child in children]
        case ast.UnaryOp(op=ast.USub(), operand=child):
            return _combine(operator.mul, -1.0, value(child))
        case ast.BinOp(left=left, op=sign, right=right) | ast.Compare(left=left, ops=[sign], comparators=[right]):
            return _combine(_BINARY[type(sign)], value(left), value(right))
        case ast.BoolOp(op=sign, values=children):
            return functools.reduce(functools.partial(_combine, _BINARY[type(sign)]), map(value, children))
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
            return _call(name, [_word(argument) or value(argument) for argument in arguments], scope)
    raise ExpressionError(f"syntax error in {ast.unparse(node).replace(_ID, '')!r}")


def _word(node: ast.expr) -> str | None:
    """Return an argument that isn't a value: REPEAT, LINEAR, or a text in quotation marks."""
    match node:
        case ast.Name(id=("REPEAT" | "LINEAR") as word) | ast.Constant(value=str(word)):
            return word
    return None


def _call(name: str, arguments: list[Value | str], scope: Scope) -> Value:
    try:
        return FUNCTIONS[name](scope, *arguments)
    except (TypeError, AttributeError, IndexError):
        raise ExpressionError(f"wrong arguments of {name}") from None


def _combine(function: _Operator, left: Value, right: Value) -> Value:
    """Apply a function of two numbers. A period has no value without data on both sides, and if divided by 0."""
    if isinstance(left, list):
        return [_one(_combine(function, each, right)) for each in left]
    if isinstance(right, list):
        return [_one(_combine(function, left, each)) for each in right]
    if isinstance(left, float) and isinstance(right, float):
        result = _number(function, left, right)
        return {} if result is None else result
    series = [value for value in (left, right) if isinstance(value, dict)]
    times = set.intersection(*(set(each) for each in series))
    numbers = {time: _number(function, _at(left, time), _at(right, time)) for time in sorted(times)}
    return {time: number for time, number in numbers.items() if number is not None}


def _at(value: float | Series, time: int) -> float:
    return value[time] if isinstance(value, dict) else value


def _number(function: _Operator, left: float, right: float) -> float | None:
    try:
        result = function(left, right)
    except ArithmeticError:
        return None
    return None if isinstance(result, complex) else float(result)


def _one(value: Value) -> Series:
    if isinstance(value, dict):
        return value
    raise ExpressionError("an array holds time series only")
