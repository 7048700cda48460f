"""A request as it came, and a reply as it goes: no framework, no vendor's words."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Request:
    """`query` is the raw query string; header names are lower-case, values as sent (Latin-1)."""

    method: str
    path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)

    def header(self, name: str) -> str | None:
        """The trimmed value of a header; repeated ones are joined by commas; None if absent."""
        values = [value.strip() for key, value in self.headers if key == name]
        return ",".join(values) if values else None


@dataclass(frozen=True, slots=True)
class Reply:
    """`code` is the error code for the log, empty if all is well.

    The body goes in pieces of `chunk` bytes with `pause_s` after each, or whole if 0. After `cut` bytes of it, if not
    None, the connection ends.
    """

    status: int
    body: bytes = field(repr=False)
    content_type: str = "application/json; charset=utf-8"
    code: str = ""
    pause_s: float = 0.0
    chunk: int = 0
    cut: int | None = None
