"""A body as it arrives: inflated by ourselves, bounded in what it may become, whole or refused.

httpx inflates a bomb without limit, and takes a gzip stream that was cut off for a whole one (FACTS 10). So the body is
read raw, and this unpacks it.
"""

import zlib
from typing import Final

from rtc_tui.client.narrow import too_large
from rtc_tui.errors import BadResponse
from rtc_tui.text import t
from rtc_tui.text.safe import safe

_WBITS: Final = {"gzip": 31, "x-gzip": 31, "deflate": 15}
_PLAIN: Final = ("", "identity")


class Body:
    """Collects a body of at most `cap` bytes, counted as they arrive and again as they are inflated."""

    def __init__(self, encoding: str, cap: int, action: str) -> None:
        self._encoding = encoding.strip().lower()
        if self._encoding not in _PLAIN and self._encoding not in _WBITS:
            raise BadResponse(t("client.bad_encoding", encoding=safe(encoding, 40)), action=action)
        self._unpack = None if self._encoding in _PLAIN else zlib.decompressobj(_WBITS[self._encoding])
        self._cap = cap
        self._action = action
        self._arrived = 0
        self.bytes = bytearray()

    def feed(self, chunk: bytes) -> None:
        """Take in what arrived. Raises ResponseTooLarge over the cap, BadResponse on what is not compressed."""
        self._arrived += len(chunk)
        if self._unpack is None:
            self.bytes += chunk
        else:
            self._inflate(chunk)
        if max(self._arrived, len(self.bytes)) > self._cap:
            raise too_large(self._action, t("client.too_large", action=self._action, mib=self._cap >> 20))

    def _inflate(self, chunk: bytes) -> None:
        """Append at most one byte over the cap; what follows the end of a stream is a stream of its own."""
        rest = chunk
        while rest and len(self.bytes) <= self._cap:
            self._next_member()
            try:
                self.bytes += self._unpacker.decompress(rest, self._cap + 1 - len(self.bytes))
            except zlib.error:
                raise self._damaged("client.bad_gzip") from None
            rest = self._unpacker.unconsumed_tail or self._unpacker.unused_data

    @property
    def _unpacker(self) -> "zlib._Decompress":
        assert self._unpack is not None  # noqa: S101 - feed() asks first
        return self._unpack

    def _next_member(self) -> None:
        if self._unpacker.eof:
            self._unpack = zlib.decompressobj(_WBITS[self._encoding])

    def finish(self) -> bytearray:
        """The whole body. Raises BadResponse when its compressed form is cut off."""
        if self._unpack is not None and self._arrived and not self._unpack.eof:
            raise self._damaged("client.cut_gzip")
        return self.bytes

    def _damaged(self, key: str) -> BadResponse:
        return BadResponse(t(key, encoding=self._encoding), action=self._action)
