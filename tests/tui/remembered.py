"""The simulator's answers, made once: many scenes ask the same world the same questions at the same instant.

What an action answers is a pure function of world, time and question; signatures, quotas and faults are still tried for
each request. The latest 128 MiB are kept.
"""

import json
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from rtc_tui.simulator.actions import ACTIONS, Action
from rtc_tui.simulator.ask import Ask

MOST: Final = 128 << 20  # characters
Answer = Callable[[Ask], str | Iterator[str]]


class Remembered:
    """The actions' answers; a refusal is not kept."""

    def __init__(self, most: int = MOST) -> None:
        self._kept: OrderedDict[tuple[object, ...], tuple[str, bool]] = OrderedDict()
        self._left = most

    def actions(self, actions: Mapping[str, Action] = ACTIONS) -> dict[str, Action]:
        """The table of actions, each with a memory."""
        return {name: replace(action, answer=self._beside(name, action.answer)) for name, action in actions.items()}

    def _beside(self, name: str, answer: Answer) -> Answer:
        def answered(ask: Ask) -> str | Iterator[str]:
            world = ask.world
            asked = json.dumps(ask.fields, sort_keys=True)
            key = (name, asked, ask.version, ask.now, ask.app, ask.settings, world.scenario, world.seed, world.epoch)
            if key not in self._kept:
                result = answer(ask)
                self._keep(key, result if isinstance(result, str) else "".join(result), whole=isinstance(result, str))
            text, whole = self._kept[key]
            self._kept.move_to_end(key)
            return text if whole else iter((text,))

        return answered

    def _keep(self, key: tuple[object, ...], text: str, *, whole: bool) -> None:
        self._kept[key] = text, whole
        self._left -= len(text)
        while self._left < 0 and len(self._kept) > 1:
            self._left += len(self._kept.popitem(last=False)[1][0])
