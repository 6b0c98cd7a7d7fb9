"""Work beside the window: in order, back on the window's thread, with errors as sentences."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from app.errors import NotFound
from app.phrases import Phrases
from tests.ui.conftest import RESOURCES
from ui.background import Background, Failure

BUG = "Something went wrong that should not have."


class FewPhrases(Phrases):
    """The real sentences, and one for the error that these tests raise."""

    def __init__(self) -> None:
        super().__init__(RESOURCES / "phrases")
        self._sentences["test.gone"] = "{what} is not on this laptop."


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    assert qtbot is not None
    made = Background(FewPhrases())
    yield made
    made.stop()


def test_database_work_runs_in_order_and_answers_on_this_thread(background: Background, qtbot: QtBot) -> None:
    ran: list[tuple[int, str]] = []
    answered: list[tuple[int, bool]] = []
    here = threading.current_thread()

    def work(number: int) -> int:
        ran.append((number, threading.current_thread().name))
        return number

    for number in range(20):
        background.database(
            partial(work, number),
            lambda answer: answered.append((answer, threading.current_thread() is here)),
        )
    qtbot.waitUntil(lambda: len(answered) == 20)
    assert answered == [(number, True) for number in range(20)]
    assert [number for number, _ in ran] == list(range(20))
    assert len({name for _, name in ran}) == 1
    assert not background.busy


def test_a_deliberate_error_arrives_as_its_sentence(background: Background, qtbot: QtBot) -> None:
    told: list[Failure] = []

    def work() -> None:
        raise NotFound("test.gone", what="That report")

    background.database(work, None, told.append)
    qtbot.waitUntil(lambda: len(told) == 1)
    assert told[0].words == "That report is not on this laptop."
    assert isinstance(told[0].error, NotFound)


def test_a_bug_arrives_as_a_neutral_sentence_and_goes_to_failed(background: Background, qtbot: QtBot) -> None:
    def work(_cancelled: threading.Event) -> None:
        raise ZeroDivisionError("Maisie Thornwood")

    with qtbot.waitSignal(background.failed) as told:
        background.heavy(work)
    failure = told.args[0]
    assert failure.words.startswith(BUG)
    assert "Maisie" not in failure.words
    assert failure.error is None


def test_cancelled_work_gives_no_answer(background: Background, qtbot: QtBot) -> None:
    started = threading.Event()
    answered: list[str] = []

    def work(cancelled: threading.Event) -> str:
        started.set()
        cancelled.wait(5)
        return "too late"

    task = background.heavy(work, answered.append)
    assert started.wait(5)
    task.cancel()
    qtbot.waitUntil(lambda: not background.busy)
    assert answered == []


def test_waiting_work_that_is_cancelled_never_runs(background: Background, qtbot: QtBot) -> None:
    go, ran = threading.Event(), []
    background.database(lambda: go.wait(5))
    waiting = background.database(lambda: ran.append("ran"))
    waiting.cancel()
    go.set()
    qtbot.waitUntil(lambda: not background.busy)
    assert ran == []


def test_stop_finishes_what_is_to_be_saved_and_takes_no_more(background: Background) -> None:
    saved: list[int] = []
    for number in range(10):
        background.database(partial(saved.append, number))
    background.stop()
    assert saved == list(range(10))
    told: list[Failure] = []
    background.database(lambda: saved.append(99), None, told.append)
    assert told[0].words == "Homeward is closing. What was saved is kept."
    assert 99 not in saved
