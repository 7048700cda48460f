"""The Reference pane: what the indicators, limits, codes and regions are, in both languages, and how to find one.

The entries are made by `views/entries.py` from the tables by which the rest of the program goes, so that nothing is
explained that is not so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final
from unicodedata import normalize

from rtc_tui.text import both, language, t
from rtc_tui.text.safe import safe

Both = tuple[str, str]  # English, Chinese
SECTIONS: Final = (
    "indicators", "operation", "metrics", "thresholds", "dimensions", "tiles", "limits", "errors", "storage",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known of an entry. `value` is it as a number, a truth or a word of the API's, for scripts."""

    name: str
    text: Both
    value: str | float | bool | None = None

    @property
    def label(self) -> str:
        """What kind of fact it is, in the language in use."""
        return t(f"reference.fact_{self.name}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing explained. `id` is stable, `name` is what the API or the program calls it."""

    id: str
    section: str
    name: str
    title: Both
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """All entries, in the order of the sections; `folded[i]` is what a search of `entries[i]` looks through."""

    entries: tuple[Entry, ...]
    folded: tuple[str, ...]


def bound(entries: Sequence[Entry]) -> Book:
    """A book of these entries."""
    return Book(tuple(entries), tuple(_haystack(entry) for entry in entries))


def find(book: Book, words: str = "", section: str = "") -> tuple[Entry, ...]:
    """The entries that hold every word, in either language or as part of the ID; `!word`: that do not hold it.

    Width and case do not matter. A whole ID finds its entry alone.
    """
    wanted = fold(words).split()
    here = [
        (entry, text)
        for entry, text in zip(book.entries, book.folded, strict=True)
        if not section or entry.section == section
    ]
    exact = [entry for entry, _ in here if wanted == [fold(entry.id)]]
    return tuple(exact or (entry for entry, text in here if all(_holds(text, word) for word in wanted)))


def _holds(text: str, word: str) -> bool:
    if word.startswith("!") and len(word) > 1:
        return word[1:] not in text
    return word in text


def fold(text: str) -> str:
    """A text as it is compared: width and case aside."""
    return normalize("NFKC", text).casefold()


def _haystack(entry: Entry) -> str:
    texts = [entry.id, entry.name, *entry.title, *both(f"reference.section_{entry.section}")]
    texts += [text for fact in entry.facts for text in fact.text]
    return fold("\n".join(texts))


def own(texts: Both) -> str:
    """The text in the language in use."""
    return texts[1] if language() == "zh" else texts[0]


def other(texts: Both) -> str:
    """The text in the other language; empty when it is the same."""
    if texts[0] == texts[1]:
        return ""
    return texts[0] if language() == "zh" else texts[1]


# ---------------------------------------------------------------------- the list that the cursor walks
@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list: an entry, or (`entry` is None) the name of the section that follows."""

    name: str
    title: str = ""
    entry: Entry | None = None


def lines(found: Sequence[Entry]) -> tuple[Line, ...]:
    """The list: each section's name and number of entries, then its entries."""
    out: list[Line] = []
    for section, group in groupby(found, key=lambda entry: entry.section):
        here = list(group)
        out.append(Line(t("reference.section", name=t(f"reference.section_{section}"), n=len(here))))
        out += (Line(entry.name, ", ".join([*_refused(entry), own(entry.title)]), entry) for entry in here)
    return tuple(out)


def place(found: Sequence[Entry], chosen: str) -> int:
    """Where the cursor stands among what was found: on the chosen entry, else on the first."""
    return next((i for i, entry in enumerate(found) if entry.id == chosen), 0)


def moved(found: Sequence[Entry], chosen: str, step: int) -> str:
    """The ID of the entry `step` further on; stops at both ends. The chosen one when nothing was found."""
    if not found:
        return chosen
    return found[min(max(place(found, chosen) + step, 0), len(found) - 1)].id


def leapt(found: Sequence[Entry], chosen: str, step: int) -> str:
    """The ID of the first entry of the next section; or of this section, and from there of the one before."""
    if not found:
        return chosen
    here = place(found, chosen)
    firsts = [i for i, entry in enumerate(found) if not i or entry.section != found[i - 1].section]
    if step > 0:
        return found[next((i for i in firsts if i > here), here)].id
    return found[next((i for i in reversed(firsts) if i < here), here)].id


def heading(book: Book, found: Sequence[Entry], words: str) -> str:
    """The line above the list."""
    if not words:
        return t("reference.count", n=len(book.entries))
    return t("reference.matching", found=len(found), n=len(book.entries), words=safe(words, 60))


_GIST: Final = ("unit", "rate", "reach", "delay", "region", "warn", "crit", "place")
_LABELLED: Final = ("warn", "crit", "reach", "delay")  # of those: what would not be told apart without its kind


def gist(entry: Entry) -> str:
    """In a few words what the title does not tell: `%`, `warn ≥ 3 %, crit ≥ 5 %`, `eu-central-1, not supported`."""
    told = [_labelled(fact) for fact in entry.facts if fact.name in _GIST]
    return ", ".join([*told, *_refused(entry)])


def _labelled(fact: Fact) -> str:
    """Its text, and its kind before it where one needs to know; what is no amount says it all."""
    text = own(fact.text)
    return f"{fact.label} {text}" if fact.name in _LABELLED and fact.value is not None else text


def _refused(entry: Entry) -> list[str]:
    """That a region can not be used: the one fact that must not wait until the entry is opened."""
    refused = any(fact.name == "supported" and fact.value is False for fact in entry.facts)
    return [t("reference.unsupported")] if refused else []


def plain(entry: Entry) -> str:
    """The entry as text to be pasted, in both languages."""
    out = [f"{entry.name}: {' / '.join(part for part in (own(entry.title), other(entry.title)) if part)}"]
    for fact in entry.facts:
        texts = [part for part in (own(fact.text), other(fact.text)) if part]
        out.append(f"  {fact.label}: {' / '.join(texts)}")
    return "\n".join(out)
