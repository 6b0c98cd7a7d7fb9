"""Add a photo: drop a picture on the sheet, or write where its file is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from app.domain.identity import Id
from app.errors import Unreadable
from ui.background import Failure
from ui.viewmodels.context import Context
from ui.widgets.button import Button
from ui.widgets.field import Field
from ui.widgets.sheet_content import SheetContent
from ui.widgets.words import Words
from ui.wording import say

_MOST_BYTES = 64 * 1024 * 1024


class PhotoSheet(SheetContent):
    """One field and one button; what cannot be read is said at the field. ``done()`` once saved."""

    done = Signal()

    def __init__(self, context: Context, incident: Id) -> None:
        super().__init__()
        self._context, self._incident = context, incident
        self.file = Field(say("person.photo_file"), say("person.photo_file_hint"), icon="camera")
        self.save = Button(say("person.photo_save"), "primary", "camera", tall=True)
        self.add(Words(say("person.photo_words")), self.file)
        self.finish(self.save)
        self.setAcceptDrops(True)
        self.file.line.setAcceptDrops(False)
        self.file.changed.connect(lambda _text: self.file.clear_message())
        self.save.clicked.connect(self._save)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.file.set_text(event.mimeData().urls()[0].toLocalFile())
        self._save()

    def _save(self) -> None:
        path, photos, incident = self.file.text().strip(), self._context.services.photos, self._incident
        self.save.setEnabled(False)
        self._context.act(lambda: photos.add(incident, _bytes(path)), lambda _name: self._saved(), self._failed)

    def _saved(self) -> None:
        self._context.told.emit(say("person.photo_saved"))
        self.done.emit()

    def _failed(self, failure: Failure) -> None:
        self.save.setEnabled(True)
        self.file.set_error(failure.words)
        self.file.setFocus()


def _bytes(path: str) -> bytes:
    """The file, if there is one of a size that a picture has.

    Raises:
        Unreadable: there is none.
    """
    try:
        with Path(path).open("rb") as file:
            return file.read(_MOST_BYTES + 1)
    except (OSError, ValueError):
        raise Unreadable("person.photo_no_file") from None
