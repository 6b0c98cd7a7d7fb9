"""Every address of central under requests that fit its description, nearly fit it, or do not at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx
import msgspec
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.json import schema_components
from starlette.routing import Route

from app.adapters.transport import _REFUSALS, Transport
from app.central.application import application
from app.central.openapi import ADDRESSES, description
from app.central.records import Records
from app.central.seals import Seals
from app.central.serve import Central
from app.domain.operations import CONTEXT, Header, Operation, name_of
from app.ports.central import CentralIdentity
from db.central import open_store
from tests.central.pens import Pen
from tests.central.schemas import JUNK, fitting, nearly

API: dict[str, Any] = json.loads(description())
SCHEMAS = API["components"]["schemas"]
PLACES = [  # those that take a message more often
    (path, method)
    for path, methods in API["paths"].items()
    for method in methods
    for _ in range(4 if method == "post" else 1)
]
WELL, REFUSED = {200, 201}, {400, 401, 403, 404, 405, 413, 415}


class Peer:
    """A laptop that is known, with a token, and with everything to say."""

    def __init__(self, central: Central) -> None:
        link, _ = Pen().enrol(central, central.url)
        self.token = link._token
        link.close()
        self.client = httpx.Client(base_url=central.url, trust_env=False, verify=False, timeout=20)


@pytest.fixture
def peer() -> Iterator[Peer]:
    central = Central(open_store(None, None))
    central.start()
    made = Peer(central)
    yield made
    made.client.close()
    central.stop()


@dataclass
class Pushing:
    pen: Pen
    link: Transport


@pytest.fixture
def pushing(central: Central) -> Iterator[Pushing]:
    pen = Pen()
    link, _ = pen.enrol(central, central.url)
    link.push([pen.introduce()])
    yield Pushing(pen, link)
    link.close()


WORDS = st.one_of(
    st.sampled_from([16, 32, 7]).flatmap(lambda size: st.binary(min_size=size, max_size=size)).map(bytes.hex),
    st.integers(-2, 600).map(str),
    st.sampled_from(["", "²", "9" * 30, "zz", "..", "%00", "0a" * 16, "ff" * 32]),
    st.text(max_size=12),
)
PACKED = zstandard.ZstdCompressor()


def seldom(odd: list[str], usual: list[str]) -> st.SearchStrategy[str]:
    return st.integers(0, 19).flatmap(lambda number: st.sampled_from(odd if number == 13 else usual))


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, str, dict[str, str], bytes, dict[str, str]]:
    """Method, path, query, body, headers."""
    path, method = draw(st.sampled_from(PLACES))
    told = API["paths"][path][method]
    query = {}
    for each in told["parameters"]:
        word = draw(WORDS)
        if each["in"] == "path":
            path = path.replace(f"{{{each['name']}}}", quote(word, safe="") or "-")
        elif draw(st.booleans()):
            query[each["name"]] = word
    body = draw(_bodies(told))
    encoding = draw(seldom(["gzip", "zstd, zstd", ""], ["zstd", "identity"]))
    sent = PACKED.compress(body) if encoding.startswith("zstd") and draw(st.integers(0, 9)) else body
    method = draw(seldom(["delete", "post", "head", "options"], [method]))
    return method.upper(), path, query, sent, {"content-encoding": encoding}


def _bodies(told: dict[str, Any]) -> st.SearchStrategy[bytes]:
    content = told.get("requestBody", {}).get("content", {})
    for kind in content.values():
        if "schema" in kind:
            shaped = nearly(kind["schema"], SCHEMAS).map(_packed)
            return st.one_of(shaped, shaped, shaped, JUNK.map(_packed), st.binary(max_size=60))
    return st.binary(max_size=200)


def _packed(value: object) -> bytes:
    try:
        return msgspec.msgpack.encode(value)
    except (msgspec.MsgspecError, OverflowError, UnicodeEncodeError):
        return b"\xc1"


@settings(max_examples=700, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(requests(), st.integers(0, 9))
def test_whatever_is_asked_is_answered_with_a_reason(
    peer: Peer, request_: tuple[str, str, dict[str, str], bytes, dict[str, str]], known: int
) -> None:
    method, path, query, body, headers = request_
    if known:
        headers = {**headers, "authorization": f"Bearer {peer.token}"}
    answer = peer.client.request(method, path, params=query, content=body, headers=headers)
    assert answer.status_code in WELL | REFUSED, (answer.status_code, method, path, query, body)
    if answer.status_code in REFUSED and method != "HEAD":
        assert answer.json()["error"] in _REFUSALS
    assert peer.client.get("/health").status_code == 200


_, PARTS = schema_components([Header])
HEADERS = st.one_of(fitting(PARTS["Header"], PARTS), nearly(PARTS["Header"], PARTS))


LENGTHS = {1: 16, 3: 16, 5: 32, 6: 32, 14: 16}
"""Of incident, session, the two links and the entity."""


def signed(pen: Pen, header: list[Any]) -> Operation:
    """Whatever stands in it, by an officer whom central knows, on a laptop that it knows."""
    for place, value in enumerate(header):
        if isinstance(value, bytes) and len(value) != 15:
            header[place] = {2: pen.device, 11: pen.officer}.get(place) or ((value or b"i") * 32)[
                : LENGTHS.get(place, 90)
            ]
        if place == 4 and isinstance(value, int):
            header[place] = abs(value) or 1
    data = _packed(header)
    return Operation(data, pen.officer_key.sign(CONTEXT + name_of(data)).signature, b"", None)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(HEADERS, min_size=1, max_size=3))
def test_whatever_a_known_officer_signs_is_taken_or_held(pushing: Pushing, headers: list[Any]) -> None:
    """On both databases: a header that only one of them could not keep would be answered with an error."""
    batch = [signed(pushing.pen, header) if isinstance(header, list) else header for header in headers]
    batch = [each if isinstance(each, Operation) else Operation(_packed(each), bytes(64), b"", None) for each in batch]
    pushed = pushing.link.push(batch)
    assert len(pushed.statuses) == len(batch)
    assert {each.state for each in pushed.statuses} <= {"accepted", "duplicate", "held"}
    again = pushing.link.push(batch)
    assert [each.number for each in again.statuses] == [each.number for each in pushed.statuses]
    assert {each.state for each in again.statuses} <= {"duplicate", "held"}


def test_every_address_is_described() -> None:
    records = Records(open_store(None, None), Seals(CentralIdentity("x", bytes(32), bytes(32))), lambda: 1, None)
    routes = {
        (route.path, method.lower())
        for route in application(records).routes
        if isinstance(route, Route)
        for method in route.methods or ()
        if method != "HEAD"
    }
    assert routes == {(each.path, each.method) for each in ADDRESSES}


def test_the_description_is_served(peer: Peer) -> None:
    answer = peer.client.get("/v1/openapi.json")
    assert answer.json() == API
    assert answer.headers["content-type"] == "application/json"
    assert API["paths"]["/v1/enrol"]["post"]["requestBody"]["content"] == {
        "application/msgpack": {"schema": {"$ref": "#/components/schemas/Enrol"}}
    }
    assert API["paths"]["/v1/ops"]["post"]["security"] == [{"token": []}]
