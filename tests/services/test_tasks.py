"""A task's whole life: who may move it, which moves are legal, what a refused move changes (nothing)."""

from __future__ import annotations

import pytest

from app.domain.identity import Rank
from app.errors import IllegalMove, Missing, NotAllowed, NotFound, Unreadable
from app.services.now import Now
from app.services.plans import NewTeam, Plans
from app.services.tasks import Done, NewTask, Tasks, assignee_named
from tests.builders import CHANCE, TestDesk, a_report


@pytest.fixture
def incident(made: TestDesk):
    return a_report(made)


@pytest.fixture
def tasks(made: TestDesk) -> Tasks:
    return Tasks(made.desk)


def status(made: TestDesk, incident, task) -> str:
    return made.store.case(incident).task(task).status


def test_from_draft_to_done(made: TestDesk, incident, tasks: Tasks) -> None:
    task = tasks.create(incident, NewTask("Bus station, all of it"))
    seen = [status(made, incident, task)]
    tasks.offer(task, assignee_named("PC 207 Okoro"), "PC 207 Okoro")
    seen.append(status(made, incident, task))
    for move in (tasks.accept, tasks.start):
        move(task)
        seen.append(status(made, incident, task))
    tasks.complete(task, Done(coverage=0.8, found="a glove", note="night staff have the photo"))
    seen.append(status(made, incident, task))
    assert seen == ["draft", "offered", "accepted", "under_way", "done"]
    result = made.store.case(incident).task(task).results[0]
    assert (result.coverage, result.found, result.by) == (0.8, "a glove", made.officer.id)


@pytest.mark.parametrize("move", ["accept", "complete"])
def test_an_illegal_move_is_refused_and_changes_nothing(made: TestDesk, incident, tasks: Tasks, move: str) -> None:
    task = tasks.create(incident, NewTask("Bus station"))
    before = made.store.digest()
    with pytest.raises(IllegalMove):
        tasks.accept(task) if move == "accept" else tasks.complete(task, Done())
    assert made.store.digest() == before


def test_done_is_the_end(incident, tasks: Tasks) -> None:
    task = tasks.start_own(incident, NewTask("Home"))
    tasks.complete(task, Done())
    for move in (tasks.start, lambda each: tasks.cancel(each, "no longer"), lambda each: tasks.decline(each, "no")):
        with pytest.raises(IllegalMove):
            move(task)


def test_a_part_needs_a_reason_and_can_be_given_again(made: TestDesk, incident, tasks: Tasks) -> None:
    task = tasks.start_own(incident, NewTask("Canal path"))
    with pytest.raises(Missing):
        tasks.complete(task, Done("part_done", 0.4))
    tasks.complete(task, Done("part_done", 0.4, reason="flooded north of the bridge"))
    tasks.offer(task, assignee_named("Dog B"), "Dog B")
    assert status(made, incident, task) == "offered"
    assert made.store.case(incident).task(task).results[0].coverage == 0.4


@pytest.mark.parametrize("coverage", [-0.1, 1.1, float("nan")])
def test_a_coverage_that_cannot_be_is_refused(incident, tasks: Tasks, coverage: float) -> None:
    task = tasks.start_own(incident, NewTask("Canal path"))
    with pytest.raises(Unreadable):
        tasks.complete(task, Done(coverage=coverage))


def test_an_officer_gives_no_work_out_but_can_look_at_once(made: TestDesk, incident, tasks: Tasks) -> None:
    officer = made.sign_in("PC 207 Okoro", Rank.OFFICER)
    before = made.store.digest()
    with pytest.raises(NotAllowed):
        tasks.create(incident, NewTask("Bus station"))
    assert made.store.digest() == before
    task = tasks.start_own(incident, NewTask("Bus station"))
    assert made.store.case(incident).task(task).assignee == officer.id
    assert Now(made.desk).people()[0].clock.level == "looking"


def test_a_named_officer_s_task_is_not_anybody_s(made: TestDesk, incident, tasks: Tasks) -> None:
    task = tasks.give(incident, NewTask("Bus station"), made.officer.id, made.officer.call_sign)
    made.sign_in("PC 330 Singh", Rank.OFFICER)
    with pytest.raises(NotAllowed):
        tasks.start(task)


def test_a_task_for_a_name_is_that_officer_s_on_any_laptop(made: TestDesk, incident, tasks: Tasks) -> None:
    tasks.give(incident, NewTask("Bus station"), assignee_named("PC 207 Okoro"), "PC 207 Okoro")
    made.sign_in("PC 207 Okoro", Rank.OFFICER)
    assert [task.title for task in Now(made.desk).my_tasks()] == ["Bus station"]
    tasks.start(Now(made.desk).my_tasks()[0].task)


def test_a_team_s_task_is_moved_by_any_of_its_members(made: TestDesk, incident, tasks: Tasks) -> None:
    team = Plans(made.desk).add_team(incident, NewTeam("Dog B", "dog", 1))
    task = tasks.give(incident, NewTask("Canal path"), team, "Dog B")
    made.sign_in("PC 7 Hale", Rank.OFFICER)
    tasks.start(task)


def test_an_administrator_does_not_search(made: TestDesk, incident, tasks: Tasks) -> None:
    made.sign_in("IT Desk", Rank.ADMINISTRATOR)
    with pytest.raises(NotAllowed):
        tasks.start_own(incident, NewTask("Bus station"))


def test_nobody_acts_on_a_locked_laptop(made: TestDesk, incident, tasks: Tasks) -> None:
    made.desk.session.lock()
    with pytest.raises(NotAllowed) as refused:
        tasks.start_own(incident, NewTask("Bus station"))
    assert refused.value.key == "session.locked"


def test_what_is_not_here_is_said(tasks: Tasks) -> None:
    with pytest.raises(NotFound):
        tasks.start(CHANCE.new_id())
    with pytest.raises(NotFound):
        tasks.create(CHANCE.new_id(), NewTask("Bus station"))


def test_completing_shows_on_the_clock_at_once(made: TestDesk, incident, tasks: Tasks) -> None:
    task = tasks.start_own(incident, NewTask("Home"))
    tasks.complete(task, Done())
    person = Now(made.desk).people()[0]
    assert person.clock.level == "running"
    assert person.last_ended.task == task
