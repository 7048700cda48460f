"""The user page as data."""

from rtc_tui.core.matrix import Matrix
from rtc_tui.core.thresholds import Severity
from rtc_tui.views.calls import user
from rtc_tui.views.calls.matrix import Grid, ordered
from tests.core.calls import Quiet
from tests.views.calls.quiet import call


def page(who: str, side: user.Side, order: str = "stall", quiet: Quiet | None = None) -> user.Page:
    made = Matrix(quiet.call() if quiet else call())
    return user.page(Grid(made, ordered(made), "stall"), who, side, order)


def test_who_is_received_badly_is_so_by_all() -> None:
    """One row per listener, all bad, and the vote says so."""
    found = page("ann", "heard")
    assert {peer.user for peer in found.peers} == {"ben", "cas", "dan"}
    assert {peer.severity for peer in found.peers} == {Severity.CRIT}
    assert (found.vote.bad, found.vote.known) == (3, 3)


def test_the_bad_sender_is_first_for_who_hears_them() -> None:
    """Worst first."""
    found = page("ben", "hears")
    assert found.peers[0].user == "ann"
    assert [peer.badness >= 1 for peer in found.peers] == [True, False, False]


def test_peers_can_be_sorted_by_loss_and_by_name() -> None:
    """Each order has its own first."""
    quiet = Quiet(["ann", "ben", "cas"])
    quiet.change("ann", "audio_down_loss", 9.0, peer="cas")
    assert page("ann", "hears", "loss", quiet).peers[0].user == "cas"
    assert [peer.user for peer in page("ann", "hears", "name", quiet).peers] == ["ben", "cas"]


def test_next_bad_walks_over_the_bad_peers_alone() -> None:
    """Round and round; None where all is well."""
    assert user.next_bad(page("ben", "hears"), "", 1) == "ann"
    assert user.next_bad(page("ben", "hears"), "ann", 1) == "ann"
    assert user.next_bad(page("ann", "hears"), "", 1) is None


def test_somebody_alone_has_no_peers() -> None:
    """An empty table, and no vote."""
    found = page("ann", "heard", quiet=Quiet(["ann"]))
    assert found.peers == ()
    assert found.vote.known == 0
