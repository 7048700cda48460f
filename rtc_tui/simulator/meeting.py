"""What a request makes of the faults that it meets: they act one after another, each on what the one before left."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from rtc_tui.simulator.exchange import Reply
from rtc_tui.simulator.faults import KINDS, Call, Carry, Change, Source, Switch, Wait
from rtc_tui.simulator.injection import Fault
from rtc_tui.simulator.settings import Settings


class Meeting:
    """One request and its faults."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self._faults = [(KINDS[fault.kind], fault) for fault in faults]

    @cached_property
    def name(self) -> str:
        """The kinds, for the log; switches aside, which are no event."""
        return "+".join(kind.name for kind, _ in self._faults if not isinstance(kind, Switch))

    def settings(self) -> Settings:
        """The service's behaviour; of two switches of one kind the first holds."""
        settings = Settings()
        for kind, fault in reversed(self._faults):
            if isinstance(kind, Switch):
                settings = kind.act(settings, fault.argument)
        return settings

    async def reply(self, call: Call) -> Reply | None:
        """The reply to send, or None if the connection has been dealt with."""
        for kind, fault in self._faults:
            if isinstance(kind, Wait):
                await kind.act(_for(fault, call))
        for kind, fault in self._faults:
            if isinstance(kind, Carry):
                return await kind.act(replace(_for(fault, call), answer=lambda: self._answer(call)))
        return self._answer(call)

    def _answer(self, call: Call) -> Reply:
        """The answer, spoilt as it has to be."""
        sources = [(kind, fault) for kind, fault in self._faults if isinstance(kind, Source)]
        changes = [(kind, fault) for kind, fault in self._faults if isinstance(kind, Change)]
        reply = sources[0][0].act(_for(sources[0][1], call)) if sources else self._served(call)
        for kind, fault in sorted(changes, key=lambda pair: pair[0].rank):
            reply = _changed(kind, _for(fault, call), reply)
        return reply

    def _served(self, call: Call) -> Reply:
        """The service's own answer; whole, if anything is to be done to it."""
        reply = call.answer()
        if reply.stream and any(isinstance(kind, Change | Carry) for kind, _ in self._faults):
            return replace(reply, body=b"".join(reply.stream()), stream=None)
        return reply


def _changed(kind: Change, call: Call, reply: Reply) -> Reply:
    """The reply after one change; as it was, if others have left nothing that the change could be made to."""
    try:
        return kind.act(call, reply)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return reply


def _for(fault: Fault, call: Call) -> Call:
    return replace(call, name=fault.kind, argument=fault.argument)
