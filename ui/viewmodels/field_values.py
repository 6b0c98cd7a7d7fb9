"""One field of a report as an officer reads and types it, and as the log has it."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from app.domain.people import FIELDS
from ui.viewmodels.person_lines import known
from ui.wording import say

_ANSWERS: Final[dict[str, object]] = {"yes": True, "no": False, "not_known": "not_known"}
_WRITTEN_DATE: Final = re.compile(r"(\d{1,2})[./ -](\d{1,2})[./ -](\d{4})")


def shown(name: str, value: object) -> str:
    """The value in words; "Not known" where nothing was said."""
    if value is True or value is False:
        return say("person.yes" if value else "person.no")
    if not known(value):
        return say("person.not_known")
    return _written(str(value)) if FIELDS[name].type == "date" else str(value)


def text_of(name: str, value: object) -> str:
    """The value as it stands in the field while it is changed."""
    if FIELDS[name].type == "yes_no":
        return next((key for key, each in _ANSWERS.items() if each is value or each == value), "")
    return "" if value is None else str(value)


def entry_of(name: str, text: str) -> object:
    """What was typed as the log takes it; a wrong number or date stays as typed, for the domain to refuse."""
    text, kind = text.strip(), FIELDS[name].type
    if kind == "yes_no":
        return _ANSWERS.get(text, text)
    if kind == "number":
        return int(text) if text.isdecimal() else text
    return _iso_date(text) if kind == "date" else text


def _iso_date(text: str) -> str:
    written = _WRITTEN_DATE.fullmatch(text)
    if written is None:
        return text
    day, month, year = (int(part) for part in written.groups())
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return text


def _written(iso: str) -> str:
    """``25 Mar 2012``, in the words of the phrases."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day.day} {say('people.months').split()[day.month - 1]} {day.year}"
