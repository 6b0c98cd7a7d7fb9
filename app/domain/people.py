"""What can be recorded of a missing person and a report: every field, named once.

Nothing here is mandatory but the name; what is not known is left out and shown as not known.
Source: the field list of a United Kingdom missing report (COMPACT and Police Scotland columns).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from app.errors import Unreadable

FieldType = Literal["text", "long_text", "date", "yes_no", "number"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name in the log, its section, its type."""

    name: str
    section: str
    type: FieldType


def _section(section: str, /, **fields: FieldType) -> list[Field]:
    return [Field(field, section, type_) for field, type_ in fields.items()]


FIELDS: Final[dict[str, Field]] = {
    field.name: field
    for field in [
        *_section(
            "control",
            local_reference="text",
            central_reference="text",
            incident_number="text",
            area="text",
            missing_since="text",
            carer_reported_at="text",
        ),
        *_section(
            "informant",
            informant_name="text",
            informant_relationship="text",
            informant_phone="text",
            informant_address="text",
            informant_organisation="text",
            informant_enquiries="long_text",
            informant_will_do="long_text",
            publicity_consent="yes_no",
        ),
        *_section(
            "identity",
            name="text",
            born="date",
            age="number",
            sex="text",
            aliases="text",
            nickname="text",
            nationality="text",
            language="text",
            interpreter="yes_no",
            ethnicity_self_defined="text",
            ethnicity_observed="text",
            religion="text",
        ),
        *_section(
            "description",
            height="text",
            build="text",
            hair="text",
            eyes="text",
            facial_hair="text",
            glasses="yes_no",
            accent="text",
            marks="text",
            jewellery="text",
            clothing="long_text",
            footwear="text",
            bag="text",
        ),
        *_section(
            "home",
            address="long_text",
            home_type="text",
            looked_after="yes_no",
            legal_status="text",
            placing_authority="text",
            social_worker="text",
            social_worker_phone="text",
            emergency_duty_phone="text",
            prepared_form="text",
        ),
        *_section(
            "circumstances",
            narrative="long_text",
            intention="text",
            preparation="text",
            mood="text",
            trigger="text",
            weather="text",
            transport="text",
            items_taken="text",
            out_of_character="yes_no",
            absent_from="text",
        ),
        *_section(
            "health",
            conditions="text",
            medication="text",
            medication_hours="number",
            allergies="text",
            mental_health="text",
            learning_disability="yes_no",
            autism="yes_no",
            dementia="yes_no",
            communication="text",
            mobility="text",
            pregnancy="yes_no",
            self_harm_history="text",
            doctor="text",
        ),
        *_section(
            "enquiries",
            phones="text",
            accounts="text",
            cards="text",
            vehicles="text",
            associates="long_text",
            places="long_text",
            school="text",
            work="text",
            earlier_episodes="number",
            earlier_episodes_detail="long_text",
        ),
    ]
}


def check(details: dict[str, object]) -> dict[str, object]:
    """The details as they go into the log: each a known field of its type.

    Raises:
        Unreadable: a field nobody knows, or a value that is not of its type.
    """
    for name in details:
        if name not in FIELDS:
            raise Unreadable("person.unknown_field", field=name)
    return {name: _checked(name, value) for name, value in details.items() if value is not None}


def _checked(name: str, value: object) -> object:
    field = FIELDS[name]
    if field.type == "number":
        return _number(name, value)
    if field.type == "yes_no":
        return _yes_no(name, value)
    if field.type == "date":
        return _date(name, value)
    return _text(name, value)


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise Unreadable("person.not_text", field=name)
    return value.strip()


def _number(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 130:
        raise Unreadable("person.not_number", field=name)
    return value


def _yes_no(name: str, value: object) -> object:
    if value in (True, False, "not_known"):
        return value
    raise Unreadable("person.not_yes_no", field=name)


def _date(name: str, value: object) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise Unreadable("person.not_date", field=name, value=value) from None


def age_on(born: str | None, age: int | None, today: date) -> int | None:
    """Age in years from the date of birth, else the age that was given, else not known."""
    if born is None:
        return age
    day = date.fromisoformat(born)
    return today.year - day.year - ((today.month, today.day) < (day.month, day.day))
