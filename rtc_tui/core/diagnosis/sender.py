"""Rules about the sender's end: camera (R7), load (R8, R9), uplink (R10, R11, R19). All their receivers must see it."""

from collections.abc import Iterator
from dataclasses import replace
from math import isnan, nan

from rtc_tui.core.call import Span
from rtc_tui.core.diagnosis.room import certain, votes
from rtc_tui.core.diagnosis.scene import FLOW, FULL, Cell, Finding, Link, Scene, most, whole
from rtc_tui.core.diagnosis.verdict import Evidence, Remark

_PICTURE = frozenset(("VS", "BLUR"))
_SCREENS = frozenset(
    ((1280, 800), (1366, 768), (1440, 900), (1680, 1050), (1920, 1080), (1920, 1200), (2560, 1440), (2560, 1600),
     (2880, 1800), (3840, 2160))
)  # fmt: skip


def sender_end(scene: Scene) -> Iterator[Finding]:
    """All findings about the senders whose rows hurt."""
    for sender in scene.senders():
        span = scene.span(sender=sender)
        yield from _picture(scene, sender, span)
        yield from _loaded(scene, sender, span)
        yield from _uplink(scene, sender)
        yield from _late(scene, sender)


def _picture(scene: Scene, sender: str, span: Span) -> Iterator[Finding]:
    """R7, R8, R9: too few frames are captured, or fewer are sent than captured."""
    cells = scene.cells(sender=sender, symptoms=_PICTURE)
    captured, sent = scene.up(sender, "video_capture_fps", span), scene.up(sender, "video_send_fps_big", span)
    if not cells or isnan(captured):
        return
    load, figures = scene.cpu(sender, span)
    usual = scene.usual(scene.call.up(sender), "video_capture_fps")
    low = max(scene.rules.fps_low, usual / 2)
    clean = not scene.uplink(sender).loss >= (scene.rules.loss if load >= FULL else scene.rules.loss_warn)
    few = captured < low
    capture = Evidence("video_capture_fps", sender, captured, low, "fps")
    vote = scene.row_vote(sender)
    blind = () if figures else (Remark("no_cpu", sender),)
    if load >= FULL and (few or (captured < scene.rules.fps_weak and clean)):
        yield _row(scene, "R8", sender, cells, load, (capture, *figures), certain(scene, figures))
    elif few and not _is_screen(scene, sender, span, captured, usual):
        strength = FULL if votes(vote) else 0.6
        yield _row(scene, "R7", sender, cells, strength, (capture, *figures), captured < 3 and not blind, blind)
    ratio = 100 * sent / captured if captured else nan
    if ratio < scene.rules.fps_ratio and clean and not few:
        fewer = Evidence("fps_ratio", sender, ratio, scene.rules.fps_ratio, "%")
        if load >= FULL:
            yield _row(scene, "R9", sender, cells, load, (fewer, *figures), certain(scene, figures))
        elif not figures:
            yield _row(scene, "R9", sender, cells, 0.8, (fewer,), False, blind)


def _row(  # noqa: PLR0917 - what all findings about a row share
    scene: Scene,
    rule: str,
    sender: str,
    cells: frozenset[Cell],
    strength: float,
    evidence: tuple[Evidence, ...],
    sure: bool,
    unchecked: tuple[Remark, ...] = (),
) -> Finding:
    """A finding about a whole row, weighed by what the others of the row say."""
    hurt, known = scene.row_vote(sender)
    against = () if hurt * 2 >= known else (Remark("others_receive_well", sender, known - hurt),)
    told = (*evidence, Evidence("receivers_hurt", sender, hurt, known)) if known > 1 else evidence
    force = strength if not against else strength * 0.4
    return Finding(rule, "sender", sender, cells, force, told, known > 1 and not against, sure, against, unchecked)


def _is_screen(scene: Scene, sender: str, span: Span, captured: float, usual: float) -> bool:
    """Whether few frames are in the nature of what is shown: as few as ever, all of them sent, in a screen's size."""
    edges = (scene.up(sender, "video_send_width", span), scene.up(sender, "video_send_height", span))
    size = tuple(0 if isnan(edge) else round(edge) for edge in edges)
    sent = scene.up(sender, "video_send_fps_big", span)
    steady: bool = captured >= usual * scene.rules.fps_ratio / 100
    return steady and size in _SCREENS and sent >= captured * 0.8


def _loaded(scene: Scene, sender: str, span: Span) -> Iterator[Finding]:
    """A loaded device, no loss, and all receivers hurt: R9 where a picture suffers, R20 where only the sound does."""
    load, figures = scene.cpu(sender, span)
    cells = scene.cells(sender=sender)
    if isnan(load) or load < FULL or not cells or scene.uplink(sender).loss >= scene.rules.loss_warn:
        return
    if not votes(scene.row_vote(sender)):
        return
    seen = any(cell.symptom == "VS" for cell in cells)
    if seen and _frames_are_fine(scene, sender, span):
        return  # loaded, and no worse for it
    yield _row(scene, "R9" if seen else "R20", sender, cells, 0.8, figures, sure=False)


def _frames_are_fine(scene: Scene, sender: str, span: Span) -> bool:
    """Whether as many frames are captured as ever, and nearly all of them sent."""
    captured, sent = scene.up(sender, "video_capture_fps", span), scene.up(sender, "video_send_fps_big", span)
    usual = scene.usual(scene.call.up(sender), "video_capture_fps")
    return captured >= 0.9 * usual and sent >= 0.9 * captured


def _uplink(scene: Scene, sender: str) -> Iterator[Finding]:
    """R10, R11: loss on the way up, or a bandwidth that has become too small. All receivers suffer."""
    cells = scene.cells(sender=sender, symptoms=FLOW | {"BLUR"})
    link = scene.uplink(sender)
    late = link.delay >= scene.rules.delay_warn
    strength = most((link.loss / scene.rules.loss, link.swing / scene.rules.swing))
    fallen = _fallen(scene, sender)
    clean = not link.loss >= scene.rules.loss_warn
    squeezed = fallen is not None and (late or clean or (link.loss >= 3 and _rising(scene, sender)))
    if late and (squeezed or not clean):
        strength = most((strength, FULL))
    elif squeezed:  # well kept to a narrow line: neither loss nor queue, and little left of the bitrate
        deep = fallen is not None and fallen.value >= 2 * scene.rules.bitrate_fall
        strength = most((strength, FULL if not clean else 0.8 if deep else 0.0))
    load, figures = scene.cpu(sender, scene.span(sender=sender))
    starved = load >= FULL and not link.loss >= scene.rules.loss  # a loaded client is late and loses by itself
    if not cells or isnan(strength) or strength * scene.rules.loss < scene.rules.loss_warn:
        return
    if link.delay < scene.rules.delay:
        cells = frozenset(cell for cell in cells if cell.symptom != "DLY")
    rule = "R10" if squeezed and any(cell.symptom in _PICTURE for cell in cells) else "R11"
    strength = strength * 0.4 if starved else strength
    evidence = (*_telling(link, scene.rules.loss_warn), *((fallen,) if fallen is not None else ()))
    sure = link.loss >= scene.rules.certain_loss or link.delay >= scene.rules.certain_delay
    found = _row(scene, rule, sender, cells, strength, evidence, sure, _no_vote(scene, sender))
    against = (Remark("cpu_may_delay", sender, most(one.value for one in figures)),) if starved else ()
    yield replace(found, contradicts=(*found.contradicts, *against))


def _rising(scene: Scene, sender: str) -> bool:
    """Whether the way up takes much longer than in the better part of the call: a queue, not mere loss."""
    span, up = scene.span(sender=sender), scene.call.up(sender)
    for medium in ("audio", "video"):
        metric = f"{medium}_up_delay"
        now = scene.up(sender, metric, span)
        quiet = up.percentile(metric, whole(scene.call), 0.2) if up is not None else nan
        if now >= 2 * quiet and now - quiet >= scene.rules.delay_ok / 3:
            return True
    return False


def _no_vote(scene: Scene, sender: str) -> tuple[Remark, ...]:
    return (Remark("no_vote"),) if len(scene.row(sender)) < 2 else ()


def _telling(link: Link, loss_warn: float) -> tuple[Evidence, ...]:
    """The figures worth showing: those beyond their limits, and any loss that is not small."""
    return tuple(one for one in link.evidence if one.value >= one.limit or (one.unit == "%" and one.value >= loss_warn))


def _fallen(scene: Scene, sender: str) -> Evidence | None:
    """How far the sent bitrate or frame rate has fallen from what this sender usually sends, in per cent."""
    span, up = scene.span(sender=sender), scene.call.up(sender)
    for metric in ("video_send_bitrate_big", "video_send_fps_big"):
        now, usual = scene.up(sender, metric, span), scene.usual(up, metric)
        fall = 100 * (1 - now / usual) if usual else nan
        if fall >= scene.rules.bitrate_fall and now > 0:
            return Evidence(f"{metric}_fall", sender, fall, scene.rules.bitrate_fall, "%")
    return None


def _late(scene: Scene, sender: str) -> Iterator[Finding]:
    """R19: late on the way up, without loss."""
    cells = scene.cells(sender=sender)
    link = scene.uplink(sender)
    if not any(cell.symptom == "DLY" for cell in cells) or not link.delay >= scene.rules.delay_warn:
        return
    downs = [scene.downlink(receiver, sender).delay for receiver in scene.row(sender)]
    below = min((delay for delay in downs if not isnan(delay)), default=nan)
    strength = link.delay / scene.rules.delay
    if link.loss >= scene.rules.loss or (strength < FULL and below > link.delay * 2):
        return
    load, figures = scene.cpu(sender, scene.span(sender=sender))
    against = (Remark("cpu_may_delay", sender, most(one.value for one in figures)),) if load >= FULL else ()
    evidence = tuple(one for one in link.evidence if one.metric.endswith("_delay"))
    sure = link.delay >= scene.rules.certain_delay
    found = _row(scene, "R19", sender, cells, strength, evidence, sure, _no_vote(scene, sender))
    yield replace(found, contradicts=(*found.contradicts, *against))
