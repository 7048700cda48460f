"""A scene played: what everybody sent, and what each received from each."""

from collections.abc import Iterator
from dataclasses import dataclass

from rtc_tui.simulator.call.life import Path, Scene
from rtc_tui.simulator.call.noise import Noise
from rtc_tui.simulator.call.receiving import Way, receive, way
from rtc_tui.simulator.call.sending import Columns, Device, Sent, device, send


@dataclass(slots=True)
class Played:
    """What everybody sent; what was received is reckoned when it is asked for."""

    scene: Scene
    sent: list[Sent]
    devices: list[Device]
    starts: list[int]

    def way(self, receiver: int) -> Way:
        """A receiver's way from the server."""
        others = [i for i in range(len(self.sent)) if i != receiver]
        return way(
            self.scene.lives[receiver],
            self.devices[receiver],
            [self.sent[i] for i in others],
            [self._path(i, receiver) for i in others],
            Noise(self.starts[receiver] * 31 + 7),
        )

    def received(self, receiver: int) -> Iterator[tuple[int, Columns]]:
        """What a receiver got, by sender; nothing from who sends nothing."""
        line = self.way(receiver)
        for sender, sent in enumerate(self.sent):
            if sender != receiver:
                columns = self.pair(sender, receiver, line, sent)
                if columns:
                    yield sender, columns

    def pair(self, sender: int, receiver: int, line: Way, sent: Sent) -> Columns:
        """What a receiver got from one sender."""
        chance = Noise(self.starts[receiver] * 7919 + self.starts[sender])
        return receive(sent, line, self._path(sender, receiver), chance)

    def _path(self, sender: int, receiver: int) -> Path:
        return self.scene.paths.get((sender, receiver), _PLAIN)


_PLAIN = Path()


def play(scene: Scene, starts: list[int]) -> Played:
    """Play a scene; `starts` are the users' own seeds of chance."""
    noises = [Noise(start) for start in starts]
    devices = [device(life, noise) for life, noise in zip(scene.lives, noises, strict=True)]
    sent = [send(*each) for each in zip(scene.lives, devices, noises, strict=True)]
    return Played(scene, sent, devices, starts)
