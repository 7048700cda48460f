"""One word for how the feed is doing."""

import pytest

from rtc_tui import errors
from rtc_tui.core.model import WHOLE_APP, Feature, Product, Scope
from rtc_tui.core.snapshot import SLOW_AFTER, Health, Problem, Selection, State, condition, trouble

KINDS = {
    name: kind for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.RtcTuiError)
}


def trouble_of(kind: str) -> Problem:
    return Problem(kind, "message", "hint", 4, since=0.0)


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_has_its_state(kind: str) -> None:
    """What the service or the user has to mend is refused, being too fast is throttled, all else is offline."""
    found = trouble(trouble_of(kind))
    if kind == "Throttled":
        assert found is State.THROTTLED
    elif issubclass(KINDS[kind], errors.Refused | errors.ConfigError | errors.UsageError):
        assert found is State.REFUSED
    else:
        assert found is State.OFFLINE


def test_before_the_first_answer_it_waits() -> None:
    """Neither live nor offline."""
    assert condition(Health(), 0.0) is State.WAITING


@pytest.mark.parametrize(
    ("age", "state"), [(71, State.LIVE), (SLOW_AFTER, State.LIVE), (SLOW_AFTER + 1, State.SLOW), (86400, State.SLOW)]
)
def test_answers_without_new_buckets_are_slow(age: int, state: State) -> None:
    """Three minutes after the newest bucket's start, by when a healthy service has served two more."""
    assert condition(Health(newest=0, answered=1.0), age) is state


def test_an_answer_without_any_bucket_is_live() -> None:
    """A room that nobody was in has none; that is no lateness."""
    assert condition(Health(answered=1.0), 86400) is State.LIVE


def test_the_lead_s_problem_counts() -> None:
    """Operation data that fail do not make the quality offline; when nothing else is asked, they do."""
    problems = {Feature.OPERATION: trouble_of("Unreachable")}
    assert condition(Health(problems, answered=1.0), 1.0) is State.LIVE
    assert condition(Health(problems, answered=1.0, lead=Feature.OPERATION), 1.0) is State.OFFLINE


def test_one_step_back_at_a_time() -> None:
    """The time cursor first, then the scope; and the other product begins at the newest bucket."""
    here = Selection(scope=Scope("room"), cursor=30)
    assert here.back() == Selection(scope=Scope("room"))
    assert here.back().back() == Selection(scope=WHOLE_APP)
    assert here.turned() == Selection(product=Product.WEB, scope=Scope("room"))
    assert here.turned().turned().product is Product.NATIVE
