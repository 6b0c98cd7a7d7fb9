"""All fields of a report by section: what is known, who said so, and what nobody has asked yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from app.domain.cases import Case
from app.domain.people import FIELDS
from ui.viewmodels.field_values import shown
from ui.viewmodels.person_lines import known, source_words
from ui.viewmodels.person_sayings import Line, mark, sayings
from ui.wording import say


@dataclass(frozen=True)
class Section:
    """One section of the report with its fields."""

    key: str
    title: str
    known: str
    lines: tuple[Line, ...]


def field_label(name: str) -> str:
    return say(f"person.field_{name}")


def sections_of(case: Case, now: datetime) -> tuple[Section, ...]:
    """Every field in the order of the report."""
    details, said = {**case.report.details, "name": case.report.name}, sayings(case)
    made = []
    for section, fields in groupby(FIELDS.values(), key=lambda each: each.section):
        lines = []
        for each in fields:
            value, told = details.get(each.name), said.get(each.name)
            there = known(value)
            who = source_words(told, now) if told and value is not None else ""
            second = say("person.field_value", value=shown(each.name, value), source=who) if who else shown(
                each.name, value)  # fmt: skip
            sent = mark(told.state) if told and value is not None else (None, "")
            lines.append(Line(each.name, "done" if there else "not_known", field_label(each.name), second,
                              "ok_text" if there else "warn_text", *sent))  # fmt: skip
        count = sum(line.icon == "done" for line in lines)
        words = say("person.section_known", count=count, all=len(lines))
        made.append(Section(section, say(f"person.section_{section}"), words, tuple(lines)))
    return tuple(made)
