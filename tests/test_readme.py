"""The documents for people tell what the program does."""

import re
from pathlib import Path

from rtc_tui.tui.keys import KEYS

ROOT = Path(__file__).parent.parent
SPELLED = {
    "comma": ",", "full_stop": ".", "question_mark": "?", "colon": ":", "escape": "esc", "slash": "/",
    "enter": "⏎", "up": "↑", "down": "↓", "left": "←", "right": "→",
    "plus": "+", "minus": "-", "less_than_sign": "<", "greater_than_sign": ">",
    "left_square_bracket": "[", "right_square_bracket": "]", "left_curly_bracket": "{", "right_curly_bracket": "}",
    "left_parenthesis": "(", "right_parenthesis": ")",
}  # fmt: skip


def test_key_table_of_the_readme_is_the_programs() -> None:
    """Each key that the README names exists, and each action of the program is named by its first key."""
    table = (ROOT / "README.md").read_text(encoding="utf-8").partition("<!-- keys")[2].partition("\n\n")[0]
    named = set(re.findall(r"`([^`]+)`", table))
    firsts = {SPELLED.get(name := key.keys.split(",")[0], name) for key in KEYS}
    assert named - firsts == {"h j k l"}
    assert firsts - named <= {"2", "3", "4", "5"}


def test_readme_is_one_screen_of_prose() -> None:
    """Not longer than somebody reads before trying."""
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 75


def test_pictures_of_the_readme_exist() -> None:
    """Every picture that is shown is there."""
    for path in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8")):
        assert (ROOT / path).is_file()


def test_architecture_names_what_exists() -> None:
    """Every file that the page names is in the tree."""
    page = (ROOT / "rtc_tui" / "ARCHITECTURE.md").read_text(encoding="utf-8")
    names = set(re.findall(r"`((?:[a-z_]+/)+[a-z_]+\.(?:py|tcss))`", page))
    assert names
    assert all(
        (ROOT / name).exists() or (ROOT / "rtc_tui" / name).exists() or (ROOT / "rtc_tui/tui" / name).exists()
        for name in names
    )
