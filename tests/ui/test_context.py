"""What a closed window still hears and still does: nothing is shown, everything is saved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.changes import Changes
from app.phrases import Phrases
from tests.ui.now_cast import RESOURCES, Station
from ui.background import Background
from ui.viewmodels.context import Context


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    made = Station(tmp_path)
    yield made
    made.made.store.close()


@pytest.fixture
def background() -> Iterator[Background]:
    made = Background(Phrases(RESOURCES / "phrases"))
    yield made
    made.stop()


@pytest.fixture
def context(station: Station, background: Background) -> Iterator[Context]:
    made = Context(station.services, background, station.feed)
    yield made
    made.close()


def test_a_change_is_heard_until_the_window_closes(station: Station, context: Context, qtbot: QtBot) -> None:
    heard: list[object] = []
    context.changed.connect(heard.append)
    station.feed.tell(Changes(sync=True))
    qtbot.waitUntil(lambda: len(heard) == 1)
    station.feed.tell(Changes(sync=True))
    context.close()
    qtbot.wait(50)
    assert len(heard) == 1


def test_what_is_asked_of_a_closed_window_is_done_and_answered_to_nobody(
    context: Context, background: Background, qtbot: QtBot
) -> None:
    context.close()
    saved: list[str] = []
    answers: list[object] = []
    context.act(lambda: saved.append("entry"), answers.append, answers.append)
    context.read(lambda: 1, answers.append)
    qtbot.waitUntil(lambda: not background.busy)
    assert (saved, answers) == (["entry"], [])
