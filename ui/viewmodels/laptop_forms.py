"""The Laptop room's forms: another officer, and enrolment with central; a secret never goes into a draft."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import ClassVar

from shiboken6 import isValid

from app.domain.identity import Rank
from ui.background import Failure
from ui.viewmodels.context import Context
from ui.viewmodels.kept_form import KeptForm
from ui.wording import say


class SecretForm(KeptForm):
    """A kept form some of whose values live only as long as the sheet."""

    secrets: ClassVar[frozenset[str]]
    fields: ClassVar[Mapping[str, str]]
    """Which field an error belongs to, by its key."""

    def type(self, name: str, text: str) -> None:
        """A key was pressed: it is kept, but for secrets."""
        self._typed = True
        self.values[name] = text
        self.problems = {key: words for key, words in self.problems.items() if key not in (name, "")}
        self._draft.keep(json.dumps({key: self.values[key] for key in self.values.keys() - self.secrets}))
        self.changed.emit()

    def _done(self, answer: object) -> None:
        """The sheet, and the form with it, may be gone before the answer comes; it is saved all the same."""
        if isValid(self):
            super()._done(answer)
        else:
            self._draft.keep(None)
            self.context.told.emit(self._told)

    def _failed(self, failure: Failure) -> None:
        if not isValid(self):
            self.context.problem.emit(failure.words)
            return
        key = failure.error.key if failure.error is not None else ""
        self.saving, self.problems = False, {self.fields.get(key, ""): failure.words}
        self.changed.emit()

    def fault(self, field: str, words: str) -> None:
        """Say what is wrong with one field."""
        self.problems = {field: words}
        self.changed.emit()


class OfficerForm(SecretForm):
    """Call sign, rank and a passphrase typed twice by the new officer."""

    secrets = frozenset({"passphrase", "again"})
    fields: ClassVar[Mapping[str, str]] = {
        "officer.no_call_sign": "call_sign", "officer.call_sign_taken": "call_sign", "officer.rank_above": "rank",
        "vault.call_sign_missing": "call_sign", "vault.officer_exists": "call_sign",
        "vault.passphrase_short": "passphrase", "vault.passphrase_one_character": "passphrase",
    }  # fmt: skip

    def __init__(self, context: Context) -> None:
        values = {"call_sign": "", "rank": Rank.OFFICER.word, "passphrase": "", "again": ""}
        super().__init__(context, "laptop.officer", values)

    def save(self) -> None:
        """Give the officer a passphrase slot on this laptop."""
        call_sign, passphrase = self.values["call_sign"], self.values["passphrase"]
        if passphrase != self.values["again"]:
            self.fault("again", say("entry.passphrases_differ"))
            return
        rank, officers = Rank[self.values["rank"].upper()], self.context.services.officers
        told = say("laptop.officer_added", call_sign=" ".join(call_sign.split()))
        self.send(lambda: officers.add(call_sign, rank, passphrase), told)


class EnrolForm(SecretForm):
    """The address of central records and the one-time code an administrator gave."""

    secrets = frozenset({"code"})
    fields: ClassVar[Mapping[str, str]] = {
        "sync.https_needed": "url", "sync.url_unreadable": "url", "sync.offline": "url", "sync.answer_wrong": "url",
        "sync.certificate_refused": "url", "sync.no_such_address": "url", "sync.code_refused": "code",
    }  # fmt: skip

    def __init__(self, context: Context, url: str = "") -> None:
        super().__init__(context, "laptop.enrol", {"url": url, "code": ""})

    def save(self) -> None:
        """Ask central; beside the database, because a network may take its time."""
        url, code = self.values["url"].strip(), self.values["code"].strip()
        if self.saving:
            return
        if not url or not code:
            self.fault("code" if url else "url", say("laptop.code_missing" if url else "laptop.url_missing"))
            return
        self.saving, self.problems, self._told = True, {}, say("laptop.enrolled")
        self.changed.emit()
        services = self.context.services
        self.context.heavy(lambda _cancelled: services.enrol(url, code), self._done, self._failed)
