"""One entry of the log, whole: what it says, who wrote it, where it is."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme import theme
from ui.viewmodels.log import Detail, LogModel
from ui.viewmodels.place_reading import PlaceRead
from ui.views.place_picture import PlaceMap, PlacePictures
from ui.views.rows import TurningRow
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.list_row import ListRow
from ui.widgets.words import Caption, Heading, Words
from ui.wording import say


class LogDetail(QWidget):
    """Follows the model's chosen entry."""

    def __init__(self, model: LogModel, pictures: PlacePictures | None = None) -> None:
        super().__init__()
        self._model = model
        self.title, self.words = Heading(""), Words("")
        self.map = PlaceMap(model.context, pictures or PlacePictures(None))
        self.reference = Words("", "reference")
        self.who = ListRow("account", "", still=True)
        self.signature = ListRow("saved", say("log.signature"), still=True)
        self.where = ListRow("sent", "", still=True)
        self.correct = Button(say("log.correct"), "outlined", "pencil")
        self.on_map = Button(say("log.on_map"), "outlined", "room.map")
        self._lay_out()
        self.correct.clicked.connect(model.correct)
        self.on_map.clicked.connect(model.show_on_map)
        model.changed.connect(self._show)
        theme().follow(self.restyle)
        self._show()

    def _lay_out(self) -> None:
        self._said, self._wrote = Card(), Card()
        for widget in (self.title, self.words, self.map, self.reference):
            self._said.column.addWidget(widget)
        self._wrote.column.addWidget(Heading(say("log.who_title")))
        for row in (self.who, self.signature, self.where):
            self._wrote.column.addWidget(row)
        self._column = QVBoxLayout(self)
        self._buttons = TurningRow(self.correct, self.on_map, equal=True)
        self._never = Caption(say("log.never_changed"), on="surface")
        for part in (self._said, self._wrote, self._buttons, self._never):
            self._column.addWidget(part)
        self._column.addStretch(1)

    def restyle(self) -> None:
        """Take sizes from the theme again."""
        margin = theme().px("space", 4)
        self._column.setContentsMargins(margin, margin, margin, margin)
        self._column.setSpacing(theme().px("space", 3))

    def _show(self) -> None:
        detail = self._model.state.detail
        for part in (self._said, self._wrote, self._buttons, self._never):
            part.setVisible(detail is not None)
        if detail is not None:
            self._show_entry(detail)

    def _show_entry(self, detail: Detail) -> None:
        self.title.setText(detail.title)
        self.words.setText(detail.words)
        self.words.setVisible(bool(detail.words))
        self.reference.setText(detail.reference)
        self.reference.setVisible(bool(detail.reference))
        self.who.set_words(detail.who)
        sent = detail.entry.standing == "sent"
        self.where.set_icon("sent" if sent else "not_sent", "ok_text" if sent else "warn_text")
        self.where.set_words(detail.whereabouts)
        self.correct.setVisible(detail.can_correct)
        self.on_map.setVisible(detail.place is not None)
        self._show_place(detail)

    def _show_place(self, detail: Detail) -> None:
        self.map.setVisible(detail.place is not None)
        if detail.place is not None:
            read = PlaceRead(
                headline=detail.reference, at=detail.place, square=detail.square, precision_m=detail.precision_m
            )
            self.map.show_place(read, detail.kind)
