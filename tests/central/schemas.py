"""Values that fit a JSON schema, and values that nearly do: what a hostile peer sends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

Value = Any
Schema = dict[str, Any]

_SIZES = st.sampled_from([16, 16, 16, 32, 32, 32, 64, 0, 15, 17])
_BYTES = st.one_of(_SIZES.flatmap(lambda size: st.binary(min_size=size, max_size=size)), st.binary(max_size=90))
_NUMBERS = st.one_of(st.integers(-1, 3), st.sampled_from([2**31, 2**63 - 1, 2**63, 2**64 - 1, -(2**63)]))
_TEXTS = st.one_of(
    st.text(max_size=20), st.sampled_from(["", "\x00", "\u202e", "'; DROP TABLE operation; --", "x" * 3000])
)
JUNK: st.SearchStrategy[Value] = st.recursive(
    st.one_of(st.none(), st.booleans(), _NUMBERS, st.floats(), _TEXTS, _BYTES),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(_TEXTS, inner, max_size=4)),
    max_leaves=6,
)


def fitting(schema: Schema, components: dict[str, Schema]) -> st.SearchStrategy[Value]:
    """Values of this shape."""
    if "$ref" in schema:
        return fitting(components[schema["$ref"].rsplit("/", 1)[1]], components)
    if "anyOf" in schema:
        return st.one_of(*(fitting(each, components) for each in schema["anyOf"]))
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    return _SHAPES[schema["type"]](schema, components)


def _object(schema: Schema, components: dict[str, Schema]) -> st.SearchStrategy[Value]:
    if "additionalProperties" in schema:
        return st.dictionaries(_TEXTS, fitting(schema["additionalProperties"], components), max_size=3)
    return st.fixed_dictionaries({name: fitting(each, components) for name, each in schema["properties"].items()})


def _array(schema: Schema, components: dict[str, Schema]) -> st.SearchStrategy[Value]:
    if "prefixItems" in schema:
        return st.tuples(*(fitting(each, components) for each in schema["prefixItems"])).map(list)
    return st.lists(fitting(schema["items"], components), max_size=4)


_SHAPES: dict[str, Callable[[Schema, dict[str, Schema]], st.SearchStrategy[Value]]] = {
    "object": _object,
    "array": _array,
    "string": lambda schema, _: _BYTES if "contentEncoding" in schema else _TEXTS,
    "integer": lambda *_: _NUMBERS,
    "boolean": lambda *_: st.booleans(),
    "null": lambda *_: st.none(),
}


@st.composite
def nearly(draw: st.DrawFn, schema: Schema, components: dict[str, Schema]) -> Value:
    """Of this shape, or with one part of it gone, doubled or something else."""
    value = draw(fitting(schema, components))
    for _ in range(draw(st.integers(0, 2))):
        value = _spoilt(draw, value)
    return value


def _spoilt(draw: st.DrawFn, value: Value) -> Value:
    if isinstance(value, dict) and value:
        name = draw(st.sampled_from(sorted(value)))
        rest = {each: part for each, part in value.items() if each != name}
        return draw(st.sampled_from([rest, {**rest, name: _spoilt(draw, value[name])}, {**value, "more": 1}]))
    if isinstance(value, list) and value:
        place = draw(st.integers(0, len(value) - 1))
        instead = draw(st.sampled_from([[], [_spoilt(draw, value[place])], [value[place]] * 2]))
        return [*value[:place], *instead, *value[place + 1 :]]
    return draw(JUNK)
