"""Whatever was once written can be read for ever, and means the same."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from app.domain.facts import FACTS, read
from app.domain.operations import CONTEXT, Operation, encode, header_of, name_of, payload_fits, signature_good
from tests.golden.collect import FILE, KEY

GOLDEN: list[dict[str, Any]] = json.loads(FILE.read_text())
NAMES = [f"{each['type']} {each['version']}" for each in GOLDEN]


def operation_of(golden: dict[str, Any]) -> Operation:
    return Operation(*(bytes.fromhex(golden[part]) for part in ("header", "signature", "salt", "payload")))


def test_every_type_and_version_has_its_operation() -> None:
    missing = FACTS.keys() - {(each["type"], each["version"]) for each in GOLDEN}
    assert not missing, "python -m tests.golden.collect"


@pytest.mark.parametrize("golden", GOLDEN, ids=NAMES)
def test_an_operation_is_read_checked_and_written_as_it_was(golden: dict[str, Any]) -> None:
    operation = operation_of(golden)
    header = header_of(operation)
    assert (header.type, header.version) == (golden["type"], golden["version"])
    assert encode(header) == operation.header
    assert payload_fits(operation, header)
    assert signature_good(operation, bytes(KEY.verify_key))
    assert KEY.sign(CONTEXT + name_of(operation.header)).signature == operation.signature


@pytest.mark.parametrize("golden", GOLDEN, ids=NAMES)
def test_a_fact_means_what_it_meant(golden: dict[str, Any]) -> None:
    operation = operation_of(golden)
    fact = read(golden["type"], golden["version"], operation.payload or b"")
    assert fact is not None, "a released type and version is accepted for ever"
    assert encode(fact) == operation.payload
    assert json.loads(msgspec.json.encode(msgspec.to_builtins(fact))) == golden["fact"]
    assert json.loads(msgspec.json.encode(fact.writes())) == golden["writes"]
