"""Requests meant to hurt: each gets a clear reason, nothing is kept, central goes on."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import msgspec
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.central.serve import Central
from app.domain.operations import encode
from app.domain.wire import LONGEST_BATCH, LONGEST_BLOB, MOST_OPERATIONS
from app.errors import Refused
from app.ports.central import CentralCounts
from tests.central.pens import Pen

INCIDENT = b"\x0a" * 16


class Attacker:
    """Somebody with a laptop's token and a free hand."""

    def __init__(self, central: Central) -> None:
        self.pen = Pen()
        link, _ = self.pen.enrol(central, central.url)
        self.token = link._token
        link.close()
        self.central = central
        self.client = httpx.Client(base_url=central.url, trust_env=False, verify=False)

    def post(self, path: str, body: bytes, **headers: str) -> tuple[int, str]:
        given = {"authorization": f"Bearer {self.token}"} | {
            name.replace("_", "-"): each for name, each in headers.items()
        }
        answer = self.client.post(path, content=body, headers=given)
        return answer.status_code, answer.json()["error"] if answer.status_code >= 400 else ""

    def unharmed(self) -> bool:
        return self.client.get("/health").json()["ok"] is True and self.central.counts() == CentralCounts(0, 0)


@pytest.fixture(scope="module")
def somebody(quick_central: Central) -> Iterator[Attacker]:
    made = Attacker(quick_central)
    yield made
    made.client.close()


@pytest.fixture
def attacker(somebody: Attacker) -> Iterator[Attacker]:
    yield somebody
    assert somebody.unharmed()


def test_a_bomb_is_not_unpacked(attacker: Attacker) -> None:
    bomb = zstandard.ZstdCompressor(level=3).compress(b"\0" * (300 << 20))
    assert len(bomb) < LONGEST_BATCH // 8
    assert attacker.post("/v1/ops", bomb, content_encoding="zstd") == (413, "sync.too_large")


def test_a_window_that_needs_much_memory_is_refused(attacker: Attacker) -> None:
    wide = zstandard.ZstdCompressor(
        compression_params=zstandard.ZstdCompressionParameters(window_log=27, enable_ldm=True)
    ).compress(os.urandom(1000) * 800)
    assert attacker.post("/v1/ops", wide, content_encoding="zstd")[0] in (400, 413)


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (b"", "identity"),
        (b"\xc1", "identity"),
        (b"no message at all", "identity"),
        (b"\xdd\xff\xff\xff\xff", "identity"),
        (b"\x91" * 100_000, "identity"),
        (b"\x81\xa1a\x01", "identity"),
        (encode([1, 2, 3]), "identity"),
        (b"not zstd", "zstd"),
        (zstandard.ZstdCompressor().compress(b"\x90" * 10)[:-3], "zstd"),
        (b"", "zstd"),
    ],
)
def test_garbage_is_unreadable(attacker: Attacker, body: bytes, encoding: str) -> None:
    assert attacker.post("/v1/ops", body, content_encoding=encoding) == (400, "sync.unreadable")


def test_an_unknown_packing_is_refused(attacker: Attacker) -> None:
    assert attacker.post("/v1/ops", b"\x90", content_encoding="gzip") == (415, "sync.unreadable")


def test_too_long_a_body_is_cut_off_whether_it_says_so_or_not(attacker: Attacker) -> None:
    long = b"\0" * (LONGEST_BATCH + 1)
    assert attacker.post("/v1/ops", long) == (413, "sync.too_large")
    answer = attacker.client.post(
        "/v1/ops", content=iter([long]), headers={"authorization": f"Bearer {attacker.token}"}
    )
    assert (answer.status_code, answer.json()) == (413, {"error": "sync.too_large"})


def test_too_many_operations_are_refused(attacker: Attacker) -> None:
    many = attacker.pen.notes(INCIDENT, MOST_OPERATIONS + 1)
    body = zstandard.ZstdCompressor().compress(encode(many))
    assert attacker.post("/v1/ops", body, content_encoding="zstd") == (413, "sync.too_large")


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer AAAA", "Basic YTpi", "Bearer " + "A" * 9000])
def test_a_wrong_token_opens_nothing(attacker: Attacker, token: str) -> None:
    for method, path in [
        ("POST", "/v1/ops"),
        ("GET", "/v1/incidents"),
        ("GET", f"/v1/incidents/{INCIDENT.hex()}/ops"),
        ("PUT", f"/v1/blobs/{'0' * 64}"),
        ("GET", f"/v1/blobs/{'0' * 64}"),
    ]:
        answer = attacker.client.request(method, path, content=b"\x90", headers={"authorization": token})
        assert (answer.status_code, answer.json()) == (401, {"error": "sync.session_refused"})


def test_somebody_elses_signature_proves_nothing(quick_central: Central) -> None:
    known, thief = Pen(), Pen()
    link, enrolled = known.enrol(quick_central, quick_central.url)
    link.close()
    thief.device = known.device
    pretender = thief.transport(quick_central.url)
    with pytest.raises(Refused, match=r"sync\.session_refused"):
        pretender.hello(enrolled.central_key)
    pretender.close()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/incidents/nothex/ops", 400),
        ("GET", f"/v1/incidents/{'0' * 32}/ops?after=-1", 400),
        ("GET", f"/v1/incidents/{'0' * 32}/ops?after={'9' * 30}", 400),
        ("GET", f"/v1/incidents/{'0' * 32}/ops?limit=%C2%B2", 400),
        ("GET", "/v1/incidents?after=xyz", 400),
        ("PUT", "/v1/blobs/short", 400),
        ("GET", "/v1/blobs/..%2f..%2fetc%2fpasswd", 404),
        ("GET", "/v1/nothing", 404),
        ("DELETE", "/v1/ops", 405),
        ("GET", "/v1/enrol", 405),
    ],
)
def test_wrong_addresses_are_told_so(attacker: Attacker, method: str, path: str, status: int) -> None:
    answer = attacker.client.request(method, path, headers={"authorization": f"Bearer {attacker.token}"})
    assert answer.status_code == status
    assert answer.json()["error"] in ("sync.unreadable", "sync.no_such_address")


def test_an_attachment_that_says_it_is_too_large_is_not_awaited(attacker: Attacker) -> None:
    parts = urlsplit(attacker.central.url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=5) as raw:
        head = f"PUT /v1/blobs/{'0' * 64} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {attacker.token}\r\n"
        raw.sendall(f"{head}content-length: {LONGEST_BLOB + 1}\r\n\r\n".encode())
        assert raw.recv(4096).startswith(b"HTTP/1.1 413")


def test_a_connection_that_ends_in_the_middle_of_a_batch_leaves_nothing(attacker: Attacker) -> None:
    body = encode([attacker.pen.introduce(), *attacker.pen.notes(INCIDENT, 50)])
    parts = urlsplit(attacker.central.url)
    for sent in (0, 1, len(body) // 2, len(body) - 1):
        with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=5) as raw:
            head = f"POST /v1/ops HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {attacker.token}\r\n"
            raw.sendall(f"{head}content-length: {len(body)}\r\n\r\n".encode() + body[:sent])
    assert attacker.unharmed()


@pytest.mark.parametrize("wrong", [{"device": b"short"}, {"public_key": b"short"}, {"code": "\x00" * 50}])
def test_an_enrolment_out_of_shape_is_refused(attacker: Attacker, wrong: dict[str, object]) -> None:
    good = {"code": "2345-6789", "device": b"d" * 16, "name": "x", "force": "x", "public_key": b"k" * 32}
    status, reason = attacker.post("/v1/enrol", msgspec.msgpack.encode(good | wrong))
    assert (status, reason) in [(400, "sync.unreadable"), (403, "sync.code_refused")]


def test_a_name_that_a_database_cannot_keep_does_no_harm(central: Central) -> None:
    pen = Pen()
    link = pen.transport(central.url)
    link.enrol(central.invite(), "Laptop\x00 <script>" + "x" * 5000, "Kent\x00", bytes(pen.key.verify_key))
    link.close()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.sampled_from(["/v1/ops", "/v1/hello", "/v1/session", "/v1/enrol"]), st.booleans())
def test_no_bytes_make_it_stumble(attacker: Attacker, body: bytes, path: str, packed: bool) -> None:
    sent = zstandard.ZstdCompressor().compress(body) if packed else body
    status, _ = attacker.post(path, sent, content_encoding="zstd" if packed else "identity")
    assert status in (200, 400, 401, 403)


def test_a_bomb_of_many_frames_and_one_that_lies_about_its_size_are_not_unpacked(attacker: Attacker) -> None:
    frame = zstandard.ZstdCompressor().compress(b"\0" * (8 << 20))
    lying = zstandard.ZstdCompressor(write_content_size=False).compress(b"\0" * (64 << 20))
    for bomb in (frame * 200, lying, zstandard.ZstdCompressor().compress(frame * 200)):
        status, reason = attacker.post("/v1/ops", bomb, content_encoding="zstd")
        assert (status, reason) in [(413, "sync.too_large"), (400, "sync.unreadable")]
