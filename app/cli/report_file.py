"""Reads a new report from plain JSON: every value of its type, nothing dropped unseen."""

from __future__ import annotations

from typing import Any, Final

from app.cli.reading import time_of
from app.errors import Unreadable
from app.services.reports import NewReport

Given = dict[str, Any]
_PARTS: Final = ("person", "details", "reported_by", "reported_at", "last_seen")


def new_report(given: Given) -> NewReport:
    """The report that a JSON object tells; what is not there is left out, and the service says what is missing.

    Raises:
        Unreadable: a part nobody knows, or one of the wrong type; nothing is saved.
    """
    _only(given, _PARTS)
    seen, by = _object(given, "last_seen"), _informant(given)
    _only(seen, ("at", "when"))
    person = {**_object(given, "details"), **_object(given, "person")}
    name, informant = _text(person, "name"), _text(by, "name")
    person.pop("name", None)
    told = {f"informant_{part}": value for part, value in by.items() if part != "name"}
    return NewReport(
        name=name,
        reported_by=informant,
        reported_at=time_of(_text(given, "reported_at") or None),
        last_seen_at=_text(seen, "at"),
        last_seen_when=time_of(_text(seen, "when") or None),
        details={**person, **told},
    )


def _informant(given: Given) -> Given:
    """Whoever reports: a name, or an object with a name and how to reach them."""
    by = given.get("reported_by")
    return dict(by) if isinstance(by, dict) else {"name": _text(given, "reported_by")}


def _only(given: Given, known: tuple[str, ...]) -> None:
    for part in given:
        if part not in known:
            raise Unreadable("cli.json_unknown", field=part[:60], known=", ".join(known))


def _object(given: Given, name: str) -> Given:
    found = given.get(name)
    if found is not None and not isinstance(found, dict):
        raise Unreadable("cli.json_not_an_object", field=name)
    return dict(found or {})


def _text(given: Given, name: str) -> str:
    found = given.get(name)
    if found is not None and not isinstance(found, str):
        raise Unreadable("cli.json_not_text", field=name)
    return found or ""
