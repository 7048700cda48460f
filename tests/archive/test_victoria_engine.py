"""An engine that is away, slow, or answers nonsense: nothing is waited for, nothing forgotten, no secret shown."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest

from rtc_tui.archive.opening import Surroundings, is_shared, open_archive, place_name
from rtc_tui.archive.sqlite import SqliteArchive
from rtc_tui.archive.victoria import VictoriaArchive
from rtc_tui.archive.victoria_engine import Engine, place_of
from rtc_tui.core.account import ArchiveAccess
from rtc_tui.core.model import BUCKET, Window
from rtc_tui.errors import ArchiveBusy, ArchiveUnreachable, UsageError
from tests.archive.making import KEY, batch
from tests.archive.node import Hands, archive, recent, taken, until

SECRET = "s3cr3t-of-the-archive"


class Pretender:
    """A server that answers each request with the same bytes, or not at all."""

    def __init__(self) -> None:
        self.answer = b""
        self.status = "204 No Content"
        self.heads: list[bytes] = []
        self.answers = asyncio.Event()
        self.answers.set()
        self._held: set[asyncio.Task[None]] = set()

    async def start(self) -> str:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = cast("asyncio.Task[None]", asyncio.current_task())
        self._held.add(task)
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            self.heads.append(head)
            await self.answers.wait()
            length = f"Content-Length: {len(self.answer)}\r\n" if not self.status.startswith("204") else ""
            writer.write(f"HTTP/1.1 {self.status}\r\n{length}Connection: close\r\n\r\n".encode() + self.answer)
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()
            self._held.discard(task)

    async def stop(self) -> None:
        self._server.close()
        self.answers.set()
        await asyncio.gather(*self._held)


@pytest.fixture
async def pretender() -> AsyncIterator[tuple[Pretender, str]]:
    """Up, with its URL."""
    made = Pretender()
    yield made, await made.start()
    await made.stop()


async def recorder(url: str, folder: Path, hands: Hands) -> VictoriaArchive:
    """One that recorded here before, so that it goes on whatever the engine does."""
    (folder / "alpha").mkdir(parents=True)
    (folder / "alpha" / "recorder").write_text("before")
    return await taken(archive(url, folder, hands), hands)


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        ("500 Internal Server Error", b"boom \x1b[2J"),
        ("200 OK", b"<html>a proxy's page</html>"),
        ("200 OK", b'{"metric":{"__name__":"x"},"values":[1,2'),
        ("200 OK", b'{"metric":{"__name__":"x"},"values":[1,2],"timestamps":[1]}\n'),
        ("302 Found", b""),
        ("401 Unauthorized", b""),
    ],
)
async def test_an_engine_that_answers_nonsense(
    status: str, answer: bytes, pretender: tuple[Pretender, str], tmp_path: Path
) -> None:
    """What was accepted waits on disk, reading says what is wrong, and the sentence has nothing foreign in it."""
    server, url = pretender
    server.status, server.answer = status, answer
    hands = Hands()
    made = await recorder(url, tmp_path, hands)
    await made.write([batch([1.0], recent())])
    await until(lambda: made.note, made)
    with pytest.raises(ArchiveUnreachable) as raised:
        await made.stamp()
    assert "\x1b" not in raised.value.message + made.note
    assert len(list((tmp_path / "alpha" / "queue").glob("*.batch"))) == 1
    await made.close()


async def test_an_engine_that_says_yes_and_keeps_nothing_never_empties_the_queue(
    pretender: tuple[Pretender, str], tmp_path: Path
) -> None:
    """However often it says so: what cannot be read back is kept and sent again."""
    server, url = pretender
    hands = Hands()
    made = await recorder(url, tmp_path, hands)
    await made.write([batch([1.0], recent())])
    for _ in range(5):
        await until(lambda: not made._forwarder.unsent, made)
        before = len(server.heads)
        hands.ahead += 61
        await until(lambda before=before: len(server.heads) > before + 1, made)  # type: ignore[misc]
    assert len(list((tmp_path / "alpha" / "queue").glob("*.batch"))) == 1
    await made.close()


async def test_accepting_never_waits_for_the_engine(pretender: tuple[Pretender, str], tmp_path: Path) -> None:
    """It answers no request at all, and 50 commits are accepted before one of them is answered."""
    server, url = pretender
    server.status = "200 OK"
    hands = Hands()
    made = await recorder(url, tmp_path, hands)
    made._seeded = True  # which waits two seconds, once
    server.answers.clear()
    for i in range(50):
        await made.write([batch([1.0], recent(60 - i))])
    assert made._forwarder.unsent == 50
    assert len(list((tmp_path / "alpha" / "queue").glob("*.batch"))) == 50
    server.answers.set()
    await made.close()


async def test_an_engine_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    """Whoever never recorded here does not begin while nobody can tell who else does."""
    made = archive("http://127.0.0.1:1", tmp_path, Hands())
    with pytest.raises(ArchiveUnreachable, match=r"127\.0\.0\.1:1"):
        await made.take()
    assert not made.writes
    with pytest.raises(ArchiveBusy):
        await made.write([batch([1.0], recent())])
    with pytest.raises(ArchiveUnreachable):
        await made.read(Window(0, 300), [KEY], BUCKET)
    await made.close()


@pytest.mark.parametrize(
    ("access", "header"),
    [
        (ArchiveAccess("me", SECRET), b"Authorization: Basic bWU6czNjcjN0LW9mLXRoZS1hcmNoaXZl"),
        (ArchiveAccess("", SECRET), b"Authorization: Bearer " + SECRET.encode()),
        (ArchiveAccess(), b""),
    ],
)
async def test_who_we_are_travels_in_a_header_alone(
    access: ArchiveAccess, header: bytes, pretender: tuple[Pretender, str]
) -> None:
    """Basic or bearer, and neither repr, error nor URL shows it."""
    server, url = pretender
    server.status = "401 Unauthorized"
    engine = Engine(place_of(url, secret=bool(access.header)), access)
    with pytest.raises(ArchiveUnreachable) as raised:
        await engine.send(b"{}")
    await engine.aclose()
    assert header.lower() in server.heads[0].lower()
    assert (b"authorization" in server.heads[0].lower()) == bool(header)
    shown = f"{raised.value!r} {raised.value.message} {raised.value.hint} {access!r} {engine.place!r}"
    assert SECRET not in shown
    assert "401" in raised.value.message


PLACES = [
    ("http://h:8428", ("http://h:8428", "http://h:8428", "http://h:8428")),
    ("https://h/vm/", ("https://h/vm", "https://h/vm", "https://h/vm")),
    (
        "http://h:8480/insert/0",
        ("http://h:8480/insert/0/prometheus", "http://h:8481/select/0/prometheus", "http://h:8481/delete/0/prometheus"),
    ),
    (
        "https://lb/select/7:3/prometheus",
        ("https://lb/insert/7:3/prometheus", "https://lb/select/7:3/prometheus", "https://lb/delete/7:3/prometheus"),
    ),
    (
        "http://i:1/insert/0, http://s:2/select/0",
        ("http://i:1/insert/0/prometheus", "http://s:2/select/0/prometheus", "http://s:2/delete/0/prometheus"),
    ),
]


@pytest.mark.parametrize(("url", "sides"), PLACES)
def test_where_is_written_and_where_is_read(url: str, sides: tuple[str, str, str]) -> None:
    """A node is one place, a cluster two; from one side follows the other."""
    place = place_of(url)
    assert (place.insert, place.select, place.delete) == sides


@pytest.mark.parametrize(
    "url",
    ["http://", "ftp://h", "http://h:99999", "http://h?x=1", f"http://me:{SECRET}@h:8428", "http://a,http://b,http://c",
     "http://h/select/0,http://h/insert/0"],
)  # fmt: skip
def test_a_url_that_will_not_do_is_refused_without_repeating_it(url: str) -> None:
    """It may hold a password."""
    with pytest.raises(UsageError) as raised:
        place_of(url)
    assert SECRET not in raised.value.message + raised.value.hint


def test_a_secret_travels_over_tls_or_to_this_machine_alone() -> None:
    """Anything else is refused before anything is sent."""
    with pytest.raises(UsageError):
        place_of("http://elsewhere:8428", secret=True)
    for url in ("http://[::1]:8428", "https://elsewhere"):
        assert place_of(url, secret=True).insert == url


def test_the_url_chooses_the_archive(tmp_path: Path) -> None:
    """Nothing is asked or written by opening."""
    around = Surroundings(tmp_path, time.time, time.monotonic, host="h")
    assert isinstance(open_archive("sqlite", "app1", around), SqliteArchive)
    assert isinstance(open_archive("http://127.0.0.1:1", "app1", around), VictoriaArchive)
    assert is_shared("HTTPS://h")
    assert not is_shared("sqlite:/h")
    assert place_name("http://h:8428/", None) == "http://h:8428"
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ArchiveUnreachable):
        open_archive("http://h", "app1", Surroundings(None, time.time, time.monotonic))


async def test_a_lease_needs_two_looks(pretender: tuple[Pretender, str], tmp_path: Path) -> None:
    """Some seconds lie between claiming and recording, in which another claim could be seen."""
    server, url = pretender
    server.status, server.answer = "200 OK", b""
    hands = Hands()
    made = archive(url, tmp_path, hands)
    assert not await made.take()
    assert not await made.take()
    await taken(made, hands)
    await made.close()
