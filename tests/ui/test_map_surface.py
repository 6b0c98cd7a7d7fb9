"""The live map: what it shows, what it tells, and that it reaches nothing outside."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from tests.ui.map_window import CENTRE, Pack, Window, close_window, open_window, tokens
from ui.map import features

pytestmark = pytest.mark.slow
LON, LAT = CENTRE
SQUARE = [
    (LON - 0.004, LAT - 0.002),
    (LON - 0.001, LAT - 0.002),
    (LON - 0.001, LAT + 0.001),
    (LON - 0.004, LAT + 0.001),
]
HUNDRED_M = [(LON, LAT), (LON + 0.001481, LAT), (LON + 0.001481, LAT + 0.000899), (LON, LAT + 0.000899)]
HOSTILE = [
    '<img src=x onerror="window.PWNED=1">',
    "</script><script>window.PWNED=2</script>",
    "${window.PWNED=3}",
    "`+(window.PWNED=4)+`",
    "\\u003cscript\\u003ewindow.PWNED=5\\u003c/script\\u003e",
    "');window.PWNED=6;('",
    "\u2028window.PWNED=7\u2029",
    "javascript:window.PWNED=8",
    "<svg onload=window.PWNED=9>",
    "{{7*7}}{% raw %}",
]


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[Window]:
    opened = open_window(qtbot)
    yield opened
    close_window(opened)


def segment(feature_id: str = "a1", **more: Any) -> features.Feature:
    return features.segment(
        feature_id, SQUARE, **{"state": "not_started", "step": 2, "name": "A1", "figure": "14 %", **more}
    )


def middle() -> tuple[float, float]:
    return LON - 0.0025, LAT + 0.0004


class TestTelling:
    def test_a_tap_on_nothing_is_a_place(self, window: Window) -> None:
        place = (LON + 0.003, LAT - 0.0005)
        with window.qtbot.waitSignal(window.surface.tapped, timeout=3000) as heard:
            window.click(window.at(*place))
        assert heard.args == pytest.approx(list(place), abs=5e-5)

    def test_a_tap_on_a_segment_picks_it(self, window: Window) -> None:
        window.surface.set_features("segments", [segment()])
        with window.qtbot.waitSignal(window.surface.picked, timeout=3000) as heard:
            window.click(window.at(LON - 0.0038, LAT - 0.0018))
        assert heard.args == ["segments", "a1"]

    def test_a_tap_on_a_pin_picks_the_venue(self, window: Window) -> None:
        window.surface.set_features("venues", [features.venue("v2", (LON, LAT), icon="bus", name="V2")])
        window.until("document.querySelector('.pin.venue') !== null")
        with window.qtbot.waitSignal(window.surface.picked, timeout=3000) as heard:
            window.click(window.at(LON, LAT))
        assert heard.args == ["venues", "v2"]

    def test_a_move_tells_the_box_in_view(self, window: Window) -> None:
        def around(box: tuple[float, float, float, float]) -> bool:
            return abs((box[0] + box[2]) / 2 - LON - 0.01) < 1e-3 and box[1] < LAT < box[3]

        with window.qtbot.waitSignal(window.surface.moved, timeout=3000, check_params_cb=around):
            window.surface.center(LON + 0.01, LAT, 15)

    def test_a_tool_the_page_does_not_do_is_told(self, window: Window) -> None:
        with window.qtbot.waitSignal(window.surface.tool_pressed, timeout=3000) as heard:
            window.press(".tool-here")
        assert heard.args == ["here"]

    def test_switching_the_grid_on_is_told(self, window: Window) -> None:
        window.press(".tool-layers")
        window.until("document.querySelector('[data-layer=grid]') !== null")
        with window.qtbot.waitSignal(window.surface.layer_shown, timeout=3000) as heard:
            window.press("[data-layer=grid]")
        assert heard.args == ["grid", True]


class TestDrawing:
    def test_five_clicks_are_a_polygon(self, window: Window) -> None:
        corners = [(LON, LAT), (LON + 0.004, LAT), (LON + 0.004, LAT + 0.002), (LON, LAT + 0.002)]
        window.surface.start_drawing("polygon")
        window.until("homeward.drawing.busy()")
        with window.qtbot.waitSignal(window.surface.drawn, timeout=5000) as heard:
            for corner in [*corners, corners[0]]:
                window.click(window.at(*corner))
                window.qtbot.wait(120)
        kind, geometry = heard.args
        assert kind == "polygon"
        assert geometry["type"] == "Polygon"
        for drawn, meant in zip(geometry["coordinates"][0], corners, strict=False):
            assert drawn == pytest.approx(list(meant), abs=1e-4)

    def test_the_finish_button_closes_a_polygon(self, window: Window) -> None:
        window.press(".tool-draw")
        window.until("homeward.drawing.busy()")
        for corner in [(LON, LAT), (LON + 0.004, LAT), (LON + 0.004, LAT + 0.002)]:
            window.click(window.at(*corner))
            window.qtbot.wait(120)
        with window.qtbot.waitSignal(window.surface.drawn, timeout=5000) as heard:
            window.press(".drawing-bar .finish")
        assert len(heard.args[1]["coordinates"][0]) == 4

    def test_a_polygon_can_be_drawn_from_the_keyboard(self, window: Window) -> None:
        window.surface.start_drawing("polygon")
        window.until("homeward.drawing.busy()")
        window.js("homeward.map.getContainer().focus() || 1")
        for place in [(LON, LAT), (LON + 0.004, LAT), (LON + 0.004, LAT + 0.002)]:
            window.surface.center(*place)
            window.until(f"Math.abs(homeward.map.getCenter().lng - {place[0]}) < 1e-4")
            window.key(Qt.Key.Key_Return)
        with window.qtbot.waitSignal(window.surface.drawn, timeout=5000) as heard:
            window.press(".drawing-bar .finish")
        assert len(heard.args[1]["coordinates"][0]) == 4

    def test_one_tap_is_a_point(self, window: Window) -> None:
        window.surface.start_drawing("point")
        window.until("homeward.drawing.busy()")
        with window.qtbot.waitSignal(window.surface.drawn, timeout=3000) as heard:
            window.click(window.at(LON, LAT))
        assert heard.args[0] == "point"
        assert heard.args[1]["coordinates"] == pytest.approx([LON, LAT], abs=5e-5)

    def test_a_rectangle_is_two_corners(self, window: Window) -> None:
        window.surface.start_drawing("rectangle")
        window.until("homeward.drawing.busy()")
        with window.qtbot.waitSignal(window.surface.drawn, timeout=5000) as heard:
            for corner in [(LON, LAT), (LON + 0.004, LAT + 0.002)]:
                window.click(window.at(*corner))
                window.qtbot.wait(150)
        assert heard.args[0] == "rectangle"
        assert len(heard.args[1]["coordinates"][0]) == 5

    def test_escape_leaves_nothing(self, window: Window) -> None:
        window.surface.start_drawing("polygon")
        window.until("homeward.drawing.busy()")
        window.js("homeward.map.getContainer().focus() || 1")
        with window.qtbot.waitSignal(window.surface.drawing_stopped, timeout=3000):
            window.key(Qt.Key.Key_Escape)
        assert window.js("homeward.drawing.busy()") is False

    def test_a_segment_can_be_changed(self, window: Window) -> None:
        window.surface.set_features("segments", [segment()])
        window.surface.edit("a1")
        window.until("homeward.drawing.busy()")
        with window.qtbot.waitSignal(window.surface.edited, timeout=3000) as heard:
            window.press(".drawing-bar .finish")
        assert heard.args[0] == "a1"
        assert len(heard.args[1]["coordinates"][0]) == 5
        assert window.js("document.querySelectorAll('.leaflet-overlay-pane path, .marker-icon').length") == 0

    def test_a_place_can_be_moved(self, window: Window) -> None:
        window.surface.set_features("locations", [features.location("l", (LON, LAT), kind="last_known", label="22:40")])
        window.surface.edit("l")
        window.until("homeward.drawing.busy()")
        with window.qtbot.waitSignal(window.surface.edited, timeout=3000) as heard:
            window.press(".drawing-bar .finish")
        assert heard.args == ["l", {"type": "Point", "coordinates": pytest.approx([LON, LAT])}]

    def test_a_tap_while_drawing_picks_nothing(self, window: Window) -> None:
        window.surface.set_features("segments", [segment()])
        window.surface.start_drawing("polygon")
        window.until("homeward.drawing.busy()")
        with window.qtbot.assertNotEmitted(window.surface.picked, wait=200):
            window.click(window.at(*middle()))

    def test_the_tape_asks_and_shows_the_answer(self, window: Window) -> None:
        window.surface.measured.connect(lambda points: window.surface.show_measure(f"{len(points)} places <b>"))
        window.press(".tool-measure")
        window.until("homeward.measure.busy()")
        window.click(window.at(LON, LAT))
        window.click(window.at(LON + 0.003, LAT))
        window.until("[...document.querySelectorAll('.beside')].some(e => e.textContent === '2 places <b>')")


class TestShowing:
    def test_each_state_has_its_own_edge_and_fill(self, window: Window) -> None:
        states = ["not_started", "assigned", "searching", "searched", "cannot"]
        window.surface.set_features("segments", [segment(state, state=state) for state in states])
        window.until("document.querySelectorAll('.leaflet-shapes-pane path').length >= 5")
        looks = window.js(
            "['not_started','assigned','searching','searched','cannot'].map(s => "
            "(l => [l.weight, l.dashArray, l.fillColor].join())(homeward.segmentLook(homeward.layers.find(s).feature)))"
        )
        assert len(set(looks)) == 5
        hatched = window.js(
            "homeward.layers.get('segments').drawn.get('searched')[0].getElement().getAttribute('fill')"
        )
        assert hatched == "url(#hatch-searched-2)"
        assert window.js("document.querySelectorAll('#hatch-searched-2 path').length") > 0

    @pytest.mark.parametrize("square", [[], HUNDRED_M], ids=["circle", "square"])
    def test_the_last_known_location_is_drawn_at_true_size(
        self, window: Window, square: list[tuple[float, float]]
    ) -> None:
        place = features.location("l", (LON, LAT), kind="last_known", label="22:40 seen", square=square, precision_m=50)
        window.surface.set_features("locations", [place])
        window.until("homeward.layers.get('locations').drawn.has('l')")
        side = window.js(
            "(b => homeward.map.distance(b.getNorthWest(), b.getNorthEast()))"
            "(homeward.layers.get('locations').drawn.get('l')[0].getBounds())"
        )
        assert side == pytest.approx(100, rel=0.01)
        window.until("[...document.querySelectorAll('.pill')].some(e => e.textContent === '22:40 seen')")

    def test_in_glove_mode_no_tool_covers_another_or_the_legend(self, window: Window) -> None:
        window.surface.set_legend({"title": "Where she may be"})
        window.surface.set_palette({**tokens(), "target_px": 72})
        window.until("document.querySelector('.tool').offsetWidth === 72")
        crossing = window.js(
            "(b => b.some((p, i) => b.some((q, j) => i < j && p.left < q.right && q.left < p.right && "
            "p.top < q.bottom && q.top < p.bottom)))"
            "([...document.querySelectorAll('.tool, .legend')].map(e => e.getBoundingClientRect()))"
        )
        assert crossing is False

    def test_upsert_changes_one_and_remove_takes_one(self, window: Window) -> None:
        window.surface.set_features("segments", [segment("a"), segment("b")])
        window.surface.upsert("segments", [segment("b", state="searched"), segment("c")])
        window.surface.remove("segments", ["a"])
        window.until("homeward.layers.get('segments').features.size === 2")
        assert window.js("[...homeward.layers.get('segments').features.keys()]") == ["b", "c"]
        assert window.js("homeward.layers.find('b').feature.properties.state") == "searched"

    def test_set_features_leaves_only_these(self, window: Window) -> None:
        window.surface.set_features("segments", [segment("a"), segment("b")])
        window.surface.set_features("segments", [segment("b")])
        window.until("homeward.layers.get('segments').features.size === 1")
        assert window.js("homeward.layers.get('segments').drawn.size") == 1

    def test_many_segments_go_to_the_canvas_and_few_come_back(self, window: Window) -> None:
        many = [segment(f"s{n}") for n in range(1600)]
        window.surface.set_features("segments", many)
        window.until("document.querySelectorAll('.leaflet-many-pane canvas').length === 1")
        window.surface.set_features("segments", many[:3])
        window.until("document.querySelectorAll('.leaflet-many-pane canvas').length === 0")
        assert window.js("homeward.layers.get('segments').drawn.size") == 3

    def test_labels_do_not_cross(self, window: Window) -> None:
        corners = [(LON + n % 4 * 0.0006, LAT + n // 4 * 0.0003) for n in range(12)]
        shown = [
            features.segment(
                f"s{n}", [(x, y), (x + 0.004, y), (x + 0.004, y + 0.002)], state="assigned", step=1, name=f"S{n}"
            )
            for n, (x, y) in enumerate(corners)
        ]
        window.surface.set_features("segments", shown)
        window.until("document.querySelectorAll('.pill').length > 2")
        crossing = window.js(
            "(b => b.some((p, i) => b.some((q, j) => i < j && p.left < q.right && q.left < p.right && "
            "p.top < q.bottom && q.top < p.bottom)))"
            "([...document.querySelectorAll('.pill')].map(e => e.getBoundingClientRect()))"
        )
        assert crossing is False

    def test_a_segment_that_reaches_into_the_view_has_its_label_there(self, window: Window) -> None:
        wide = [
            (LON - 0.05, LAT - 0.05),
            (LON + 0.002, LAT - 0.05),
            (LON + 0.002, LAT + 0.05),
            (LON - 0.05, LAT + 0.05),
        ]
        window.surface.set_features("segments", [features.segment("w", wide, state="assigned", step=1, name="W1")])
        window.surface.center(LON, LAT, 17)
        inside = "b.left > 64 && b.right < 700 && b.top > 0 && b.bottom < 600"
        window.until(f"[...document.querySelectorAll('.pill')].some(e => (b => {inside})(e.getBoundingClientRect()))")

    def test_the_label_of_a_segment_stands_in_it(self, window: Window) -> None:
        wide = [(LON, LAT - 0.004), (LON + 0.05, LAT - 0.004), (LON + 0.05, LAT + 0.004), (LON, LAT + 0.004)]
        shown = features.segment("e", wide, state="assigned", step=1, name="E4")
        teams = [
            features.team(f"t{n}", (LON + 0.003 + n * 0.004, LAT), icon="walk", name=f"Team {n}") for n in range(4)
        ]
        window.surface.set_features("teams", teams)
        window.surface.set_features("segments", [shown])
        window.until("[...document.querySelectorAll('.pill')].some(e => e.textContent === 'E4')")
        inside = f"(b.left + b.right) / 2 > {window.at(LON, LAT).x()}"
        pills = "[...document.querySelectorAll('.pill')].filter(e => e.textContent === 'E4')"
        window.until(f"{pills}.some(e => (b => {inside})(e.getBoundingClientRect()))")

    def test_the_grid_has_numbers_along_its_edges(self, window: Window) -> None:
        window.surface.set_features("grid", [
            features.grid_line("e", [(LON, LAT - 0.1), (LON + 0.001, LAT + 0.1)], label="86"),
            features.grid_line("n", [(LON - 0.1, LAT), (LON + 0.1, LAT + 0.001)], label="08"),
        ])  # fmt: skip
        assert window.js("document.querySelectorAll('.gridname').length") == 0
        window.surface.show_layer("grid", True)
        window.until("[...document.querySelectorAll('.gridname')].map(e => e.textContent).sort().join() === '08,86'")

    def test_narrow_hides_the_legend_and_moves_the_tools(self, window: Window) -> None:
        window.surface.set_legend({"title": "Where she may be"})
        window.until("document.querySelector('.legend').offsetWidth > 0")
        window.surface.resize(420, 600)
        window.until("document.querySelector('.legend').offsetWidth === 0")
        assert window.js("document.querySelector('.tools').getBoundingClientRect().left") > 300

    @pytest.mark.parametrize("zoom", [15, 14.5])
    def test_the_base_map_alone_takes_the_filter(self, window: Window, zoom: float) -> None:
        window.js(f"homeward.map.setZoom({zoom}, {{animate: false}}) && 1")
        ground = (
            "(c => { c.drawImage(document.querySelector('.leaflet-tile-pane canvas'), 0, 0); "
            "return [...c.getImageData(9, 9, 1, 1).data] })"
            "(document.createElement('canvas').getContext('2d', {willReadFrequently: true}))"
        )
        window.until(f"document.querySelector('.leaflet-tile-pane canvas').width > 0 && {ground}[0] > 200")
        window.surface.set_palette(tokens("night"))
        window.until(f"{ground}[3] === 255 && {ground}[0] < 60")
        red, green, blue, _ = window.js(ground)
        assert red > 3 * max(green, blue)
        panes = "['.leaflet-tile-pane', '.leaflet-shapes-pane', '.leaflet-marks-pane']"
        assert window.js(f"{panes}.map(p => getComputedStyle(document.querySelector(p)).filter)") == ["none"] * 3

    def test_the_credit_of_the_pack_is_shown(self, window: Window) -> None:
        assert window.js("document.querySelector('.credit').textContent") == Pack().attribution


class TestReach:
    @pytest.mark.parametrize("glove", [48, 72])
    def test_every_tool_is_big_enough_and_named(self, window: Window, glove: int) -> None:
        window.surface.set_palette({**tokens(), "target_px": glove})
        window.until(f"document.querySelector('.tool').offsetWidth === {glove}")
        window.press(".tool-layers")
        window.until("document.querySelector('.layer-panel button') !== null")
        small = window.js(
            f"[...document.querySelectorAll('button')].filter(b => b.offsetWidth && (b.offsetWidth < {glove} || "
            f"b.offsetHeight < {glove})).map(b => b.className)"
        )
        unnamed = window.js(
            "[...document.querySelectorAll('button,[role=button]')].filter(b => "
            "!(b.getAttribute('aria-label') || b.textContent)).length"
        )
        assert small == []
        assert unnamed == 0

    def test_pins_and_labels_can_be_reached_by_keyboard(self, window: Window) -> None:
        window.surface.set_features("segments", [segment(spoken="Segment A1, 14 percent, not started")])
        window.until("document.querySelector('.mark[role=button]') !== null")
        label = window.js(
            "(e => [e.tabIndex, e.getAttribute('role'), e.getAttribute('aria-label')])"
            "(document.querySelector('.mark[role=button]'))"
        )
        assert label == [0, "button", "Segment A1, 14 percent, not started"]
        window.js("document.querySelector('.mark[role=button]').focus() || 1")
        with window.qtbot.waitSignal(window.surface.picked, timeout=3000):
            window.key(Qt.Key.Key_Return)


class TestHostile:
    @pytest.mark.parametrize("text", HOSTILE)
    def test_text_in_every_field_stays_text(self, window: Window, text: str) -> None:
        surface = window.surface
        surface.set_features("segments", [segment(name=text, figure=text, spoken=text)])
        surface.set_features(
            "venues", [features.venue("v", (LON + 0.006, LAT), icon=text, name=text, figure=text, spoken=text)]
        )
        surface.set_features("teams", [features.team("t", (LON, LAT + 0.003), icon=text, name=text, spoken=text)])
        surface.set_features("rings", [features.ring("r", (LON, LAT), radius_m=300, label=text)])
        surface.set_features("tracks", [features.track("k", SQUARE, label=text)])
        surface.set_features(
            "locations",
            [features.location("l", (LON, LAT - 0.003), kind="sighting", label=text, precision_m=50, spoken=text)],
        )
        surface.set_features("grid", [features.grid_line("g", [(LON - 0.1, LAT), (LON + 0.1, LAT)], label=text)])
        surface.show_layer("grid", True)
        surface.set_legend({"title": text})
        surface.show_pack(Pack(attribution=text))
        surface.start_measuring()
        window.until("document.querySelectorAll('.pill').length >= 5")
        window.click(window.at(LON + 0.002, LAT - 0.002))
        surface.show_measure(text)
        window.qtbot.wait(150)
        assert window.js("window.PWNED === undefined")
        assert (
            window.js("document.querySelectorAll('.pill img, .pill script, .legend script, .credit img').length") == 0
        )
        shown = window.js("[...document.querySelectorAll('.pill .name')].map(e => e.textContent)")
        assert shown
        assert set(shown) == {text}

    def test_nothing_outside_can_be_reached(self, qtbot: QtBot) -> None:
        window = open_window(qtbot)
        tries = ["fetch('https://example.org/')", "fetch('file:///etc/hostname')", "fetch('app://vendor/../theme/tokens.json')",
                 "fetch('app://tiles/x/1/1/1', {method: 'POST', body: 'x'})"]  # fmt: skip
        for attempt in tries:
            window.js(
                f"{attempt}.then(r => r.ok ? window.gone = 1 : 0, () => window.kept = (window.kept || 0) + 1) && 1"
            )
        window.until("window.kept >= 3")
        window.js("(location.href = 'https://example.org/', 1)")
        window.js("(window.open('https://example.org/'), 1)")
        window.js("(() => { try { eval('window.evil = 1') } catch (e) { window.refused = e.name } return 1 })()")
        window.until("window.refused !== undefined")
        assert window.js("[window.gone, window.evil, location.href]") == [None, None, "app://page/map.html"]
        traffic = window.surface.traffic
        qtbot.waitUntil(lambda: traffic.tried > 0, timeout=3000)
        window.surface.close_map()
        window.surface.deleteLater()

    def test_events_that_are_not_as_agreed_are_dropped(self, window: Window) -> None:
        forged = [
            {"type": "picked", "layer": 3, "id": "x"},
            {"type": "tapped", "lon": "0", "lat": 0},
            {"type": "quit"},
            7,
        ]
        with window.qtbot.assertNotEmitted(window.surface.picked, wait=300):
            window.js(f"{json.dumps(forged)}.forEach(e => homeward.bridge.send(e)) || 1")
        assert window.surface._engine is not None
        assert window.surface._engine.dropped == 4

    def test_a_broken_feature_does_not_stop_the_next(self, qtbot: QtBot) -> None:
        window = open_window(qtbot)
        window.surface.set_features("segments", [{"type": "Feature", "id": "bad", "geometry": None, "properties": {}}])
        window.surface.set_features("teams", [features.team("t", (LON, LAT), icon="walk", name="Hale")])
        window.until("homeward.layers.get('teams').drawn.size === 1")
        qtbot.waitUntil(lambda: len(window.surface.traffic.console) == 1, timeout=3000)
        window.surface.close_map()
        window.surface.deleteLater()


class TestLife:
    def test_it_can_start_twice_and_close_twice(self, window: Window) -> None:
        window.surface.start()
        window.surface.close_map()
        window.surface.close_map()
        assert not window.surface.is_ready

    def test_a_page_that_dies_comes_back_with_everything(self, window: Window) -> None:
        window.surface.set_features("segments", [segment("kept")])
        window.until("homeward.layers.get('segments').drawn.has('kept')")
        engine = window.surface._engine
        assert engine is not None
        with window.qtbot.waitSignal(window.surface.ready, timeout=15_000):
            os.kill(engine._page.renderProcessPid(), signal.SIGKILL)
        window.until("homeward.layers.get('segments').drawn.has('kept')")

    def test_a_page_that_dies_again_and_again_is_given_up(self, window: Window) -> None:
        engine = window.surface._engine
        assert engine is not None
        with window.qtbot.waitSignal(window.surface.failed, timeout=3000):
            for _ in range(4):
                engine.broke.emit("renderer")

    def test_tiles_are_asked_for_with_rows_from_the_north(self, qtbot: QtBot) -> None:
        asked: list[tuple[str, int, int, int]] = []
        window = open_window(qtbot, tile=lambda *address: asked.append(address))
        qtbot.waitUntil(lambda: len(asked) > 1, timeout=5000)
        pack, z, x, y = asked[0]
        assert (pack, z) == ("county", 14)
        assert abs(x - (LON + 180) / 360 * 2**z) < 3
        assert 5300 < y < 5400
        close_window(window)

    def test_a_pack_that_fails_leaves_a_map(self, qtbot: QtBot) -> None:
        def broken(*_: object) -> bytes:
            raise ValueError("bad pack")

        window = open_window(qtbot, tile=broken)
        with qtbot.waitSignal(window.surface.tapped, timeout=3000):
            window.click(QPoint(500, 300))
        close_window(window)

    def test_where_the_engine_cannot_start_a_sentence_stands(
        self, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from app.phrases import Phrases
        from tests.ui.map_window import RESOURCES
        from ui.map import surface as module
        from ui.wording import speak

        def refuse(*_: object) -> None:
            raise RuntimeError("no web engine here")

        speak(Phrases(RESOURCES / "phrases"))
        monkeypatch.setattr(module, "MapEngine", refuse)
        surface = module.MapSurface(RESOURCES, lambda *_: None)
        qtbot.addWidget(surface)
        with qtbot.waitSignal(surface.failed) as heard:
            surface.start()
        assert "grid references" in heard.args[0]
