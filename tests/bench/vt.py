"""The terminal's side of a pty: strips output to text, follows modes, and answers what a modern terminal answers.

It follows DEC private modes, so "modes left on" needs no guessing.
"""

import codecs
import re
from collections import Counter
from collections.abc import Callable
from re import Match
from typing import Final

# DEC private modes that must be off once the program has gone, or on for those in _DEFAULT_ON.
_MODE_NAMES: Final = {
    1: "app-cursor-keys", 9: "mouse-x10", 1000: "mouse", 1002: "mouse-drag", 1003: "mouse-any", 1004: "focus",
    1005: "mouse-utf8", 1006: "mouse-sgr", 1015: "mouse-urxvt", 1016: "mouse-pixel", 47: "alt-screen",
    1047: "alt-screen", 1049: "alt-screen", 2004: "bracketed-paste", 2026: "synchronized-output",
    2048: "inband-resize", 25: "cursor-visible", 7: "autowrap",
}  # fmt: skip
_DEFAULT_ON: Final = frozenset({25, 7})
_DECRQM: Final = {2026: 2, 2004: 2, 25: 1, 7: 1}  # 1 set, 2 reset; 0: never heard of
_INCOMPLETE: Final = 65536  # bytes after which an unfinished sequence is taken for garbage

_TOKEN: Final = re.compile(
    rb"\x1b\[(?P<pre>[<=>?]?)(?P<par>[0-9;:]*)(?P<int>[ -/]*)(?P<fin>[@-~])"
    rb"|\x1b\](?P<osc>[^\x07\x1b]*)(?:\x07|\x1b\\)"
    rb"|\x1b[PX^_](?P<dcs>[^\x1b]*)\x1b\\"
    rb"|\x1b(?P<escint>[ -/]*)(?P<esc>[0-OQ-WYZ`-~\\=>])",
    re.DOTALL,
)
_CSI_ANY: Final = re.compile(rb"\x1b\[[ -?]*")


class Vt:
    """`reply` is called with what the terminal answers. `text` grows until its reader clears it."""

    def __init__(self, columns: int, rows: int, reply: Callable[[bytes], None]) -> None:
        self.columns, self.rows = columns, rows
        self.text: list[str] = []
        self.counts: Counter[str] = Counter()  # csi, sgr, move, sync, clear, chars
        self._reply = reply
        self._pending = b""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._modes: dict[int, bool] = {}
        self._kitty = 0
        self._keypad = False

    def feed(self, data: bytes) -> None:
        """Take output in as it comes; an unfinished sequence waits for its rest."""
        buffer = self._pending + data
        at, end = 0, len(buffer)
        while at < end:
            escape = buffer.find(b"\x1b", at)
            if escape < 0:
                self._plain(buffer[at:])
                at = end
                break
            if escape > at:
                self._plain(buffer[at:escape])
            found = _TOKEN.match(buffer, escape)
            if found:
                self._token(found)
                at = found.end()
                continue
            at = _behind_malformed(buffer, escape)
            if at == escape:
                break
        self._pending = buffer[at:]

    def left_on(self) -> list[str]:
        """Modes that are not as a shell expects them."""
        wrong = [
            f"{_MODE_NAMES[mode]}(?{mode}{'h' if on else 'l'})"
            for mode, on in self._modes.items()
            if mode in _MODE_NAMES and on != (mode in _DEFAULT_ON)
        ]
        if self._kitty:
            wrong.append(f"kitty-keyboard x{self._kitty}")
        if self._keypad:
            wrong.append("keypad-app")
        return sorted(wrong)

    def _plain(self, raw: bytes) -> None:
        text = self._decoder.decode(raw)
        if text:
            self.text.append(text)
            self.counts["chars"] += len(text)

    def _token(self, found: Match[bytes]) -> None:
        if found["osc"] is not None:
            self._osc(found["osc"])
        elif found["dcs"] is not None:
            self._dcs(found["dcs"])
        elif found["esc"] is not None:
            if not found["escint"]:
                self._escape(found["esc"])
        else:
            self.counts["csi"] += 1
            if found["pre"]:
                self._private(found["pre"], found["par"], found["int"], found["fin"])
            else:
                self._csi(found["par"], found["fin"])

    def _osc(self, body: bytes) -> None:
        if body in (b"10;?", b"11;?", b"12;?"):
            color = b"1e1e/1e1e/1e1e" if body.startswith(b"11") else b"d0d0/d0d0/d0d0"
            self._reply(b"\x1b]" + body[:2] + b";rgb:" + color + b"\x1b\\")

    def _dcs(self, body: bytes) -> None:
        if body.startswith(b"+q"):
            self._reply(b"\x1bP0+r\x1b\\")
        elif body.startswith(b"$q"):
            self._reply(b"\x1bP0$r\x1b\\")

    def _escape(self, letter: bytes) -> None:
        if letter in b"=>":
            self._keypad = letter == b"="
        elif letter == b"c":
            self._modes.clear()
            self._kitty = 0
        elif letter == b"Z":
            self._reply(b"\x1b[?62;22c")

    def _csi(self, parameters: bytes, final: bytes) -> None:
        if final == b"m":
            self.counts["sgr"] += 1
        elif final in b"HfABEFGd":
            self.counts["move"] += 1
            self.text.append("\n")
        elif final == b"C":
            self.counts["move"] += 1
            self.text.append(" " * max(1, int(parameters or b"1")))
        elif final == b"J":
            self.counts["clear"] += 1
        elif final == b"c":
            self._reply(b"\x1b[?62;22c")
        elif final == b"n" and parameters in (b"5", b"6"):
            self._reply(b"\x1b[0n" if parameters == b"5" else b"\x1b[1;1R")
        elif final == b"t" and parameters in (b"14", b"16", b"18"):
            self._reply({
                b"14": b"\x1b[4;%d;%dt" % (self.rows * 20, self.columns * 10),
                b"16": b"\x1b[6;20;10t",
                b"18": b"\x1b[8;%d;%dt" % (self.rows, self.columns),
            }[parameters])  # fmt: skip

    def _private(self, prefix: bytes, parameters: bytes, between: bytes, final: bytes) -> None:
        if final in b"hl" and prefix == b"?":
            for mode in parameters.split(b";"):
                if mode.isdigit():
                    self._modes[int(mode)] = final == b"h"
            self.counts["sync"] += parameters == b"2026" and final == b"h"
        elif final == b"u" and prefix == b">":
            self._kitty += 1
        elif final == b"u" and prefix == b"<":
            self._kitty = max(0, self._kitty - int(parameters or b"1"))
        elif final == b"c" and prefix == b">":
            self._reply(b"\x1b[>1;10;0c")
        elif final == b"p" and between == b"$":
            mode_asked = int(parameters or b"0")
            self._reply(b"\x1b[?%d;%d$y" % (mode_asked, _DECRQM.get(mode_asked, 0)))
        elif final == b"q" and prefix == b">":
            self._reply(b"\x1bP>|bench(1)\x1b\\")


def _behind_malformed(buffer: bytes, at: int) -> int:
    """Where to go on after what is no sequence; `at` itself when its rest has to be waited for."""
    end = len(buffer)
    bad = _CSI_ANY.match(buffer, at)
    if bad and bad.end() < end:  # a terminal ignores it up to its final byte
        return bad.end() + (0x40 <= buffer[bad.end()] <= 0x7E)
    if not bad and buffer[at + 1 : at + 2] in (b"\x1b", b"\x18", b"\x1a"):
        return at + 1
    return at if end - at < _INCOMPLETE else at + 1
