"""A filter as it is typed: `guang`, `!guang`, `sev=warn`, `value>5`; what stands side by side must all hold.

`state=` and `severity=` are the same as `sev=`, and `>5` is the same as `value>5`.
"""

import operator
import re
from collections.abc import Callable
from typing import Final

from rtc_tui.core.thresholds import Severity

_COMPARED: Final = re.compile(r"(?:value)?(>=|<=|>|<|=)(-?\d+(?:\.\d+)?)%?")
_SEVERITY: Final = re.compile(r"(?:sev|severity|state)=(.*)")
_SIGNS: Final[dict[str, Callable[[float, float], bool]]] = {
    ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt, "=": operator.eq,
}  # fmt: skip
Sieve = Callable[[str, Severity, float], bool]


def sieve(text: str) -> Sieve:
    """Whether something with this text, severity and value (NaN: none) is let through."""
    tests = [_term(term) for term in text.casefold().split()]
    return lambda shown, severity, value: all(test(shown.casefold(), severity, value) for test in tests)


def _term(term: str) -> Sieve:
    if term.startswith("!") and len(term) > 1:
        inner = _term(term[1:])
        return lambda shown, severity, value: not inner(shown, severity, value)
    graded = _SEVERITY.fullmatch(term)
    if graded:
        word = graded[1]
        return lambda _, severity, __: severity.word.startswith(word)
    compared = _COMPARED.fullmatch(term)
    if compared:
        holds, limit = _SIGNS[compared[1]], float(compared[2])
        return lambda _, __, value: holds(value, limit)  # NaN is neither above nor below
    return lambda shown, _, __: term in shown
