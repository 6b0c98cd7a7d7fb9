"""What the small sheets of the Person room save: found, a note, a flag, one field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from app.domain import facts
from app.domain.identity import Id
from ui.viewmodels.context import Context
from ui.viewmodels.field_values import entry_of, text_of
from ui.viewmodels.person_forms import Form
from ui.wording import say


class FoundForm(Form):
    """Somebody saw the person: who, where, when."""

    needed: ClassVar[Mapping[str, str]] = {"by": "report.located_by_whom"}
    times: ClassVar[tuple[str, ...]] = ("when",)
    by_error: ClassVar[Mapping[str, str]] = {"report.located_by_whom": "by"}

    def __init__(self, context: Context, incident: Id) -> None:
        super().__init__(context, incident, "found")

    def work(self, values: Mapping[str, str]) -> Callable[[], object]:
        at, reports = self.time("when"), self._services.reports
        return lambda: reports.locate(self.incident, values["by"], values.get("where", ""), at)

    def told(self) -> str:
        return say("person.found_saved")


class NoteForm(Form):
    """Something worth knowing, in the officer's words; also what the sergeant is told."""

    needed: ClassVar[Mapping[str, str]] = {"text": "note.empty"}
    by_error: ClassVar[Mapping[str, str]] = {"note.empty": "text"}

    def __init__(self, context: Context, incident: Id) -> None:
        super().__init__(context, incident, "note")

    def work(self, values: Mapping[str, str]) -> Callable[[], object]:
        reports = self._services.reports
        return lambda: reports.note(self.incident, values["text"], values.get("source", ""))

    def told(self) -> str:
        return say("person.note_saved")


class FlagForm(Form):
    """A flag, how sure it is, and what stands behind it. ``flag`` opens one that is up."""

    needed: ClassVar[Mapping[str, str]] = {
        "flag": "flag.no_name",
        "status": "person.flag_no_status",
        "evidence": "flag.no_evidence",
    }
    by_error: ClassVar[Mapping[str, str]] = {"flag.no_name": "flag", "flag.no_evidence": "evidence"}

    def __init__(self, context: Context, incident: Id, values: Mapping[str, str] | None = None) -> None:
        name = values["flag"] if values else "new"
        super().__init__(context, incident, f"flag:{name}", values)

    def work(self, values: Mapping[str, str]) -> Callable[[], object]:
        reports, source = self._services.reports, values.get("source", "").strip()
        flag = facts.FlagSet(
            flag="_".join(values["flag"].split()),
            status=values["status"],  # type: ignore[arg-type]
            evidence=values["evidence"].strip(),
            source=source,
        )
        return lambda: reports.set_flag(self.incident, flag)

    def told(self) -> str:
        return say("person.flag_saved")


class FieldForm(Form):
    """One field of the report, learnt or put right, and who said so."""

    by_error: ClassVar[Mapping[str, str]] = dict.fromkeys(
        (
            "person.not_number",
            "person.not_date",
            "person.not_text",
            "person.not_yes_no",
            "report.nothing_to_amend",
        ),
        "value",
    )

    def __init__(self, context: Context, incident: Id, name: str, value: object) -> None:
        self.name = name
        super().__init__(context, incident, f"field:{name}", {"value": text_of(name, value)})

    def work(self, values: Mapping[str, str]) -> Callable[[], object]:
        reports, details = self._services.reports, {self.name: entry_of(self.name, values.get("value", ""))}
        return lambda: reports.amend(self.incident, details, values.get("source", ""))

    def told(self) -> str:
        return say("person.field_saved", field=say(f"person.field_{self.name}"))
