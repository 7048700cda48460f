"""Foreign text, harmless and legible."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtc_tui.text.safe import safe

# Format characters that are seen, because they are signs of a script: Arabic and Syriac numbers, Kaithi.
VISIBLE = {chr(n) for n in (*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD)}
HOSTILE = {
    "\x1b[2J\x1b[31mred\x1b]0;title\x07": "�[2J�[31mred�]0;title�",
    "\x9b31mred\x90q\x9c": "�31mred�q�",
    "\x1b]8;;http://evil\x1b\\click": "�]8;;http://evil�\\click",
    "user\u202egnp.exe": "user�gnp.exe",
    "a\u2066b\u2069\u200f\u061c": "a�b���",
    "ad\u200bmin\ufeff\u00ad\u2060": "ad�min���",
    "\ud800 lone \udfff": "� lone �",
    "nul\x00byte": "nul�byte",
    "two\nlines\r\nand\rone\x0b\x0c\x1c\u2028\u2029": "two⏎lines⏎and⏎one�����",
    "tab\there": "tab here",
    "back\x08space\x7f": "back�space�",
    "flag\U000e0067\U000e007f": "flag��",
    "invisible\u3164\u115f\uffa0": "invisible���",
    "\ufffe\uffff\ufdd0\U0001ffff": "����",
    "e" + "\u0301" * 30: "e\u0301\u0301\u0301�",
    "Z\u0361\u0352\u0489\u1ab0\u20d0algo": "Z\u0361\u0352\u0489�algo",
}
HARMLESS = (
    "", "广东", "内蒙古自治区", "未知，其他", "Ålesund", "e\u0301te\u0301", "Việt Nam", "日本語テキスト", "한국어", "العربية",
    "हिन्दी", "🙂 🇨🇳", "80ms_audio_stall_rate", "[bold]markup[/bold]", "a  b", "100 % ≥ 5", "C:\\path", "'; DROP", "�",
)  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), HOSTILE.items(), ids=[repr(text)[:30] for text in HOSTILE])
def test_hostile_text_is_harmless_and_leaves_a_mark(text: str, expected: str) -> None:
    """What is taken out is seen to be gone."""
    assert safe(text) == expected


@pytest.mark.parametrize("text", HARMLESS)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    """Chinese, accents, other scripts, emoji; markup is for widgets not to read."""
    assert safe(text) == text


def test_nothing_that_controls_a_terminal_or_cannot_be_seen_passes() -> None:
    """Every character there is: controls, formats, surrogates, separators of lines, non-characters."""
    bad = [
        chr(n)
        for n in range(sys.maxunicode + 1)
        if (unicodedata.category(chr(n)) in ("Cc", "Cf", "Cs", "Zl", "Zp") and chr(n) not in VISIBLE)
        or n & 0xFFFE == 0xFFFE
    ]
    passed = [hex(ord(letter)) for letter in bad if safe(f"a{letter}b") == f"a{letter}b"]
    assert passed == []


@given(st.text(st.characters(), max_size=400), st.integers(2, 300))
def test_it_keeps_its_promise_for_any_text(text: str, limit: int) -> None:
    """One line, no control, within the limit, encodable, and the same when done again."""
    clean = safe(text, limit)
    assert len(clean) <= limit
    assert not any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") for letter in clean)
    clean.encode()
    assert safe(clean, limit) == clean
    assert clean.splitlines() in ([], [clean])


@given(st.text("e\u0301\u0308\u20d0\ufe20\r\n\t", max_size=60))
def test_marks_and_line_ends_in_any_order_are_done_with_at_once(text: str) -> None:
    """Nothing taken out brings together what is unsafe."""
    assert safe(safe(text)) == safe(text)


def test_a_megabyte_is_cut_with_a_mark() -> None:
    """256 characters unless told, the last of them an ellipsis."""
    long = safe("界" * 1_000_000)
    assert (len(long), long[-1]) == (256, "…")
    assert safe("x" * 256) == "x" * 256
    assert safe("x" * 257, 10) == "xxxxxxxxx…"


@pytest.mark.parametrize(("value", "expected"), [(None, "None"), (4.12, "4.12"), (ValueError("a\nb"), "a⏎b")])
def test_what_is_not_text_becomes_text(value: object, expected: str) -> None:
    """Errors and numbers, as they print."""
    assert safe(value) == expected
