"""The JSON of an answer as a tree: which places there are, and a reply with a changed one.

A path is steps joined by dots, `Result.Indicators.Data.Value`; lists are gone through by themselves. `[]` stands for the
elements of a list, `[0]` or `[-1]` for one of them, and `.` for the whole body.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final

from rtc_tui.simulator.exchange import Reply

PATH: Final = r"(\.|(\w+|\[(-?\d{1,6})?\])(\.(\w+|\[(-?\d{1,6})?\]))*)"
NOTE: Final = ',"Note":"实时音视频é"'
Place = tuple[Any, Any]
"""A dictionary or a list, and a key in it, which need not be there yet."""


def edited(reply: Reply, edit: Callable[[dict[str, Any]], None], *, escaped: bool = False) -> Reply:
    """The reply with its JSON edited in place, as the value of the key "" of a dictionary; no body if that is gone.

    A reply that is no JSON stays as it is. `escaped` leaves only ASCII in the text.
    """
    try:
        holder = {"": json.loads(reply.body)}
    except (ValueError, RecursionError):
        return reply
    edit(holder)
    if "" not in holder:
        return replace(reply, body=b"")
    text = json.dumps(holder[""], ensure_ascii=escaped, separators=(",", ":"))
    return replace(reply, body=text.encode())


def places(holder: dict[str, Any], path: str) -> list[Place]:
    """All places that a path leads to."""
    found: list[Place] = [(holder, "")]
    for step in path.split(".") if path != "." else ():
        found = [place for box, key in found for place in _below(_at(box, key), step)]
    return found


def _at(box: Any, key: Any) -> Any:
    return box.get(key) if isinstance(box, dict) else box[key]


def _below(value: Any, step: str) -> Iterator[Place]:
    if isinstance(value, list) and step.startswith("["):
        indices = range(len(value)) if step == "[]" else (int(step[1:-1]),)
        yield from ((value, i) for i in indices if -len(value) <= i < len(value))
    elif isinstance(value, list):
        for item in value:
            yield from _below(item, step)
    elif isinstance(value, dict) and not step.startswith("["):
        yield value, step


def patterns(holder: dict[str, Any]) -> dict[str, list[Place]]:
    """Every place there is, by the path that leads there."""
    found: dict[str, list[Place]] = {}
    open_: list[tuple[str, Any, Any]] = [(".", holder, "")]
    while open_:
        path, box, key = open_.pop()
        found.setdefault(path, []).append((box, key))
        value, below = box[key], "" if path == "." else path + "."
        if isinstance(value, dict):
            open_ += [(below + name, value, name) for name in value]
        elif isinstance(value, list):
            open_ += [(below + "[]", value, i) for i in range(len(value))]
    return found


def objects(value: Any) -> list[dict[str, Any]]:
    """Every object in it, itself included."""
    found, open_ = [], [value]
    while open_:
        one = open_.pop()
        if isinstance(one, dict):
            found.append(one)
        open_ += one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
    return found


def with_note(body: bytes) -> bytes:
    """The JSON object, with an unknown field of Chinese and Latin letters if it is all ASCII."""
    return body if not body.isascii() or not body.endswith(b"}") else body[:-1] + NOTE.encode() + b"}"
