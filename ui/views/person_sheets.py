"""Opens the sheets of the Person room over the open person."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.domain.cases import Case
from app.domain.facts import Kind
from ui.printing.painter import MapPainter
from ui.viewmodels.location import LocationModel
from ui.viewmodels.person import PersonModel
from ui.viewmodels.person_entries import FlagForm, FoundForm, NoteForm
from ui.viewmodels.risk import RiskModel
from ui.views.conflict_sheet import ConflictSheet
from ui.views.details_sheet import DetailsSheet
from ui.views.flag_sheet import FlagSheet
from ui.views.found_sheet import FoundSheet
from ui.views.location_sheet import LocationSheet, PlacePictures
from ui.views.note_sheet import NoteSheet
from ui.views.person_parts import FormSheet, Stage
from ui.views.photo_sheet import PhotoSheet
from ui.views.risk_sheet import RiskSheet
from ui.wording import say


class PersonSheets:
    """Each method shows one sheet on the stage; it closes itself when it has saved."""

    def __init__(self, model: PersonModel, stage: Stage, maps: MapPainter | None) -> None:
        self._model, self._stage = model, stage
        self.pictures = PlacePictures(maps)

    @property
    def _case(self) -> Case | None:
        return self._model.case

    def show_location(self, kind: Kind) -> LocationSheet | None:
        """A place typed as one line."""
        if self._case is None:
            return None
        model = LocationModel(self._model.context, self._case.report.id, kind)
        model.start()
        return self._show_location(model, say(f"person.kind_{kind}"))

    def show_tapped(
        self, lon: float, lat: float, kind: Kind = "last_known", precision_m: float = 10.0
    ) -> LocationSheet | None:
        """A finger on the map (degrees, WGS 84): only Save is left to press."""
        if self._case is None:
            return None
        model = LocationModel(self._model.context, self._case.report.id, kind)
        model.start_tapped(lon, lat, precision_m)
        return self._show_location(model, say(f"person.kind_{kind}"))

    def show_correction(self, op: str) -> None:
        """Put an entry right; the old one stays in the log."""
        location = self._model.location(op)
        if self._case is None or location is None:
            return
        model = LocationModel(self._model.context, self._case.report.id, location.said.kind)
        sheet = self._show_location(model, say("person.correct_title"))
        model.start_correcting(location)
        sheet.fill()

    def _show_location(self, model: LocationModel, title: str) -> LocationSheet:
        sheet = LocationSheet(model, self.pictures)
        sheet.done.connect(self._stage.close_sheet)
        self._stage.show_sheet(sheet, title)
        return sheet

    def show_risk(self) -> None:
        """Grade the risk."""
        if self._case is not None:
            model = RiskModel(self._model.context, self._case.report.id)
            self._show(RiskSheet(model), say("person.risk_title", name=self._case.report.first_name))

    def show_conflict(self) -> None:
        """See both grades and decide."""
        if self._case is not None:
            model = RiskModel(self._model.context, self._case.report.id, settling=True)
            sheet = ConflictSheet(model)
            sheet.different.connect(lambda: self._show(RiskSheet(model), say("person.different")))
            self._show(sheet, say("person.conflict_title"), wide=True)

    def show_found(self) -> None:
        """Somebody saw the person."""
        if self._case is not None:
            form = FoundForm(self._model.context, self._case.report.id)
            self._show_form(FoundSheet(form), say("person.found_title", name=self._case.report.first_name))

    def show_note(self) -> None:
        """Something worth knowing."""
        if self._case is not None:
            form = NoteForm(self._model.context, self._case.report.id)
            self._show_form(NoteSheet(form), say("person.note_title"))

    def show_flag(self, name: str) -> None:
        """One flag that is up, or a new one for ""."""
        if self._case is None:
            return
        up = next((flag for flag in self._case.report.flags if flag.name == name), None)
        values = {"flag": up.name, "status": up.status, "evidence": up.evidence, "source": up.source} if up else None
        form = FlagForm(self._model.context, self._case.report.id, values)
        self._show_form(FlagSheet(form, known=up is not None), say("person.flag_sheet"))

    def show_details(self, field: str) -> None:
        """All fields; ``field`` is opened and looked at."""
        if self._case is not None:
            self._stage.show_sheet(DetailsSheet(self._model, field), say("person.all_fields"), wide=True)

    def show_photo(self) -> None:
        """A photo from a file."""
        if self._case is not None:
            self._show(PhotoSheet(self._model.context, self._case.report.id), say("person.photo_sheet"))

    def _show_form(self, sheet: FormSheet, title: str) -> None:
        self._show(sheet, title)

    def _show(self, sheet: QWidget, title: str, *, wide: bool = False) -> None:
        sheet.done.connect(self._stage.close_sheet)  # type: ignore[attr-defined]
        self._stage.show_sheet(sheet, title, wide=wide)
