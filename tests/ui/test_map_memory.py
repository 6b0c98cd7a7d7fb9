"""What the map was told can be told again."""

from __future__ import annotations

from ui.map import features
from ui.map.memory import Memory


def cell(feature_id: str, step: int = 0) -> features.Feature:
    return features.cell(feature_id, [(0, 0), (1, 0), (1, 1)], step=step)


def remembered(*commands: list[object]) -> Memory:
    memory = Memory()
    for command in commands:
        memory.note(command, said=True)
    return memory


def test_only_the_last_word_counts() -> None:
    memory = remembered(["legend", {"title": "a"}], ["legend", None], ["fit", [0, 0, 1, 1]], ["center", 1, 2, 3])
    assert memory.all() == [["legend", None], ["center", 1, 2, 3]]


def test_features_are_what_set_upsert_and_remove_left() -> None:
    memory = remembered(
        ["set", "segments", [cell("a"), cell("b")]], ["upsert", "segments", [cell("b", 3), cell("c")]],
        ["remove", "segments", ["a", "x"]],
    )  # fmt: skip
    assert memory.all() == [["set", "segments", [cell("b", 3), cell("c")]]]
    memory.note(["set", "segments", []], said=True)
    assert memory.all() == [["set", "segments", []]]


def test_it_starts_with_words_and_colours_and_ends_with_the_choice() -> None:
    memory = remembered(
        ["select", "a"], ["set", "teams", []], ["show", "grid", True], ["show", "grid", False], ["pack", []],
        ["palette", {}], ["texts", {}],
    )  # fmt: skip
    assert [command[0] for command in memory.all()] == ["texts", "palette", "pack", "set", "show", "select"]
    assert ["show", "grid", False] in memory.all()


def test_what_passes_is_told_once_and_only_if_it_was_not() -> None:
    memory = remembered(["draw", "polygon"])
    memory.note(["draw", "point"], said=False)
    assert memory.all() == [["draw", "point"]]
    assert memory.all() == []
