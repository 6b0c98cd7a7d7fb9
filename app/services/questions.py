"""What an exchange asks of central: a plain value each, put to a link by whoever drives the exchange."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from app.domain.operations import Operation
from app.domain.wire import Greeting, Page, Pushed, Signed
from app.errors import HomewardError
from app.ports.central import CentralLink

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Question(Protocol[T_co]):
    """Something to ask; ``put_to`` raises what `app.ports.central.CentralLink` raises."""

    def put_to(self, link: CentralLink) -> T_co:
        """Ask it there."""


Run = Generator[Question[Any], Any, T]
"""Gives questions, takes their answers (or their errors, thrown in), and ends with a result."""


def ask(question: Question[T]) -> Run[T]:
    """One question of a run; its answer."""
    answer: T = yield question
    return answer


def drive(run: Run[None], link: CentralLink) -> None:
    """Put each question to the link until the run ends.

    Raises:
        HomewardError: what the run did not catch.
    """
    try:
        question = next(run)
        while True:
            try:
                answer = question.put_to(link)
            except HomewardError as problem:
                question = run.throw(problem)
            else:
                question = run.send(answer)
    except StopIteration:
        return


@dataclass(frozen=True, slots=True)
class Greet:
    """Prove who we are to the central of this key."""

    central_key: bytes

    def put_to(self, link: CentralLink) -> Greeting:
        """See `Question`."""
        return link.hello(self.central_key)


@dataclass(frozen=True, slots=True)
class Offer:
    """Take this batch."""

    batch: Sequence[Operation]

    def put_to(self, link: CentralLink) -> Pushed:
        """See `Question`."""
        return link.push(self.batch)


@dataclass(frozen=True, slots=True)
class Known:
    """Which of these (incident, operation) are there."""

    operations: Sequence[tuple[bytes, bytes]]

    def put_to(self, link: CentralLink) -> Signed:
        """See `Question`."""
        return link.known(self.operations)


@dataclass(frozen=True, slots=True)
class Trees:
    """What is there of each incident behind this one."""

    after: bytes

    def put_to(self, link: CentralLink) -> Signed:
        """See `Question`."""
        return link.incidents(self.after)


@dataclass(frozen=True, slots=True)
class Pull:
    """The operations of an incident behind a number."""

    incident: bytes
    after: int
    limit: int

    def put_to(self, link: CentralLink) -> Page:
        """See `Question`."""
        return link.pull(self.incident, self.after, self.limit)


@dataclass(frozen=True, slots=True)
class HasBlob:
    """Whether this attachment is there."""

    sha256: bytes

    def put_to(self, link: CentralLink) -> bool:
        """See `Question`."""
        return link.has_blob(self.sha256)


@dataclass(frozen=True, slots=True)
class PutBlob:
    """Take this attachment."""

    sha256: bytes
    data: bytes

    def put_to(self, link: CentralLink) -> None:
        """See `Question`."""
        link.put_blob(self.sha256, self.data)


@dataclass(frozen=True, slots=True)
class GetBlob:
    """Give me this attachment."""

    sha256: bytes

    def put_to(self, link: CentralLink) -> bytes | None:
        """See `Question`."""
        return link.get_blob(self.sha256)
