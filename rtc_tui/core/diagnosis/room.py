"""Rules about the room as a whole: what all share (R22), one device that is bad both ways (R20), adaptation (R23)."""

from collections.abc import Iterator
from math import isnan, nan
from typing import Literal

from rtc_tui.core.call import Span, Track, Way
from rtc_tui.core.diagnosis.scene import FLOW, FULL, Cell, Finding, Scene, fps_ratio, most
from rtc_tui.core.diagnosis.slots import SLOT_MS
from rtc_tui.core.diagnosis.symptoms import Hurt
from rtc_tui.core.diagnosis.verdict import Evidence, Remark
from rtc_tui.core.stats import median

_SHARED = 0.6  # of the cells without any one user: two bad ends alone never make more than half


def common_cause(scene: Scene) -> Iterator[Finding]:
    """R22: most cells are bad from the same moment on, whichever user is left out."""
    hurt = {(one.receiver, one.sender) for one in scene.hurts if one.symptom in FLOW}
    senders, receivers = {sender for _, sender in hurt}, {receiver for receiver, _ in hurt}
    known = {(way.user, way.peer) for way in scene.call.pairs if scene.seen(way)}
    if len(senders) < 2 or len(receivers) < 2 or not _together(scene):
        return
    users = {name for pair in known for name in pair}
    if len(users) == 2:
        yield from _both_ways(scene, sorted(users))
        return
    soft = {pair for pair in known if _touched(scene, *pair)}
    for user in users:
        others = {pair for pair in known if user not in pair}
        if others and len(others & soft) < _SHARED * len(others):
            return
    if len(soft) * 2 >= len(known):
        share = 100 * len(soft) / len(known)
        evidence = (
            Evidence("cells_hurt", "", share, 50.0, "%"),
            Evidence("senders_hurt", "", len(senders), 2.0),
            Evidence("receivers_hurt", "", len(receivers), 2.0),
        )
        unchecked = (Remark("distribution_not_asked"),)
        yield Finding("R22", "server", "", scene.cells(), FULL, evidence, True, share >= 80, (), unchecked)


def _touched(scene: Scene, receiver: str, sender: str) -> bool:
    """Whether a pair is hurt, or would be if its sender spoke: its links are bad.

    Nearly hurt counts where it was better before or after: what a pair always has, nobody has made just now.
    """
    if (receiver, sender) in scene.hurt or any(
        link.strength >= FULL for link in (scene.downlink(receiver, sender), scene.uplink(sender))
    ):
        return True
    return scene.softly(receiver, sender) and scene.risen(receiver, sender)


def _both_ways(scene: Scene, users: list[str]) -> Iterator[Finding]:
    """In a call of two: the links of both are bad at once, in the same direction."""
    one, other = users
    ups = [scene.uplink(user) for user in users]
    downs = [scene.downlink(one, other), scene.downlink(other, one)]
    for links in (ups, downs):
        if all(link.strength >= FULL for link in links):
            evidence = tuple(figure for link in links for figure in link.evidence if figure.value >= figure.limit)
            unchecked = (Remark("no_vote"), Remark("distribution_not_asked"))
            yield Finding("R22", "server", "", scene.cells(), FULL, evidence, unchecked=unchecked)
            return


def _together(scene: Scene) -> bool:
    """Whether most of the episodes began within the same slots."""
    began = [one.began for one in scene.hurts if one.symptom in FLOW]
    middle = median(began)
    near = sum(abs(at - middle) <= scene.rules.same_start_s * 1000 + SLOT_MS for at in began)
    return near >= 0.5 * len(began)


def device_both_ways(scene: Scene) -> Iterator[Finding]:
    """R20: a loaded device without loss, whose user is bad as a sender and as a receiver."""
    for user in {one.sender for one in scene.hurts} & {one.receiver for one in scene.hurts}:
        span = joint(scene.span(sender=user), scene.span(receiver=user))
        load, evidence = scene.cpu(user, span)
        if isnan(load):
            load, evidence = _drops_both_ways(scene, user, span)
        if isnan(load) or load < FULL * 0.9:
            continue
        if scene.uplink(user).loss >= scene.rules.loss or own_loss(scene, user) >= scene.rules.loss:
            continue  # a little loss is what a starved client makes itself
        mine, theirs = scene.cells(sender=user), scene.cells(receiver=user)
        rows, columns = scene.row_vote(user), scene.column_vote(user)
        if not mine or not theirs or not votes(rows) or not votes(columns):
            continue
        figures = (
            *evidence,
            Evidence("receivers_hurt", user, rows[0], rows[1]),
            Evidence("senders_hurt", user, columns[0], columns[1]),
        )
        blind = () if scene.cpu(user, span)[1] else (Remark("no_cpu", user),)
        vote = rows[1] + columns[1] > 2
        yield Finding("R20", "both", user, mine | theirs, load, figures, vote, certain(scene, evidence), (), blind)


def _drops_both_ways(scene: Scene, user: str, span: Span) -> tuple[float, tuple[Evidence, ...]]:
    """A device that tells no load shows it all the same when it drops frames both of what it sends and what it gets."""
    captured, sent = scene.up(user, "video_capture_fps", span), scene.up(user, "video_send_fps_big", span)
    usual = scene.usual(scene.call.up(user), "video_capture_fps")
    wanted = most((captured, usual))
    passed = min(100.0, 100 * sent / wanted) if wanted > 0 else nan
    shown = most(fps_ratio(scene, user, sender, span) for sender in scene.column(user))
    limit = scene.rules.fps_ratio
    if passed < limit and shown < limit:
        told = (Evidence("fps_passed", user, passed, limit, "%"), Evidence("fps_ratio", user, shown, limit, "%"))
        return 0.9, told
    return nan, ()


def adaptation(scene: Scene) -> Iterator[Finding]:
    """R23: a short symptom beside a step of the resolution, in a clean net: the system at work."""
    for hurt in scene.hurts:
        if hurt.symptom != "VS" or hurt.ended - hurt.began > scene.rules.adapted_s * 1000:
            continue
        step = _step_of_size(scene, hurt)
        links = (scene.uplink(hurt.sender).loss, scene.downlink(hurt.receiver, hurt.sender).loss)
        if step is None or any(loss >= scene.rules.loss for loss in links):
            continue
        side, evidence = step
        cell = Cell(hurt.receiver, hurt.sender, "VS")
        culprit = hurt.sender if side == "sender" else hurt.receiver
        finding = Finding("R23", side, culprit, frozenset((cell,)), FULL, (evidence,))
        yield finding


def _step_of_size(scene: Scene, hurt: Hurt) -> tuple[Literal["sender", "receiver"], Evidence] | None:
    reach = scene.rules.same_start_s * 1000
    around = Span(int(hurt.began - reach), int(hurt.began + SLOT_MS + reach))
    up, down = scene.call.up(hurt.sender), scene.call.tracks[Way(hurt.receiver, hurt.sender)]
    if (sent := _ends(up, "video_send_height", around)) is not None:
        return "sender", Evidence("video_send_height", hurt.sender, sent[1], sent[0])
    if (got := _ends(down, "video_recv_height", around)) is not None:
        return "receiver", Evidence("video_recv_height", hurt.receiver, got[1], got[0])
    return None


def _ends(track: Track | None, metric: str, span: Span) -> tuple[float, float] | None:
    """The first and the last value of a span, when they differ."""
    values = [] if track is None else list(track.over(metric, span))
    return (values[0], values[-1]) if values and values[0] != values[-1] else None


def joint(one: Span, other: Span) -> Span:
    """From the first start to the last end."""
    return Span(min(one.start, other.start), max(one.end, other.end))


def own_loss(scene: Scene, receiver: str) -> float:
    """The loss of a receiver's own last hop: what the streams of most senders show."""
    losses = [scene.downlink(receiver, sender).loss for sender in scene.column(receiver)]
    return median(losses) if losses else nan


def votes(vote: tuple[int, int]) -> bool:
    """Whether at least half of those who could see it did."""
    hurt, known = vote
    return bool(hurt) and hurt * 2 >= known


def certain(scene: Scene, figures: tuple[Evidence, ...]) -> bool:
    """Whether a load is beyond doubt, by the tolerant profile's limits."""
    limits = {"cpu_app": scene.rules.certain_cpu_app, "cpu_system": scene.rules.certain_cpu_system}
    return any(one.value >= limits[one.metric] for one in figures if one.metric in limits)
