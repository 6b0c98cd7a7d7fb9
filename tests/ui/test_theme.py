"""The tokens hold what they promise, and nothing in ui goes round them."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QColor, QFontDatabase, QFontMetricsF
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.conftest import RESOURCES
from tests.ui.looks import contrast, pixels
from ui.icons import IconFont, icon_folder
from ui.theme import THEMES, Theme, theme

ROOT = Path(__file__).resolve().parents[2]
TOKENS: dict[str, Any] = json.loads((RESOURCES / "theme" / "tokens.json").read_text("utf-8"))
MEASURED = [
    (name, kind, pair, value)
    for name in THEMES
    for kind in ("text", "non_text")
    for pair, value in TOKENS["contrast"]["measured"][name][kind].items()
]


def role(theme_name: str, said: str, default_group: str = "") -> QColor:
    """The colour behind one half of a pair's name, such as ``map.label_ink`` or ``probability[2]``."""
    value: Any = TOKENS["themes"][theme_name]
    for part in re.findall(r"\w+", f"{default_group}.{said}"):
        value = value[int(part)] if isinstance(value, list) else value[part]
    return QColor(value)


def pair_of(theme_name: str, said: str) -> tuple[QColor, QColor]:
    if risk := re.fullmatch(r"risk\.(\w+) (letter|edge) on (fill|raised)", said):
        fill, ink, edge = (QColor(colour) for colour in TOKENS["themes"][theme_name]["risk"][risk[1]])
        return (ink, fill) if risk[2] == "letter" else (edge, role(theme_name, "raised"))
    ink_said, fill_said = said.split(" on ")
    group = "map" if ink_said.startswith("map.") and "." not in fill_said else ""
    return role(theme_name, ink_said), role(theme_name, fill_said, group)


@pytest.mark.parametrize("name", THEMES)
def test_contrast_is_what_the_file_records_and_enough(name: str) -> None:
    rule = TOKENS["contrast"]["rule"]
    for theme_name, kind, said, recorded in MEASURED:
        if theme_name == name:
            ratio = contrast(*pair_of(name, said))
            assert ratio == pytest.approx(recorded, abs=0.01), said
            assert ratio >= rule[kind], said


@pytest.mark.parametrize("name", THEMES)
def test_the_lowest_contrast_is_what_the_file_says(name: str) -> None:
    for kind in ("text", "non_text"):
        lowest = min(value for theme_name, one, _, value in MEASURED if theme_name == name and one == kind)
        assert lowest == TOKENS["contrast"]["lowest"][name][kind]


def test_every_theme_has_the_same_roles_and_pairs() -> None:
    day = TOKENS["themes"]["day"]
    for name in THEMES:
        assert TOKENS["themes"][name].keys() == day.keys()
        assert TOKENS["themes"][name]["map"].keys() == day["map"].keys()
        assert (
            TOKENS["contrast"]["measured"][name]["text"].keys() == TOKENS["contrast"]["measured"]["day"]["text"].keys()
        )


def test_a_pair_nobody_measured_is_refused(dressed: Theme) -> None:
    with pytest.raises(KeyError, match="no contrast is recorded"):
        dressed.ink("accent", on="danger")


def sources() -> Iterator[Path]:
    yield from sorted((ROOT / "ui").rglob("*.py"))


def written_pairs(tree: ast.AST) -> Iterator[str]:
    """``ink("muted", on="raised")`` as ``muted on raised``, where both are written out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "ink":
            values = [*node.args, *(word.value for word in node.keywords)]
            said = [value.value for value in values if isinstance(value, ast.Constant)]
            if len(said) == 2:
                yield f"{said[0]!s} on {said[1]!s}"


def test_each_pair_written_in_ui_is_measured() -> None:
    listed = set(TOKENS["contrast"]["measured"]["day"]["text"])
    used = {pair: file.name for file in sources() for pair in written_pairs(ast.parse(file.read_text("utf-8")))}
    assert len(used) >= 10
    assert {pair: file for pair, file in used.items() if pair not in listed} == {}


BY_HAND = (
    re.compile(r"""["']#[0-9a-fA-F]{3,8}["']"""),
    re.compile(r"Qt\.GlobalColor\.(?!transparent)\w+"),
    re.compile(r"setStyleSheet\((?!stylesheet\()"),
)
SIZED = re.compile(
    r"QColor|set(Fixed|Minimum|Maximum)(Width|Height|Size)|setContentsMargins|setPixelSize|setPointSize"
    r"|set(Horizontal|Vertical)?Spacing|setIconSize|addSpacing"
)


def by_hand(text: str) -> list[str]:
    """Colours and sizes that are written out: as text, or as a number given to what takes one."""
    said = [line.strip() for line in text.splitlines() if any(found.search(line) for found in BY_HAND)]
    return said + [ast.unparse(call) for call in ast.walk(ast.parse(text)) if _sized_by_hand(call)]


def _sized_by_hand(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return bool(SIZED.fullmatch(name)) and any(isinstance(arg, ast.Constant) and arg.value != 0 for arg in node.args)


@pytest.mark.parametrize(
    "line",
    [
        'colour = "#FF00AA"',
        "QColor(12, 3, 4)",
        "Qt.GlobalColor.red",
        "x.setFixedHeight(48)",
        "row.setSpacing(8)",
        "row.addSpacing(4)",
        "c.setContentsMargins(0, 12, 0, 0)",
        "font.setPixelSize(14)",
        'w.setStyleSheet("color: red")',
    ],
)
def test_the_search_for_sizes_by_hand_finds_them(line: str) -> None:
    assert by_hand(line) == [line]


def test_no_colour_or_size_is_written_by_hand_in_ui() -> None:
    assert {file.name: found for file in sources() if (found := by_hand(file.read_text("utf-8")))} == {}


def test_every_icon_named_in_the_tokens_is_in_the_font(qapp: QApplication) -> None:
    assert qapp is not None
    icons = IconFont(icon_folder())

    def names(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for part in value.values():
                yield from names(part)
        else:
            yield str(value)

    assert [name for name in names(TOKENS["icons"]) if name not in icons] == []


def test_an_icon_is_drawn_once_for_name_size_colour_and_ratio(dressed: Theme) -> None:
    one = dressed.icon("place", "accent")
    assert dressed.icon("place", "accent").cacheKey() == one.cacheKey()
    others = [
        dressed.icon("place", "danger"),
        dressed.icon("place", "accent", "large"),
        dressed.icon("place", "accent", ratio=2),
    ]
    assert one.cacheKey() not in [other.cacheKey() for other in others]
    assert len({colour for row in pixels(dressed.icon("place", "accent").toImage()) for colour in map(bytes, row)}) > 2


def test_inter_is_the_bundled_one(dressed: Theme) -> None:
    for file in TOKENS["font"]["files"]:
        assert (RESOURCES / "fonts" / f"{file}.otf").is_file()
    assert "SIL OPEN FONT LICENSE" in (RESOURCES / "fonts" / "OFL.txt").read_text("utf-8")
    assert QFontDatabase.hasFamily("Inter")
    assert dressed.font("title").family() == "Inter"


def test_figures_are_tabular_in_lists_and_proportional_in_clocks(dressed: Theme) -> None:
    def wide(role_name: str, text: str) -> float:
        return QFontMetricsF(dressed.font(role_name)).horizontalAdvance(text)

    assert wide("body", "1111") == wide("body", "8888")
    assert wide("clock", "1111") < wide("clock", "8888")
    assert wide("reference", "0") == pytest.approx(wide("strong", "0"))


def test_text_targets_and_space_grow_together(dressed: Theme) -> None:
    before = dressed.font("body").pixelSize(), dressed.target(), dressed.px("space", 4), dressed.px("layout", "top_bar")
    dressed.choose(text_percent=200)
    after = dressed.font("body").pixelSize(), dressed.target(), dressed.px("space", 4), dressed.px("layout", "top_bar")
    assert after == tuple(2 * value for value in before)
    dressed.choose(text_percent=900)
    assert dressed.text_percent == 200


def test_gloves_make_targets_72(dressed: Theme) -> None:
    assert (dressed.target(), dressed.gap(), dressed.nav_height()) == (48, 8, 64)
    dressed.choose(glove=True)
    assert (dressed.target(), dressed.gap(), dressed.nav_height()) == (72, 12, 80)


def test_narrow_ends_at_799(dressed: Theme) -> None:
    assert dressed.is_narrow(799)
    assert not dressed.is_narrow(800)
    dressed.choose(text_percent=200)
    assert dressed.is_narrow(1366)


def test_reduced_motion_stops_everything_but_reading_time(dressed: Theme) -> None:
    assert dressed.ms("sheet_ms") == 0
    assert dressed.ms("snackbar_stay_ms") == 8000
    dressed.choose(reduced_motion=False)
    assert dressed.ms("sheet_ms") == 180


def test_a_change_reaches_palette_and_followers(dressed: Theme, qapp: QApplication) -> None:
    told: list[str] = []

    class Follower(QWidget):
        def restyle(self) -> None:
            told.append(theme().name)

    follower = Follower()
    dressed.follow(follower.restyle)
    dressed.choose("night")
    assert told == ["day", "night"]
    assert qapp.palette().window().color() == QColor(TOKENS["themes"]["night"]["surface"])


def test_an_unknown_theme_changes_nothing(dressed: Theme) -> None:
    with pytest.raises(KeyError):
        dressed.choose("dusk")
    assert dressed.name == "day"


def test_the_map_gets_plain_data(dressed: Theme) -> None:
    dressed.choose("night")
    told = json.loads(json.dumps(dressed.map_tokens()))
    assert told["name"] == "night"
    assert told["probability"] == TOKENS["themes"]["night"]["map"]["probability"]


def test_a_pressed_face_never_loses_contrast(dressed: Theme) -> None:
    for name in THEMES:
        dressed.choose(name)
        for fill, ink in (("primary", "on_primary"), ("danger", "on_danger"), ("raised", "accent")):
            before, on = dressed.color(fill), dressed.ink(ink, on=fill)
            assert contrast(on, dressed.pressed(before, on)) >= contrast(on, before) - 0.01


def test_nothing_in_ui_names_a_person_carelessly() -> None:
    texts = [*sources(), *(RESOURCES / "phrases").rglob("*.json")]
    assert [file.name for file in texts if re.search(r"\bmisper", file.read_text("utf-8"), re.IGNORECASE)] == []
