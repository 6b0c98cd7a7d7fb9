"""What central answers, as an OpenAPI description derived from the messages themselves.

Bodies travel as msgpack, not as JSON; the schemas say their shape, and ``base64`` in them
stands for raw bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import msgspec

from app.domain.operations import Operation
from app.domain.wire import (
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
)

BLOB: Final = "application/octet-stream"
_WHERE: Final = "#/components/schemas/{name}"
_TEXT: Final[dict[str, object]] = {"type": "string"}
_WHOLE: Final[dict[str, object]] = {"type": "integer", "minimum": 0}


@dataclass(frozen=True, slots=True)
class Address:
    """One address: what it takes and gives, each a message type, ``bytes`` or nothing."""

    method: str
    path: str
    says: str
    takes: Any = None
    gives: Any = None
    open: bool = False
    query: tuple[tuple[str, dict[str, object]], ...] = ()


ADDRESSES: Final = (
    Address("get", "/health", "That central is there and its database answers.", open=True),
    Address("get", "/metrics", "What this process has done, for Prometheus.", open=True),
    Address("get", "/v1/openapi.json", "This description.", open=True),
    Address("post", "/v1/enrol", "Make a laptop known by a one-time code.", Enrol, Enrolled, open=True),
    Address("post", "/v1/hello", "A nonce to sign, and central's time.", Hello, Greeting, open=True),
    Address("post", "/v1/session", "A token for the laptop whose key signed the nonce.", Proof, Session, open=True),
    Address("post", "/v1/ops", "Take a batch; answered only after it is committed.", list[Operation], Pushed),
    Address("post", "/v1/known", "A receipt for those of these that are here.", Asked, Signed),
    Address("get", "/v1/incidents", "The tree of each incident.", None, Signed, query=(("after", _TEXT),)),
    Address(
        "get",
        "/v1/incidents/{incident}/ops",
        "Operations of one incident behind a number.",
        None,
        Page,
        query=(("after", _WHOLE), ("limit", _WHOLE)),
    ),
    Address("get", "/v1/blobs/{sha256}", "One attachment.", None, bytes),
    Address("put", "/v1/blobs/{sha256}", "Keep an attachment under the hash of its bytes.", bytes),
)


@cache
def description() -> bytes:
    """The whole description, JSON."""
    messages = [each for address in ADDRESSES for each in (address.takes, address.gives) if each not in (None, bytes)]
    schemas, components = msgspec.json.schema_components([*messages, Problem], ref_template=_WHERE)
    known = dict(zip(map(str, messages), schemas, strict=False))
    paths: dict[str, dict[str, object]] = {}
    for each in ADDRESSES:
        paths.setdefault(each.path, {})[each.method] = _operation(each, known)
    token = {"token": {"type": "http", "scheme": "bearer"}}
    return msgspec.json.encode(
        {
            "openapi": "3.1.0",
            "info": {"title": "Homeward central records", "version": "1"},
            "paths": paths,
            "components": {"schemas": components, "securitySchemes": token},
        }
    )


def _operation(address: Address, known: dict[str, Any]) -> dict[str, object]:
    answer: dict[str, object] = {"description": "Done."} | _body(address.gives, known)
    told: dict[str, object] = {
        "summary": address.says,
        "parameters": [*_in_path(address.path), *(_parameter("query", *each) for each in address.query)],
        "responses": {"2XX": answer, "4XX": _problem("Why it will not."), "503": _problem("Try again later.")},
        "security": [] if address.open else [{"token": []}],
    }
    return told | ({"requestBody": {"required": True} | _body(address.takes, known)} if address.takes else {})


def _body(type_: Any, known: dict[str, Any]) -> dict[str, object]:
    if type_ is None:
        return {}
    return {"content": {BLOB: {}} if type_ is bytes else {MESSAGE_TYPE: {"schema": known[str(type_)]}}}


def _problem(says: str) -> dict[str, object]:
    return {"description": says, "content": {"application/json": {"schema": {"$ref": _WHERE.format(name="Problem")}}}}


def _in_path(path: str) -> list[dict[str, object]]:
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    return [_parameter("path", name, {"type": "string", "pattern": "^([0-9a-f]{2})+$"}) for name in names]


def _parameter(where: str, name: str, schema: dict[str, object]) -> dict[str, object]:
    return {"name": name, "in": where, "required": where == "path", "schema": schema}
