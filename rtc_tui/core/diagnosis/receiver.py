"""Rules about the receiver's end: downlink (R12, R18), device (R14), decoder (R15). All whom they receive from show it."""

from collections.abc import Iterator
from math import isnan, nan

from rtc_tui.core.call import Span
from rtc_tui.core.diagnosis.room import certain, votes
from rtc_tui.core.diagnosis.scene import FLOW, FULL, Cell, Finding, Link, Scene, fps_ratio, most
from rtc_tui.core.diagnosis.verdict import Evidence, Remark
from rtc_tui.core.stats import median


def receiver_end(scene: Scene) -> Iterator[Finding]:
    """All findings about the receivers whose columns hurt."""
    for receiver in scene.receivers():
        span = scene.span(receiver=receiver)
        yield from _downlink(scene, receiver)
        yield from _late(scene, receiver)
        yield from _device(scene, receiver, span)


def _own(scene: Scene, receiver: str) -> dict[str, Link]:
    """The last hop as each sender's stream shows it. What comes lossy from above says nothing of the last hop."""
    links = {sender: scene.downlink(receiver, sender) for sender in scene.column(receiver)}
    clean = {sender: link for sender, link in links.items() if not scene.uplink(sender).loss >= scene.rules.loss_warn}
    return clean or links


def _force(scene: Scene, link: Link) -> float:
    return most((link.loss / scene.rules.loss, link.swing / scene.rules.swing, 0.0))


def _downlink(scene: Scene, receiver: str) -> Iterator[Finding]:
    """R12: the last hop loses, for at least two senders; with a single sender, for sound and picture."""
    links = _own(scene, receiver)
    forces = {sender: _force(scene, scene.downlink(receiver, sender)) for sender in scene.column(receiver)}
    least = scene.rules.loss_warn / scene.rules.loss
    bad = [sender for sender in links if forces[sender] >= least]
    lossy = sum(force >= least for force in forces.values())
    cells = _reached(scene, receiver)
    if not cells or not bad or len(bad) * 2 < len(links) or (lossy == 1 and len(forces) > 1):
        return
    if any(scene.uplink(sender).loss >= scene.rules.loss_warn for sender in bad) and len(links) == 1:
        return  # both ends, or one that shows at the other: `pair` decides
    alone = len(forces) == 1
    strength = median(forces[sender] for sender in bad)
    worst = links[max(bad, key=lambda sender: forces[sender])]
    evidence = (*_telling(scene, worst), Evidence("senders_lossy", receiver, lossy, len(forces)))
    hurt, known = scene.column_vote(receiver)
    both_media = sum(one.unit == "%" and one.value >= scene.rules.loss_warn for one in worst.evidence) > 1
    against = () if hurt * 2 >= known else (Remark("others_heard_well", receiver, known - hurt),)
    vote = both_media if alone else not against
    unchecked = (Remark("no_vote"),) if alone else ()
    sure = worst.loss >= scene.rules.certain_loss
    yield Finding("R12", "receiver", receiver, cells, strength, evidence, vote, sure, against, unchecked)


def _reached(scene: Scene, receiver: str) -> frozenset[Cell]:
    """What a bad last hop may explain: lateness only when it is late itself."""
    cells = scene.cells(receiver=receiver, symptoms=FLOW | {"BLUR"})
    return frozenset(
        cell
        for cell in cells
        if cell.symptom != "DLY" or scene.downlink(receiver, cell.sender).delay >= scene.rules.delay
    )


def _telling(scene: Scene, link: Link) -> tuple[Evidence, ...]:
    return tuple(
        one
        for one in link.evidence
        if one.value >= one.limit or (one.unit == "%" and one.value >= scene.rules.loss_warn)
    )


def _late(scene: Scene, receiver: str) -> Iterator[Finding]:
    """R18: late on the last hop or on the way to it, without loss, while the way up is quick."""
    cells = frozenset(
        cell
        for cell in scene.cells(receiver=receiver)
        if scene.downlink(receiver, cell.sender).delay >= scene.rules.delay
        and not scene.uplink(cell.sender).delay >= scene.downlink(receiver, cell.sender).delay / 2
    )
    if not any(cell.symptom == "DLY" for cell in cells):
        return
    links = [scene.downlink(receiver, cell.sender) for cell in cells]
    worst = max(links, key=lambda link: link.delay)
    if most(link.loss for link in links) >= scene.rules.loss:
        return
    late = sum(scene.downlink(receiver, sender).delay >= scene.rules.delay for sender in scene.column(receiver))
    known = len(scene.column(receiver))
    evidence = (
        *(one for one in worst.evidence if one.metric.endswith("_delay")),
        Evidence("senders_late", receiver, late, known),
    )
    clean = most(link.loss for link in links) < scene.rules.loss_warn
    strength = worst.delay / scene.rules.delay if clean else 0.8
    if late * 2 < known:
        strength *= 0.4
    sure = worst.delay >= scene.rules.certain_delay
    unchecked = (Remark("country_unknown", receiver),)
    yield Finding("R18", "receiver", receiver, cells, strength, evidence, late > 1, sure, (), unchecked)


def _device(scene: Scene, receiver: str, span: Span) -> Iterator[Finding]:
    """R14, R15: what arrives whole is not played: a loaded device, or without load the decoder."""
    cells = frozenset(cell for cell in scene.cells(receiver=receiver) if cell.symptom != "DLY")
    if not cells or _lossy(scene, receiver):
        return
    load, figures = scene.cpu(receiver, span)
    ratios = {
        sender: fps_ratio(scene, receiver, sender, span)
        for sender in scene.column(receiver)
        if scene.down(receiver, sender, "video_recv_bitrate", span) != 0
    }
    ratio = most(-value for value in ratios.values()) * -1
    slow = ratio < scene.rules.fps_ratio
    told = (Evidence("fps_ratio", receiver, ratio, scene.rules.fps_ratio, "%"),) if slow else ()
    vote = scene.column_vote(receiver)
    told = (*told, Evidence("senders_hurt", receiver, vote[0], vote[1])) if vote[1] > 1 else told
    seen = any(cell.symptom == "VS" for cell in cells)
    if load >= FULL and votes(vote):
        rule, strength = ("R14", FULL if slow else 0.9) if seen else ("R20", 0.8)
        yield Finding(
            rule, "receiver", receiver, cells, strength, (*figures, *told), vote[1] > 1, certain(scene, figures)
        )
    elif slow and seen and not load >= FULL:
        narrow = frozenset(cell for cell in cells if ratios.get(cell.sender, nan) < scene.rules.fps_ratio)
        blind = () if figures else (Remark("no_cpu", receiver),)
        rule = "R14" if blind and vote[0] > 1 and votes(vote) else "R15"
        yield Finding(
            rule, "receiver", receiver, cells if votes(vote) else narrow, 0.8, (*told, *figures), votes(vote),
            unchecked=blind,
        )  # fmt: skip


def _lossy(scene: Scene, receiver: str) -> bool:
    """Whether the last hop loses what would hurt."""
    losses = [link.loss for link in _own(scene, receiver).values() if not isnan(link.loss)]
    return bool(losses) and median(losses) >= scene.rules.loss_warn
