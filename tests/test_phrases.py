"""Every sentence is said somewhere, every key that is said has its sentence, and each gets what it needs."""

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from app import errors
from app.phrases import Phrases

ROOT = Path(__file__).resolve().parents[1]
PHRASES = ROOT / "resources" / "phrases"
CODE = ("app", "ui", "db")
ERRORS = {name for name, value in vars(errors).items() if isinstance(value, type)} - {"annotations"}
SAYERS = ERRORS | {"say", "_say", "phrases", "_phrases", "_say_phrase", "Reason"}
KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
UNSAID = {
    "entry.officers", "entry.sign_in_title", "now.nobody_to_give", "now.room", "now.tell_nobody", "person.change",
    "person.photo", "person.reading", "person.sections", "person.suggestions", "person.tell_title", "person.when_hint",
    "person.location_save", "print.printed", "shell.room", "shell.time",
}  # fmt: skip
"""Sentences that nothing says any more, or not yet; nothing may join them."""
AMERICAN = re.compile(
    r"\b(colou?r(?<!colour)s?|center(ed|s)?|gray|neighbor\w*|(kilo)?meters?|cancel(ed|ing)|travel(ed|ing|er)|"
    r"label(ed|ing)|organiz\w+|recogniz\w+|authoriz\w+|synchroniz\w+|initializ\w+|behavior\w*|license|analyz\w+|"
    r"favorite\w*|program(?!s?\b)ed|fulfill|skillful|jewelry|pajamas|sidewalk|cell ?phone|license plate|math)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Said:
    """One call that says a sentence. ``given`` is ``None`` where values come from elsewhere."""

    where: str
    pattern: str
    key: str | None
    given: frozenset[str] | None


@cache
def sentences() -> dict[str, str]:
    """All sentences by key."""
    return {key: words for _, pairs in files() for key, words in pairs}


@cache
def files() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Each file with its pairs, as they stand in it, twice where they stand twice."""
    read = [
        (path.name, tuple(json.loads(path.read_text("utf-8"), object_pairs_hook=list)))
        for path in sorted((PHRASES / "en").glob("*.json"))
    ]
    assert read
    return tuple((name, tuple((key, words) for key, words in pairs)) for name, pairs in read)


@cache
def trees() -> tuple[tuple[str, ast.Module], ...]:
    """Every module of the product."""
    paths = [path for folder in CODE for path in sorted((ROOT / folder).rglob("*.py"))]
    return tuple((str(path.relative_to(ROOT)), ast.parse(path.read_text("utf-8"))) for path in paths)


def calls() -> Iterator[Said]:
    """Every call with a key in it that names a sentence, whole or in part."""
    for name, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _called(node.func) in SAYERS and node.args:
                for key in _branches(node.args[0]):
                    yield from _said(f"{name}:{node.lineno}", key, node)


def _called(function: ast.expr) -> str:
    """The last word of what is called; of ``phrases()(...)`` the first call."""
    if isinstance(function, ast.Call):
        return _called(function.func)
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _branches(node: ast.expr) -> Iterator[ast.expr]:
    """Both ways of ``a if b else c``."""
    if isinstance(node, ast.IfExp):
        yield from (*_branches(node.body), *_branches(node.orelse))
    else:
        yield node


def _said(where: str, key: ast.expr, call: ast.Call) -> Iterator[Said]:
    given = _given(call)
    if isinstance(key, ast.Constant) and isinstance(key.value, str) and KEY.fullmatch(key.value):
        yield Said(where, re.escape(key.value), key.value, given)
    elif isinstance(key, ast.JoinedStr) and (pattern := _pattern(key)):
        yield Said(where, pattern, None, None)


def _given(call: ast.Call) -> frozenset[str] | None:
    """The names of the values; a reason of the plan has them in a mapping."""
    if len(call.args) > 1:
        values = call.args[1]
        keys = values.keys if isinstance(values, ast.Dict) else [None]
        named = [each.value if isinstance(each, ast.Constant) else None for each in keys]
    else:
        named = [each.arg for each in call.keywords]
    return None if None in named else frozenset(map(str, named))


def _pattern(joined: ast.JoinedStr) -> str | None:
    """What keys an f-string can be; ``None`` where it does not begin with an area."""
    parts = [str(each.value) if isinstance(each, ast.Constant) else None for each in joined.values]
    if len(parts) == 2 and parts[0] is None and re.fullmatch(r"_[a-z_]+", parts[1] or ""):
        return rf"[a-z_]+\.[a-z0-9_.]+{parts[1]}"  # more about what another key says
    if not parts or parts[0] is None or not re.match(r"[a-z_]+\.", parts[0]):
        return None
    return "".join(r"[a-z0-9_.]+" if part is None else re.escape(part) for part in parts)


def literals() -> set[str]:
    """Every text in the code, and in the map's page, that could be a key."""
    texts = {
        node.value
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.fullmatch(node.value)
    }
    template = (ROOT / "resources" / "reports" / "task_sheet.typ").read_text("utf-8")
    texts |= {f"sheet.{word}" for word in re.findall(r"\bw\.([a-z_]+)", template)}
    for script in (ROOT / "resources" / "map").rglob("*"):
        if script.suffix in (".js", ".html") and "vendor" not in script.parts:
            texts |= set(re.findall(r"map_page\.[a-z0-9_.]+", script.read_text("utf-8")))
    return texts


def patterns() -> set[str]:
    """Every f-string, wherever it stands, that could make a key."""
    found = {
        pattern
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr) and (pattern := _pattern(node))
    }
    for script in (ROOT / "resources" / "map" / "js").glob("*.js"):
        parts = re.findall(r"`(map_page\.[a-z0-9_.]*)\$\{", script.read_text("utf-8"))
        found |= {re.escape(part) + r"[a-z0-9_.]+" for part in parts}
    return found


def placeholders(sentence: str) -> set[str]:
    """The names of what a sentence needs."""
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_what_is_said_has_its_sentence() -> None:
    known = sentences()
    said = list(calls())
    assert len(said) > 300  # the walk still finds what it looks for
    unknown = [(each.where, each.key) for each in said if each.key is not None and each.key not in known]
    assert unknown == []


def test_what_is_said_in_part_can_be_said() -> None:
    keys = sentences()
    never = [
        (s.where, s.pattern) for s in calls() if s.key is None and not any(re.fullmatch(s.pattern, k) for k in keys)
    ]
    assert never == []


def test_every_sentence_gets_what_it_needs() -> None:
    known, lacking = sentences(), []
    for each in calls():
        if each.key in known and each.given is not None:
            needed = placeholders(known[each.key]) | placeholders(known.get(f"{each.key}.one", ""))
            if missing := needed - each.given:
                lacking.append((each.where, each.key, missing))
    assert lacking == []


def test_no_key_stands_twice() -> None:
    counted = Counter(key for _, pairs in files() for key, _ in pairs)
    assert [key for key, times in counted.items() if times > 1] == []


def test_every_sentence_is_said_somewhere() -> None:
    named, possible = literals(), [re.compile(pattern) for pattern in patterns()]
    unused = [
        key
        for key in sentences()
        if not {key, key.removesuffix(".one")} & named
        and not any(pattern.fullmatch(key.removesuffix(".one")) for pattern in possible)
    ]
    assert sorted(set(unused) - UNSAID) == []


def test_one_thing_has_a_sentence_for_several_too() -> None:
    keys = sentences()
    assert [key for key in keys if key.endswith(".one") and key.removesuffix(".one") not in keys] == []


@pytest.mark.parametrize(("name", "pairs"), files(), ids=[name for name, _ in files()])
def test_sentences_are_fit_to_be_read(name: str, pairs: tuple[tuple[str, str], ...]) -> None:
    for key, words in pairs:
        assert KEY.fullmatch(key), (name, key)
        assert words == words.strip(), key
        assert words, key
        assert not re.search(r"\bmispers?\b", words, re.IGNORECASE), key
        assert not AMERICAN.search(words), (key, AMERICAN.search(words))
        assert all(each.isidentifier() for each in placeholders(words)), key


def test_an_error_says_what_was_kept_or_what_to_do() -> None:
    """A refusal is a whole sentence; a code, a class or a traceback is none."""
    keys = {each.key for each in calls() if each.key}
    raised = {key for key in keys if key in sentences() and key.split(".")[0] in ("location", "vault", "packs", "sync")}
    for key in raised & _errors():
        words = sentences()[key]
        assert words.endswith((".", "{example}")), key
        assert len(re.split(r"(?<=[.!?:]) ", words)) > 1, key


def _errors() -> set[str]:
    """Keys that an error is raised with."""
    return {
        node.args[0].value
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _called(node.func) in ERRORS and node.args
        and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
    }  # fmt: skip


def test_the_sentences_are_those_that_are_spoken() -> None:
    spoken = Phrases(PHRASES)
    assert all(key in spoken for key in sentences())
    assert spoken("vault.wait_seconds", count=1) != spoken("vault.wait_seconds", count=2)
