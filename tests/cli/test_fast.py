"""The fast path reads the command line as click does, or not at all."""

import contextlib
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rtc_tui.cli import demo, fast, monitor, root
from rtc_tui.cli.common import COMMON, DEMO, Flags
from rtc_tui.errors import RtcTuiError

_words = st.sampled_from(
    ["demo", "get", "--help", "--", "-x", "x", "", "--nonsense", "--version"]
    + [f"--{option.name}" for option in (*COMMON, *DEMO)]
    + [f"--{option.name}=v" for option in (*COMMON, *DEMO)]
)


@given(st.lists(_words, max_size=6))
@settings(max_examples=400, deadline=None)
def test_same_as_click(words: list[str]) -> None:
    quick = fast.parse(words)
    with pytest.MonkeyPatch.context() as patch:
        seen: list[tuple[str, Flags]] = []
        patch.setattr(monitor, "monitor", lambda flags: seen.append(("", dict(flags))))
        patch.setattr(demo, "demo", lambda flags: seen.append(("demo", dict(flags))))
        with contextlib.suppress(RtcTuiError), contextlib.redirect_stdout(io.StringIO()):
            root.run(words)
    if quick is not None:
        assert seen == [quick]


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ([], ("", {})),
        (["demo"], ("demo", {})),
        (["--app", "a", "--ascii"], ("", {"app": "a", "ascii": "true"})),
        (["--lang=zh", "demo", "--seed", "7", "--lang", "en"], ("demo", {"lang": "en", "seed": "7"})),
        (["--help"], None),
        (["demo", "--help"], None),
        (["--seed", "7", "demo"], None),
        (["get", "live"], None),
        (["--app"], None),
        (["--app", "--ascii"], None),
        (["--ascii=true"], None),
        (["demo", "demo"], None),
    ],
)
def test_reads_what_is_plain(words: list[str], read: tuple[str, Flags] | None) -> None:
    assert fast.parse(words) == read
