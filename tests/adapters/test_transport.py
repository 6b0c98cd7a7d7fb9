"""The way to central: which addresses it takes, and what it makes of every kind of answer."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import msgspec
import pytest
import zstandard

from app.adapters.transport import Transport, check_url
from app.domain.operations import encode
from app.domain.wire import LONGEST_BODY, Greeting, Problem, Session, Signed
from app.errors import HomewardError, Offline, Refused, Unreadable
from app.phrases import Phrases
from tests.conftest import ROOT

URL = "https://records.force.example"
Handler = Callable[[httpx.Request], httpx.Response]


@contextmanager
def transport(handler: Handler) -> Iterator[Transport]:
    client = httpx.Client(transport=httpx.MockTransport(handler))
    made = Transport(URL, b"d" * 16, _sign, client)
    yield made
    made.close()


def central(answer: Callable[[], httpx.Response]) -> Handler:
    """Greets as central does; everything after that answers with ``answer``."""

    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/hello":
            return message(Greeting(b"n", 1, 0))
        if request.url.path == "/v1/session":
            return message(Session("token"))
        return answer()

    return handler


def answered(status: int, body: bytes = b"", **headers: str) -> httpx.Response:
    """As it comes from a network: not read, not unpacked."""
    named = {name.replace("_", "-"): each for name, each in headers.items()}
    return httpx.Response(status, stream=httpx.ByteStream(body), headers=named)


def message(value: object) -> httpx.Response:
    return answered(200, encode(value))


def refused(status: int, key: str) -> httpx.Response:
    return answered(status, msgspec.json.encode(Problem(key)))


def _sign(_data: bytes) -> bytes:
    return b"s" * 64


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (" https://records.force.example/ ", "https://records.force.example"),
        ("records.force.example:8443", "https://records.force.example:8443"),
        ("http://127.0.0.1:8100", "http://127.0.0.1:8100"),
        ("http://localhost:8100/", "http://localhost:8100"),
        ("http://[::1]:8100", "http://[::1]:8100"),
    ],
)
def test_an_address_is_taken_as_it_is_meant(typed: str, address: str) -> None:
    assert check_url(typed) == address


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("http://records.force.example", "sync.https_needed"),
        ("http://127.0.0.1.evil.example", "sync.https_needed"),
        ("http://10.0.0.5:8100", "sync.https_needed"),
        ("ftp://records.force.example", "sync.url_unreadable"),
        ("", "sync.url_unreadable"),
        ("https://", "sync.url_unreadable"),
        ("https://[::1", "sync.url_unreadable"),
        ("https://records:notaport", "sync.url_unreadable"),
        ("two words", "sync.url_unreadable"),
        ("https://name:word@records.force.example", "sync.url_unreadable"),
        ("https://records.force.example/?a=b", "sync.url_unreadable"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_with_the_reason(typed: str, key: str) -> None:
    with pytest.raises(Unreadable) as caught:
        check_url(typed)
    assert caught.value.key == key
    assert typed.strip() in Phrases(ROOT / "resources" / "phrases").of(caught.value)


@pytest.mark.parametrize(
    ("answer", "error", "key"),
    [
        (refused(403, "sync.unknown_laptop"), Refused, "sync.unknown_laptop"),
        (refused(400, "phrase.of.its.own"), Refused, "sync.refused"),
        (answered(404, b"<html>hotel network</html>"), Refused, "sync.answer_wrong"),
        (answered(302, location="https://elsewhere.example"), Refused, "sync.answer_wrong"),
        (answered(200, b"<html>please accept our terms</html>"), Refused, "sync.answer_wrong"),
        (message({"epoch": "one"}), Refused, "sync.answer_wrong"),
        (answered(200, b"not zstd", content_encoding="zstd"), Refused, "sync.answer_wrong"),
        (refused(503, "sync.central_busy"), Offline, "sync.central_busy"),
        (answered(500, b"oops"), Offline, "sync.central_busy"),
        (answered(429), Offline, "sync.central_busy"),
    ],
)
def test_every_answer_is_said_in_our_words(answer: httpx.Response, error: type[HomewardError], key: str) -> None:
    with transport(central(lambda: answer)) as link, pytest.raises(error) as caught:
        link.incidents()
    assert caught.value.key == key


@pytest.mark.parametrize("raised", [httpx.ConnectError("x"), httpx.ReadTimeout("x"), httpx.RemoteProtocolError("x")])
def test_a_network_that_fails_is_offline(raised: Exception) -> None:
    def handler(_request: httpx.Request) -> httpx.Response:
        raise raised

    with transport(handler) as link, pytest.raises(Offline, match=r"sync\.offline"):
        link.hello(b"k" * 32)


def test_a_certificate_that_is_not_trusted_is_not_called_offline() -> None:
    def handler(_request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("certificate verify failed") from ssl.SSLCertVerificationError("self-signed")

    with transport(handler) as link, pytest.raises(Refused, match=r"sync\.certificate_refused"):
        link.hello(b"k" * 32)


def test_an_answer_over_its_cap_is_not_read_to_its_end() -> None:
    sent: list[int] = []

    class Endless(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            while len(sent) < 64:
                sent.append(1 << 20)
                yield b"\0" * sent[-1]

    handler = central(lambda: httpx.Response(200, stream=Endless()))
    with transport(handler) as link, pytest.raises(Refused, match=r"sync\.answer_wrong"):
        link.incidents()
    assert sum(sent) <= LONGEST_BODY + (2 << 20)


def test_a_packed_answer_over_its_cap_is_not_unpacked() -> None:
    bomb = zstandard.ZstdCompressor().compress(b"\0" * (300 << 20))
    handler = central(lambda: answered(200, bomb, content_encoding="zstd"))
    with transport(handler) as link, pytest.raises(Refused, match=r"sync\.answer_wrong"):
        link.incidents()


def test_a_packed_answer_is_read() -> None:
    packed = zstandard.ZstdCompressor().compress(encode(Signed(b"b" * 2000, b"s" * 64)))
    with transport(central(lambda: answered(200, packed, content_encoding="zstd"))) as link:
        assert link.incidents() == Signed(b"b" * 2000, b"s" * 64)


def test_a_session_that_ran_out_is_renewed_once() -> None:
    asked: list[str] = []
    answers = iter([refused(401, "sync.session_refused"), message(Signed(b"body", b"s" * 64))])

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return central(lambda: next(answers))(request)

    with transport(handler) as link:
        link.hello(b"k" * 32)
        assert link.incidents().body == b"body"
    assert asked == ["/v1/hello", "/v1/session", "/v1/incidents", "/v1/hello", "/v1/session", "/v1/incidents"]


def test_a_session_that_is_refused_again_is_said() -> None:
    handler = central(lambda: refused(401, "sync.session_refused"))
    with transport(handler) as link, pytest.raises(Refused, match=r"sync\.session_refused"):
        link.incidents()


def test_another_attachment_than_asked_for_is_refused() -> None:
    handler = central(lambda: answered(200, b"something else"))
    with transport(handler) as link, pytest.raises(Refused, match=r"sync\.answer_wrong"):
        link.get_blob(b"\0" * 32)


def test_an_answer_that_trickles_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.adapters.transport._PATIENCE_S", -1000.0)
    with transport(central(lambda: answered(200, b"\x80"))) as link, pytest.raises(Offline, match=r"sync\.offline"):
        link.incidents()


def test_something_that_listens_and_never_speaks_is_offline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        closing = threading.Thread(target=_accept_and_close, args=(listener,))
        closing.start()
        link = Transport(f"http://127.0.0.1:{listener.getsockname()[1]}", b"d" * 16, _sign)
        with pytest.raises(Offline):
            link.hello(b"k" * 32)
        link.close()
        closing.join()


def _accept_and_close(listener: socket.socket) -> None:
    accepted, _ = listener.accept()
    accepted.close()
