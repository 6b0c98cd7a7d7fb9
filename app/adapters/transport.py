"""The way to central over HTTPS, as one laptop: bounded, timed, every failure said in our words."""

from __future__ import annotations

import hashlib
import re
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, Final, TypeVar
from urllib.parse import SplitResult, urlsplit

import httpx
import msgspec
import zstandard

from app.domain.operations import Operation, encode
from app.domain.wire import (
    LONGEST_BLOB,
    LONGEST_BODY,
    MESSAGE_TYPE,
    Asked,
    Enrol,
    Enrolled,
    Greeting,
    Hello,
    Page,
    Problem,
    Proof,
    Pushed,
    Session,
    Signed,
    central_id,
    session_message,
)
from app.errors import Offline, Refused, Unreadable

T = TypeVar("T")

_TIMEOUT: Final = httpx.Timeout(20.0, connect=5.0)
_HOST: Final = re.compile(r"[\w.-]+|[0-9a-f:.]+")
_PATIENCE_S: Final = 60.0
_SLOWEST_BYTES_PER_S: Final = 50_000
"""An answer that comes slower than this for its whole length is taken for none."""
_LATER: Final = (httpx.codes.REQUEST_TIMEOUT, httpx.codes.TOO_MANY_REQUESTS)
_REFUSALS: Final = frozenset(
    {
        "sync.blob_differs",
        "sync.code_refused",
        "sync.no_blob",
        "sync.no_such_address",
        "sync.session_refused",
        "sync.too_large",
        "sync.unknown_laptop",
        "sync.unreadable",
    }
)
"""What central may give as a reason; a phrase key of its own making is not looked up."""


class Transport:
    """See `app.ports.central.CentralLink`. ``sign`` signs with the laptop's key.

    Raises:
        Unreadable: no address, or one without https that is not on this machine.
    """

    def __init__(
        self,
        url: str,
        device_id: bytes,
        sign: Callable[[bytes], bytes],
        client: httpx.Client | None = None,
    ) -> None:
        self.device: Final = device_id
        self._sign = sign
        self._central = b""
        address = check_url(url)
        self._client = client or _client(address)
        self._client.base_url = address
        self._token: str | None = None

    def close(self) -> None:
        """See the port."""
        self._client.close()

    def enrol(self, code: str, name: str, force: str, public_key: bytes) -> Enrolled:
        """See the port."""
        return self._post("/v1/enrol", Enrol(code, self.device, name, force, public_key), Enrolled)

    def hello(self, central_key: bytes) -> Greeting:
        """See the port."""
        self._central = central_id(central_key)
        return self._greet()

    def _greet(self) -> Greeting:
        greeting = self._post("/v1/hello", Hello(self.device), Greeting)
        signature = self._sign(session_message(self._central, greeting.nonce))
        self._token = self._post("/v1/session", Proof(self.device, greeting.nonce, signature), Session).token
        return greeting

    def push(self, operations: Sequence[Operation]) -> Pushed:
        """See the port."""
        return _decode(_good(self._send("/v1/ops", list(operations))), Pushed)

    def known(self, operations: Sequence[tuple[bytes, bytes]]) -> Signed:
        """See the port."""
        return _decode(_good(self._send("/v1/known", Asked(list(operations)))), Signed)

    def incidents(self, after: bytes = b"") -> Signed:
        """See the port."""
        return _decode(_good(self._ask("GET", "/v1/incidents", params={"after": after.hex()})), Signed)

    def pull(self, incident: bytes, after: int, limit: int) -> Page:
        """See the port."""
        where = f"/v1/incidents/{incident.hex()}/ops"
        return _decode(_good(self._ask("GET", where, params={"after": after, "limit": limit})), Page)

    def has_blob(self, sha256: bytes) -> bool:
        """See the port."""
        answer = self._ask("HEAD", _blob(sha256))
        return answer.status != httpx.codes.NOT_FOUND and _good(answer) is not None

    def put_blob(self, sha256: bytes, data: bytes) -> None:
        """See the port."""
        _good(self._ask("PUT", _blob(sha256), content=data, headers={"content-type": "application/octet-stream"}))

    def get_blob(self, sha256: bytes) -> bytes | None:
        """See the port."""
        answer = self._ask("GET", _blob(sha256), LONGEST_BLOB)
        if answer.status == httpx.codes.NOT_FOUND:
            return None
        data = _good(answer)
        if hashlib.sha256(data).digest() != sha256:
            raise Refused("sync.answer_wrong")
        return data

    def _send(self, path: str, value: object) -> Answer:
        body = zstandard.ZstdCompressor(level=3).compress(encode(value))
        return self._ask("POST", path, content=body, headers={"content-type": MESSAGE_TYPE, "content-encoding": "zstd"})

    def _post(self, path: str, value: object, type_: type[T]) -> T:
        answer = self._exchange("POST", path, content=encode(value), headers={"content-type": MESSAGE_TYPE})
        return _decode(_good(answer), type_)

    def _ask(self, method: str, path: str, most: int = LONGEST_BODY, **request: Any) -> Answer:
        """As the laptop that proved itself; once more with a new session where the old one ran out."""
        if self._token is None:
            self._greet()
        answer = self._exchange(method, path, most, self._token, **request)
        if answer.status == httpx.codes.UNAUTHORIZED:
            self._greet()
            answer = self._exchange(method, path, most, self._token, **request)
        return answer

    def _exchange(
        self, method: str, path: str, most: int = LONGEST_BODY, token: str | None = None, **request: Any
    ) -> Answer:
        headers = request.pop("headers", {}) | {"accept-encoding": "zstd, identity"}
        if token is not None:
            headers["authorization"] = f"Bearer {token}"
        with _translated(), self._client.stream(method, path, headers=headers, **request) as response:
            return Answer(response.status_code, _body(response, most))


@dataclass(frozen=True, slots=True)
class Answer:
    """What central answered."""

    status: int
    body: bytes


def _blob(sha256: bytes) -> str:
    return f"/v1/blobs/{sha256.hex()}"


def check_url(url: str) -> str:
    """The address of a central as it is used; ``https`` where none is typed.

    Raises:
        Unreadable: no address, or not https and not on this machine.
    """
    text = url.strip()
    parts = _split(text if "://" in text else f"https://{text}", url)
    if parts.scheme == "http" and not _on_this_machine(parts.hostname or ""):
        raise Unreadable("sync.https_needed", url=url)
    return parts.geturl().rstrip("/")


def _split(text: str, typed: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        httpx.URL(text)
        odd = parts.query or parts.fragment or "@" in parts.netloc or parts.port == 0
        if parts.scheme in ("http", "https") and _HOST.fullmatch(parts.hostname or "") and not odd:
            return parts
    except (ValueError, httpx.InvalidURL):
        pass
    raise Unreadable("sync.url_unreadable", url=typed, example="https://records.force.example")


def _on_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _client(url: str) -> httpx.Client:
    """Trusts what the operating system trusts; a force's proxy is used but for this machine itself."""
    near = _on_this_machine(urlsplit(url).hostname or "")
    return httpx.Client(timeout=_TIMEOUT, trust_env=not near, verify=_trust(urlsplit(url).scheme))


def _trust(scheme: str) -> ssl.SSLContext:
    """Reading the system's certificates takes longer than all else; without TLS nobody is trusted."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if scheme == "http" else ssl.create_default_context()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        if _distrusts(error):
            raise Refused("sync.certificate_refused") from error
        raise Offline("sync.offline") from error


def _distrusts(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error is not None


def _body(response: httpx.Response, most: int) -> bytes:
    """The body, unpacked, at most so many bytes and in a bounded time.

    Raises:
        Refused: it is longer, or packed wrongly. Offline: it trickles.
    """
    until = time.monotonic() + _PATIENCE_S + most / _SLOWEST_BYTES_PER_S
    raw = bytearray()
    for piece in response.iter_raw():
        raw += piece
        if len(raw) > most:
            raise Refused("sync.answer_wrong")
        if time.monotonic() > until:
            raise Offline("sync.offline")
    packed = response.headers.get("content-encoding") == "zstd"
    return _unpack(bytes(raw), most) if packed else bytes(raw)


def _unpack(raw: bytes, most: int) -> bytes:
    try:
        with zstandard.ZstdDecompressor(max_window_size=LONGEST_BODY).stream_reader(raw) as reader:
            plain = reader.read(most + 1)
    except (zstandard.ZstdError, MemoryError):
        raise Refused("sync.answer_wrong") from None
    if len(plain) > most:
        raise Refused("sync.answer_wrong")
    return bytes(plain)


def _good(answer: Answer) -> bytes:
    """The body of an answer that central gave gladly.

    Raises:
        Offline: central is there but cannot now. Refused: it will not, with its reason.
    """
    if answer.status in (200, 201):
        return answer.body
    if answer.status >= httpx.codes.INTERNAL_SERVER_ERROR or answer.status in _LATER:
        raise Offline("sync.central_busy")
    raise Refused(_reason(answer))


def _reason(answer: Answer) -> str:
    try:
        error = msgspec.json.decode(answer.body, type=Problem).error
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return "sync.answer_wrong"
    return error if error in _REFUSALS else "sync.refused"


def _decode(body: bytes, type_: type[T]) -> T:
    try:
        return msgspec.msgpack.decode(body, type=type_)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise Refused("sync.answer_wrong") from None
