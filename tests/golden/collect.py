"""Adds an operation for each type and version that has none yet; what is there already never changes.

python -m tests.golden.collect
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import inspect
from nacl.signing import SigningKey

from app.domain.facts import FACTS, Fact
from app.domain.operations import Chain, Draft, Moment, encode, sign

FILE = Path(__file__).with_name("operations.json")
KEY = SigningKey(bytes(range(32)))


_PLAIN: dict[type[inspect.Type], Any] = {
    inspect.StrType: "words",
    inspect.BoolType: True,
    inspect.IntType: 7,
    inspect.FloatType: 0.5,
    inspect.BytesType: bytes(range(32)),
    inspect.DateTimeType: datetime(2026, 11, 24, 22, 40, tzinfo=UTC),
    inspect.DictType: {"hair": "brown"},
}


def example(type_: inspect.Type) -> Any:
    """A value of a type, every part of it filled."""
    if isinstance(type_, inspect.LiteralType):
        return type_.values[0]
    if isinstance(type_, inspect.UnionType):
        return example(next(each for each in type_.types if not isinstance(each, inspect.NoneType)))
    if isinstance(type_, inspect.ListType):
        return [example(type_.item_type)]
    if isinstance(type_, inspect.TupleType):
        return [example(each) for each in type_.item_types]
    return _PLAIN[type(type_)]


def filled(fact: type[Fact]) -> Fact:
    """A fact with every field set."""
    info = inspect.type_info(fact)
    assert isinstance(info, inspect.StructType)
    return msgspec.convert({each.name: example(each.type) for each in info.fields}, fact)


def golden(fact: Fact) -> dict[str, Any]:
    """The signed operation in hexadecimal, and what is in it in words."""
    draft = Draft(b"i" * 16, b"e" * 16, fact.TYPE, fact.VERSION, encode(fact), {"risk": [b"o" * 32]}, b"p" * 32)
    chain = Chain(b"d" * 16, b"s" * 16, 41, b"q" * 32, 1 << 40)
    moment = Moment(1_795_560_000_000, 12_345, -250)
    made, _ = sign(draft, chain, b"a" * 16, moment, b"t" * 16, lambda data: KEY.sign(data).signature)
    said = {"payload": made.payload, "header": made.header, "signature": made.signature, "salt": made.salt}
    return {
        "type": fact.TYPE,
        "version": fact.VERSION,
        **{name: value.hex() for name, value in said.items() if value is not None},
        "fact": json.loads(msgspec.json.encode(msgspec.to_builtins(fact))),
        "writes": json.loads(msgspec.json.encode(fact.writes())),
    }


def main() -> None:
    """Add what is missing."""
    kept = json.loads(FILE.read_text()) if FILE.exists() else []
    have = {(each["type"], each["version"]) for each in kept}
    kept += [golden(filled(fact)) for key, fact in FACTS.items() if key not in have]
    FILE.write_text(json.dumps(kept, indent=1) + "\n")


if __name__ == "__main__":
    main()
