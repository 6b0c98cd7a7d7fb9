"""One sheet with every part of the kit in every state, made-up people only; painted like design picture 14."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from ui.lines import ClockState, Fuse, FuseTick, LogLine, PersonLine
from ui.theme import theme
from ui.widgets.button import Button, IconButton
from ui.widgets.card import Card
from ui.widgets.chip import Chip, FilterChip
from ui.widgets.clock import ClockChip, ClockSlab
from ui.widgets.clock_card import ClockCard
from ui.widgets.field import Field, TextArea
from ui.widgets.fuse import FuseBar
from ui.widgets.list_row import ListRow
from ui.widgets.mark import SentMark
from ui.widgets.progress import ProgressBar, ProgressLine
from ui.widgets.risk import RiskBadge
from ui.widgets.segmented import Segmented
from ui.widgets.words import Caption, Heading, Words

CLOCKS = (
    ClockState("nobody_red", "31", "min", "nobody looking"),
    ClockState("nobody_amber", "9", "min", "nobody looking"),
    ClockState("running", "4", "min", "nobody yet"),
    ClockState("looking", "18", "min", "2 teams looking"),
    ClockState("located", "22:50", "", "found"),
)
FUSE = Fuse(
    31,
    72,
    (
        FuseTick(15, "15", "sergeant", reached=True),
        FuseTick(30, "30", "sergeant, red", reached=True),
        FuseTick(60, "60", "inspector", reached=False),
    ),
)
PEOPLE = (
    PersonLine(
        "1", "Maisie Thornwood", "14", None, CLOCKS[0], "medium", "Medium risk", "Criminal exploitation",
        "Last looked 23:11, home search ended", 4, ("Looked after",),
    ),
    PersonLine("2", "Aled Penry", "37", None, CLOCKS[1], "high", "High risk", None,
               "Offered to PC 330 Singh, not taken"),
    PersonLine("3", "Samira Quill", "22", None, CLOCKS[2], "not_assessed", "Not yet assessed", None,
               "Reported 23:38 by a friend"),
    PersonLine("4", "Dorothy Lark", "81", None, ClockState("looking", "26", "min", "2 teams looking"), "high",
               "High risk", None, "Dog team A, PC 640 Frost"),
    PersonLine("5", "Tomasz Wren", "16", None, ClockState("looking", "12", "min", "1 team looking"), "high",
               "High until settled", None, "PC 512 Reed, home search"),
    PersonLine("6", "Joe Marlowe", "45", None, CLOCKS[4], "very_low", "Very low risk", None,
               "Prevention interview still to do"),
)  # fmt: skip
ENTRIES = (
    LogLine("a", "23:41", "alarm", "Alarm, red: nobody has looked for 30 minutes",
            "to PS 41 Bell; goes to Inspector Marsh at 00:11", "not_sent", "Not sent", "danger_text"),
    LogLine("b", "23:26", "state.warn", "Alarm, amber: nobody has looked for 15 minutes",
            "to PS 41 Bell, seen on laptop 3", "not_sent", "Not sent", "warn_text"),
    LogLine("c", "22:58", "place", "Last known location: bus stop, a driver saw her at 22:40",
            "SK 861 089, a 100 m square. PC 207 Okoro", "not_sent", "Not sent"),
    LogLine("d", "22:12", "tell", "Partner told again: social worker on duty", "reply due 00:00", "sent", "Sent"),
)  # fmt: skip


def flow(*parts: QWidget) -> QHBoxLayout:
    """Parts side by side, from the left."""
    row = QHBoxLayout()
    row.setSpacing(theme().gap())
    for part in parts:
        row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
    row.addStretch(1)
    return row


def _card(title: str) -> Card:
    card = Card()
    card.column.addWidget(Caption(title, "label_strong"))
    return card


def clocks_card() -> Card:
    card = _card("The clock: how long nobody has looked")
    card.column.addLayout(flow(*(ClockSlab(clock) for clock in CLOCKS)))
    card.column.addLayout(flow(ClockChip(CLOCKS[0]), ClockChip(CLOCKS[3]), ClockChip(CLOCKS[2], tall=True)))
    card.column.addWidget(FuseBar(FUSE))
    card.column.addStretch(1)
    return card


def buttons_card() -> Card:
    card = _card("Buttons: 48 px; 72 px in glove mode")
    pressed, off = Button("Pressed", icon="start"), Button("Not yet", "outlined")
    pressed.setDown(True)
    off.setEnabled(False)
    card.column.addLayout(
        flow(
            Button("Start looking", icon="start"),
            Button("Give to a team", "outlined", "team"),
            Button("Not now", "text"),
        )
    )
    card.column.addLayout(flow(pressed, Button("Erase this laptop", "danger", "state.warn"), off))
    card.column.addLayout(
        flow(
            Button("Glove mode", icon="start", large=True),
            Button("Done", "outlined", "done", large=True),
            IconButton("close", "Close"),
            IconButton("here", "Where am I", framed=True),
        )
    )
    card.column.addStretch(1)
    return card


def marks_card() -> Card:
    card = _card("Risk: shape, letter and word")
    card.column.addLayout(
        flow(
            RiskBadge("high", "High risk", large=True),
            RiskBadge("medium", "Medium risk", large=True),
            RiskBadge("low", "Low risk", large=True),
        )
    )
    card.column.addLayout(flow(RiskBadge("very_low", "Very low risk"), RiskBadge("not_assessed", "Not yet assessed")))
    card.column.addWidget(Caption("Saved and sent: two words, two icons", "label_strong"))
    card.column.addLayout(flow(SentMark("saving"), SentMark("saved"), SentMark("not_sent")))
    card.column.addLayout(flow(SentMark("sent", "Sent 22:14"), SentMark("no_network")))
    card.column.addWidget(Caption("Chips", "label_strong"))
    card.column.addLayout(
        flow(Chip("Criminal exploitation", "danger", "flag"), Chip("3 earlier episodes", "plain", "history"))
    )
    card.column.addLayout(
        flow(
            Chip("Looked after"),
            Chip("Two answers differ", "warn", "conflict"),
            Chip("Not known", "quiet", "not_known"),
        )
    )
    card.column.addLayout(flow(Chip("Statement", "accent", "done"), Chip("Settled", "ok", "done")))
    chosen = FilterChip("All 41")
    chosen.setChecked(True)
    card.column.addLayout(flow(chosen, FilterChip("Sightings 3"), FilterChip("To settle 1", "conflict")))
    card.column.addStretch(1)
    return card


def fields_card() -> Card:
    card = _card("Text field: plain, in use, kept with an error")
    pair = QHBoxLayout()
    pair.setSpacing(theme().px("space", 4))
    where = Field("Where last seen", "Grid, place name or latitude and longitude", "SK 861 089")
    where.set_ok("A 100 m square near the bus stop")
    pair.addWidget(Field("Phone", "As the informant gave it", "07700 900 142"))
    pair.addWidget(where)
    card.column.addLayout(pair)
    wrong = Field("Latitude and longitude", "", "526.705, -0.729")
    wrong.set_error("Latitude 526.705 is out of range (−90 to 90). What you typed is kept.")
    card.column.addWidget(wrong)
    options = (("yes", "Yes"), ("no", "No"), ("not_known", "Not known"))
    card.column.addWidget(Segmented(options, "Does Maisie need a medicine?", "not_known"))
    card.column.addWidget(TextArea("Why we are worried", "In your own words", "Left her placement without her coat."))
    card.column.addStretch(1)
    return card


def cards_card() -> Card:
    card = _card("Card, and a card that needs somebody")
    needs, plain = Card(bar="danger"), Card()
    needs.column.addWidget(ListRow("state.danger", "Handover not accepted",
                                   "You offered Aled to PS 66 Rowe at 23:25. Aled is still yours.",
                                   icon_ink="danger_text", trailing="17 min", still=True))  # fmt: skip
    row = ListRow("task", "Ask the night bus driver", "PC 207 Okoro, started 23:20, due 23:50")
    row.set_mark("not_sent")
    after = ListRow("history", "3 earlier episodes", "found at the bus station in March and in June", divider=True)
    plain.column.addWidget(row)
    plain.column.addWidget(after)
    plain.column.setSpacing(0)
    chosen = Card()
    chosen.set_selected(True)
    chosen.column.addWidget(Words("V2 Bus station", "strong", "text", on="accent_soft"))
    for one in (needs, plain, chosen):
        card.column.addWidget(one)
    card.column.addWidget(ProgressLine("Reading the map pack"))
    card.column.addWidget(ProgressBar("This plan", 0.61, 0.64))
    card.column.addStretch(1)
    return card


class ComponentSheet(QWidget):
    """Two columns of cards on a wide sheet, one on a narrow one."""

    def __init__(self, columns: int = 2) -> None:
        super().__init__()
        grid = QGridLayout(self)
        margin = theme().px("space", 5)
        grid.setContentsMargins(margin, margin, margin, margin)
        grid.setSpacing(margin)
        grid.addWidget(Heading("Homeward components", "title", on="surface"), 0, 0, 1, columns)
        cards = [clocks_card(), buttons_card(), marks_card(), fields_card(), cards_card()]
        cards.append(self._red_card())
        for place, card in enumerate(cards):
            grid.addWidget(card, 1 + place // columns, place % columns)

    def _red_card(self) -> Card:
        card = _card("The clock's card")
        foot = "Since 23:11, when the home search ended. The clock stops only when somebody looks."
        card.column.addWidget(ClockCard(CLOCKS[0], "Nobody is looking for Maisie", foot, FUSE))
        card.column.addWidget(ClockCard(CLOCKS[3], "Two teams are looking for Dorothy", "Since 23:16.", None))
        card.column.addStretch(1)
        return card
