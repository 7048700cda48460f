"""What no rule explains (R24): the side by the votes, and the figures that are furthest from this call's usual."""

from collections.abc import Iterable, Iterator
from math import isnan

from rtc_tui.core.call import Span, Track, Way
from rtc_tui.core.diagnosis.scene import Cell, Finding, Scene, Side, whole
from rtc_tui.core.diagnosis.verdict import Evidence
from rtc_tui.core.metrics import CATALOGUE
from rtc_tui.core.stats import mad, median

_SHOWN = 3
_SIZES = ("width", "height")


def unexplained(scene: Scene, cells: frozenset[Cell]) -> Iterator[Finding]:
    """R24 for what is left, grouped by the end that the votes point to."""
    left = set(cells)
    while left:
        side, culprit, group = _most_shared(scene, left)
        evidence = tuple(_deviations(scene, group))
        yield Finding("R24", side, culprit, group, 0.5, evidence, vote=side != "unknown")
        left -= group


def _most_shared(scene: Scene, left: set[Cell]) -> tuple[Side, str, frozenset[Cell]]:
    """The row or the column that most of it lies in, where the others in that row or column agree."""
    groups: list[tuple[int, Side, str, frozenset[Cell]]] = []
    for sender in {cell.sender for cell in left}:
        group = frozenset(cell for cell in left if cell.sender == sender)
        hurt, known = scene.row_vote(sender)
        if hurt > 1 and hurt * 2 > known:
            groups.append((len(group), "sender", sender, group))
    for receiver in {cell.receiver for cell in left}:
        group = frozenset(cell for cell in left if cell.receiver == receiver)
        hurt, known = scene.column_vote(receiver)
        if hurt > 1 and hurt * 2 > known:
            groups.append((len(group), "receiver", receiver, group))
    if groups:
        _, side, culprit, group = max(groups, key=lambda one: (one[0], one[1], one[2]))
        return side, culprit, group
    first = min(left)
    return "unknown", first.sender, frozenset(cell for cell in left if cell[:2] == first[:2])


def _deviations(scene: Scene, cells: frozenset[Cell]) -> list[Evidence]:
    """The three figures of the users concerned that are furthest from their usual, in spreads of their own."""
    first = min(cells)
    span = scene.span(first.sender, first.receiver)
    tracks = (
        (first.sender, "", scene.call.up(first.sender)),
        (first.receiver, first.sender, scene.call.tracks[Way(first.receiver, first.sender)]),
    )
    ranked = [one for user, peer, track in tracks for one in _far(scene, user, peer, track, span)]
    return [evidence for _, evidence in sorted(ranked, key=lambda one: -one[0])[:_SHOWN]]


def _far(scene: Scene, user: str, peer: str, track: Track | None, span: Span) -> Iterable[tuple[float, Evidence]]:
    for metric in track.metrics if track is not None else ():
        known = CATALOGUE.get(metric)
        if known is None or metric.endswith(("_stall", *_SIZES)) or track is None:
            continue
        values = track.over(metric, whole(scene.call))
        usual, now = median(values), track.median(metric, span)
        far = abs(now - usual) / max(mad(values), 0.05 * abs(usual), 0.5)
        if not isnan(far) and far > 1:
            yield far, Evidence(metric, user, now, usual, known.unit, peer)
