"""What carrying operations in a file needs of the laptop's store and of the file itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from app.domain.identity import Id
from app.domain.operations import Operation
from app.ports.exchange import Enrolment, Taken
from app.ports.store import Laptop


class ByteSource(Protocol):
    """A file that is read from its beginning."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most so many; none at the end. Raises Unavailable where the file is gone."""


class BundleFiles(Protocol):
    """Files on a stick or in a folder, by their names."""

    def write(self, name: str, pieces: Iterable[bytes]) -> int:
        """Write a file durably; how many bytes it has.

        Raises:
            Unreadable: there is no such folder. DiskFull, Unavailable: nothing was written.
        """

    def open(self, name: str) -> AbstractContextManager[ByteSource]:
        """The file. Raises Unreadable where there is none."""


class BundleStore(Protocol):
    """The laptop's log, as bundles see it. Each call that writes is one transaction."""

    @property
    def device(self) -> Id:
        """This laptop."""

    def laptops(self) -> Mapping[Id, Laptop]:
        """The laptops this one has heard of, itself among them."""

    def enrolment(self) -> Enrolment | None:
        """How this laptop is enrolled, or ``None``."""

    def carried(self, incidents: Collection[Id] | None) -> Iterator[Operation]:
        """The force's operations, then those of these incidents, or of all, in the order they came.

        With what is held only because its officer is not known here: another may know.
        """

    def has(self, incident: Id) -> bool:
        """Whether anything of this incident is here."""

    def take(self, operations: Sequence[Operation], *, vouched: bool) -> Taken:
        """Check, append and project what another laptop carried here.

        What is good and new counts as unsent until central says that it has it, whoever wrote
        it; what is here already stays as it is. ``vouched`` says that the carrier is a laptop
        of the force: only then may an officer whom nobody knows be introduced by himself.
        """

    def blob(self, sha256: bytes) -> bytes | None:
        """An attachment, if its bytes are here."""

    def keep_blob(self, sha256: bytes, data: bytes) -> bool:
        """Keep an attachment whose hash was checked, to be sent on; ``False`` where it is here already."""

    def awaits(self, sha256: bytes) -> bool:
        """Whether an operation here speaks of this attachment and its bytes are not here."""
