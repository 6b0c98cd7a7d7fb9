from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from app.domain.identity import Id, Rank
from app.domain.people import FIELDS
from tests.ui import looks
from tests.ui.now_cast import RESOURCES, Station
from tests.ui.person_cast import Stage, maisie, samira
from ui.theme import Theme
from ui.viewmodels.person_entries import FlagForm, FoundForm, NoteForm
from ui.views.details_sheet import DetailsSheet
from ui.wording import say

Make = Callable[..., Stage]
NARROW, WIDE = looks.SIZES


@pytest.fixture
def make(dressed: Theme, tmp_path: Path, qtbot: QtBot) -> Iterator[Make]:
    stages: list[Stage] = []

    def stage(who: Callable[[Station], Id] | None, size: QSize = WIDE, rank: Rank = Rank.SERGEANT) -> Stage:
        station = Station(tmp_path / f"laptop{len(stages)}")
        incident = who(station) if who else None
        if rank is not Rank.SERGEANT:
            station.sign_in("AD 1 Moss", rank)
        made = Stage(station, incident, size, tmp_path)
        stages.append(made)
        qtbot.waitUntil(lambda: made.settled() and (incident is None or made.model.state.line is not None))
        return made

    yield stage
    for made in stages:
        made.close()


def test_everything_known_is_said_with_who_told_it_and_whether_it_was_sent(make: Make) -> None:
    state = make(maisie).model.state
    assert state.episodes is not None
    assert (state.episodes.title, state.episodes.pieces[0][0]) == ("3 earlier episodes", "June")
    assert state.worry is not None
    assert (state.worry.source[:5], state.worry.sent) == ("Carer", "sent")
    newest, camera, _ = state.places
    assert newest.second == "SK 861 089, a 100 m square. Reliable"
    assert (newest.sent, camera.sent) == ("not_sent", "sent")
    assert state.looked[-1].title.startswith("Nobody since")
    assert [line.title for line in state.flags] == ["Criminal exploitation: suspected", "Medication: historic"]


def test_somebody_of_whom_nothing_is_known_is_shown_as_that(make: Make, qtbot: QtBot) -> None:
    made = make(samira)
    keys = ("person.episodes_not_known", "person.worry_not_known", "person.phones_none", "person.ask_none")
    wanted = ["No last known location for Samira yet", *(say(key) for key in keys)]
    qtbot.waitUntil(lambda: [each for each in wanted if each not in " ".join(looks.words_of(made.room))] == [])
    assert (made.model.state.known, made.model.state.fields) == (1, len(FIELDS))


def test_nobody_chosen_says_where_to_choose(make: Make) -> None:
    assert say("person.nobody_title") in looks.words_of(make(None).room)


def test_an_administrator_sees_and_is_offered_nothing_to_add(make: Make) -> None:
    made = make(maisie, WIDE, Rank.ADMINISTRATOR)
    shown = {stop.accessibleName() for stop in looks.stops(made.room)}
    assert not shown & {say("person.location"), say("person.note"), say("person.found_button")}
    assert any(name.startswith("All fields") for name in shown)


def test_markup_and_long_names_are_text(make: Make, qtbot: QtBot) -> None:
    name = "Bartholomew Featherstonehaugh-Cholmondeley the younger <script>alert(1)</script> O'Neill"
    made = make(lambda station: samira(station, name), NARROW)
    qtbot.waitUntil(lambda: looks.clipped(made.room) == [])
    assert made.model.state.line is not None
    assert made.model.state.line.name == name


@pytest.mark.slow
@pytest.mark.parametrize("size", looks.SIZES, ids=["narrow", "wide"])
@pytest.mark.parametrize(("theme", "percent"), [("day", 100), ("night", 100), ("day", 200)])
def test_the_room_passes_every_check(
    make: Make, dressed: Theme, qtbot: QtBot, size: QSize, theme: str, percent: int
) -> None:
    made = make(maisie, size)
    dressed.choose(theme, text_percent=percent)
    looks.show_at(made.shell, size)
    qtbot.waitUntil(lambda: looks.faults_of(made.room) == [])


def test_a_note_and_found_are_saved_and_the_room_shows_it(make: Make, qtbot: QtBot) -> None:
    made = make(maisie)
    incident = made.context.incident
    assert incident is not None
    note = NoteForm(made.context, incident)
    note.save()
    assert note.state.errors == {"text": say("note.empty")}
    note.type("text", "Her aunt has a spare key")
    with qtbot.waitSignal(note.saved):
        note.save()
    found = FoundForm(made.context, incident)
    found.type("by", "PC 512 Reed")
    found.type("when", "23:59")
    found.type("when", "25:99")
    found.save()
    assert "when" in found.state.errors
    found.type("when", "23:30")
    with qtbot.waitSignal(found.saved):
        found.save()
    qtbot.waitUntil(lambda: "was found at 23:30" in made.model.state.found)


def test_a_flag_needs_evidence_and_its_draft_comes_back(make: Make, qtbot: QtBot) -> None:
    made = make(maisie)
    incident = made.context.incident
    assert incident is not None
    form = FlagForm(made.context, incident)
    form.type("flag", "trafficking")
    form.type("status", "suspected")
    form.save()
    assert form.state.errors == {"evidence": say("flag.no_evidence")}
    qtbot.waitUntil(made.settled)
    again = FlagForm(made.context, incident)
    qtbot.waitUntil(lambda: again.state.values.get("flag") == "trafficking")
    again.type("evidence", "seen in a car with foreign plates")
    with qtbot.waitSignal(again.saved):
        again.save()
    qtbot.waitUntil(lambda: any(line.key == "trafficking" for line in made.model.state.flags))


def test_each_field_is_changed_where_it_stands(make: Make, qtbot: QtBot) -> None:
    made = make(maisie)
    sheet = DetailsSheet(made.model)
    qtbot.addWidget(sheet)
    editor = sheet.open_field("born")
    assert editor is not None
    editor.form.type("value", "31/2/2012")
    editor.form.save()
    qtbot.waitUntil(lambda: "value" in editor.form.state.errors)
    assert editor.form.state.values["value"] == "31/2/2012"
    editor.form.type("value", "25/3/2012")
    with qtbot.waitSignal(editor.done):
        editor.form.save()
    qtbot.waitUntil(lambda: made.model.case is not None and made.model.case.report.details.get("born") == "2012-03-25")


def test_every_field_has_a_name_in_words() -> None:
    assert [name for name in FIELDS if not say(f"person.field_{name}")] == []
    assert (RESOURCES / "phrases" / "en" / "person.json").exists()
