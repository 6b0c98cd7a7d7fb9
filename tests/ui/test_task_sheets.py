"""Giving a task and saying what came of it: who may do what, times, errors at their field, drafts, photos."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from app.domain.identity import Rank
from app.errors import Unreadable
from app.services.plans import NewTeam
from app.services.tasks import NewTask
from tests.ui.looks import SIZES
from tests.ui.map_cast import Search, Stage
from tests.ui.now_cast import Station, at
from ui.theme import Theme
from ui.viewmodels.tasks import due_at


@pytest.fixture
def shown(qtbot: QtBot, dressed: Theme, tmp_path: Path) -> Iterator[tuple[Stage, Search]]:
    assert dressed.name == "day"
    station = Station(tmp_path / "store")
    search = Search(station)
    stage = Stage(station, SIZES[0], tmp_path)
    stage.context.choose(search.incident)
    qtbot.waitUntil(lambda: stage.model.state.incident == search.incident and stage.settled())
    yield stage, search
    stage.close()


def sheet(stage: Stage) -> Any:
    return stage.shell.sheet.content()


def task_of(stage: Stage, task: str) -> Any:
    assert stage.model.state.case is not None
    return stage.model.state.case.task(task)


def test_times_are_the_next_that_the_clock_says() -> None:
    now = at("23:42")
    assert due_at("", now) is None
    assert due_at("45 min", now) == now + timedelta(minutes=45)
    local = now.astimezone()
    later = due_at("0030", now)
    assert later is not None
    assert now < later <= now + timedelta(days=1)
    assert later.astimezone(local.tzinfo).strftime("%H:%M") == "00:30"
    for nonsense in ("soon", "25:00", "12", "12:60", "<b>"):
        with pytest.raises(Unreadable):
            due_at(nonsense, now)


def test_an_officer_who_goes_out_as_a_team_stands_once_and_gets_the_task(shown: Any, qtbot: QtBot) -> None:
    stage, search = shown
    services = stage.station.services
    team_id = services.plans.add_team(search.incident, NewTeam("pc 207 okoro", "police", 1))
    qtbot.waitUntil(lambda: any(each.id == team_id for each in stage.model.state.case.teams) and stage.settled())
    stage.room.sheets.give(search.b3)
    names = [each.name.casefold() for each in sheet(stage).form.takers]
    assert names.count("pc 207 okoro") == 1
    team = next(each for each in sheet(stage).form.takers if each.name == "pc 207 okoro")
    given = services.tasks.give(search.incident, NewTask("Ask at the kiosk"), team.id, team.name)
    stage.station.sign_in("PC 207 Okoro", Rank.OFFICER)
    stage.model.reload()
    qtbot.waitUntil(lambda: stage.settled() and stage.model.state.mine is not None)
    assert stage.model.state.mine.task == given


def test_what_is_missing_is_said_at_its_field_and_the_draft_comes_back(shown: Any, qtbot: QtBot) -> None:
    stage, search = shown
    stage.room.sheets.give(search.b3)
    first = sheet(stage)
    first.form.type("title", "")
    first.save_button.click()
    qtbot.waitUntil(lambda: "title" in first.form.problems)
    assert first.entries["title"].message.text().startswith("Say what is to be done")
    first.form.type("title", "O'Neill & <script>alert(1)</script>")
    first.form.type("due", "whenever")
    first.save_button.click()
    qtbot.waitUntil(lambda: "due" in first.form.problems)
    stage.shell.close_sheet()
    stage.room.sheets.give(search.b3)
    again = sheet(stage)
    qtbot.waitUntil(lambda: again.entries["title"].text().startswith("O'Neill"))
    again.form.type("due", "00:30")
    again.form.type("who", search.okoro)
    assert again.save_button.words() == "Give to Okoro"
    again.save_button.click()
    qtbot.waitUntil(lambda: any(task.title.startswith("O'Neill") for task in stage.model.state.case.tasks))
    made = next(task for task in stage.model.state.case.tasks if task.title.startswith("O'Neill"))
    assert (made.status, made.assignee_name, made.due_at is not None) == ("offered", "Okoro", True)
    qtbot.waitUntil(stage.settled)
    assert stage.station.made.store.draft(f"give:{search.incident}:{search.b3}") is None


def test_nobody_chosen_is_said(shown: Any, qtbot: QtBot) -> None:
    stage, search = shown
    stage.room.sheets.give(search.g1)
    sheet(stage).save_button.click()
    qtbot.waitUntil(lambda: "Choose who" in sheet(stage).problem.text())


def test_not_done_needs_a_reason_and_a_bad_photo_leaves_the_task(shown: Any, qtbot: QtBot, tmp_path: Path) -> None:
    stage, search = shown
    stage.room.sheets.result(search.looking)
    result = sheet(stage)
    assert not result.reason.isVisibleTo(result)
    result.form.type("outcome", "part_done")
    assert result.coverage.isVisibleTo(result)
    result.save_button.click()
    qtbot.waitUntil(lambda: "reason" in result.form.problems)
    result.form.type("reason", "too dark")
    result.form.type("coverage", "75")
    stage.photo = tmp_path / "no photo.jpg"
    stage.photo.write_bytes(b"<html>")
    result.photo_button.click()
    result.save_button.click()
    qtbot.waitUntil(lambda: bool(result.problem.text()))
    assert task_of(stage, search.looking).status == "under_way"
    stage.photo = tmp_path / "photo.png"
    Image.new("RGB", (64, 48), "teal").save(stage.photo)
    result.photo_button.click()
    result.save_button.click()
    qtbot.waitUntil(lambda: task_of(stage, search.looking).status == "part_done")
    done = task_of(stage, search.looking).results[-1]
    assert (done.coverage, done.reason) == (0.75, "too dark")


def test_a_task_is_declined_with_a_reason_and_offered_again(shown: Any, qtbot: QtBot) -> None:
    stage, search = shown
    tasks = stage.station.services.tasks
    given = tasks.give(search.incident, NewTask("Knock at doors", place=search.b3), search.dog, "Dog B")
    qtbot.waitUntil(lambda: task_of(stage, given) is not None)
    stage.room.sheets.task(given)
    assert list(sheet(stage).buttons) == ["start", "accept", "decline", "offer", "cancel", "show", "sheet"]
    sheet(stage).buttons["decline"].click()
    sheet(stage).button.click()
    qtbot.waitUntil(lambda: "Say why" in sheet(stage).area.message.text())
    sheet(stage).area.area.setPlainText("dog is hurt")
    sheet(stage).button.click()
    qtbot.waitUntil(lambda: task_of(stage, given).status == "draft")
    stage.room.sheets.task(given)
    sheet(stage).buttons["offer"].click()
    sheet(stage).form.type("who", search.okoro)
    sheet(stage).save_button.click()
    qtbot.waitUntil(lambda: task_of(stage, given).assignee_name == "Okoro")


def test_an_officer_sees_only_their_own_moves(shown: Any, qtbot: QtBot) -> None:
    stage, search = shown
    other = stage.station.sign_in("PC 512 Reed")
    stage.station.sign_in("PS 41 Bell")
    theirs = stage.station.services.tasks.give(search.incident, NewTask("Ring the aunt"), other.id, "PC 512 Reed")
    stage.station.sign_in("PC 207 Okoro", Rank.OFFICER)
    stage.model.reload()
    qtbot.waitUntil(lambda: stage.settled() and not stage.model.state.may_give)
    assert stage.model.task(theirs).moves == ()
    assert stage.model.task(search.looking).moves == ("complete",)
    stage.station.sign_in("PC 512 Reed")
    stage.model.reload()
    qtbot.waitUntil(lambda: stage.model.state.mine is not None and stage.model.state.mine.task == theirs)
    assert stage.model.task(theirs).moves == ("start", "accept", "decline")
