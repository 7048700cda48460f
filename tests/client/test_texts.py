"""Every sentence of the client stands in both languages, with the same blanks to fill."""

from string import Formatter

import pytest

from rtc_tui.text.client import TEXTS


def _blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("key", TEXTS)
def test_both_languages(key: str) -> None:
    english, chinese = TEXTS[key]
    assert english
    assert chinese
    assert _blanks(english) == _blanks(chinese)
    assert english != chinese
