"""Every deliberate error, as one tree; anything else that is raised is a bug.

HomewardError
├── UserError            shown to the officer as it is
│   ├── Unreadable       a typed entry or a file that cannot be read
│   ├── Missing          something needed is not there yet
│   ├── NotAllowed       this rank may not do this
│   ├── IllegalMove      the work is not in a state that allows this
│   ├── NotFound         no such record here
│   ├── WrongPassphrase  no officer of this laptop has this passphrase
│   └── StoreRefused     the store on this laptop must not be opened, or not for writing
└── Unavailable          the surroundings failed; try again later, nothing is lost
    ├── Offline          central cannot be reached
    ├── Refused          central answered, and will not take this
    └── DiskFull         there is no room to save
"""

from __future__ import annotations


class HomewardError(Exception):
    """An error that somebody meant: a phrase key and the values its sentence needs.

    The sentence stands in ``resources/phrases``. ``str()`` gives the key alone, so that
    what an officer typed never reaches a log line or a crash text.
    """

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


class UserError(HomewardError):
    """Shown to the officer as it is."""


class Unreadable(UserError):
    """A typed entry or a file that cannot be read."""


class Missing(UserError):
    """Something needed is not there yet."""


class NotAllowed(UserError):
    """This rank may not do this."""


class IllegalMove(UserError):
    """The work is not in a state that allows this."""


class NotFound(UserError):
    """No such record on this laptop."""


class WrongPassphrase(UserError):
    """No officer of this laptop has this passphrase."""


class StoreRefused(UserError):
    """The store on this laptop must not be opened, or not for writing."""


class Unavailable(HomewardError):
    """The surroundings failed; try again later, nothing is lost."""


class Offline(Unavailable):
    """Central cannot be reached."""


class Refused(Unavailable):
    """Central answered, and will not take this."""


class DiskFull(Unavailable):
    """There is no room to save."""
