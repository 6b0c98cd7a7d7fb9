"""All reports as a list of rows that are read page by page, as they come into sight."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from typing import Final, overload

from ui.lines import ClockState, PersonLine
from ui.wording import say

PAGE: Final = 40
_KEPT_PAGES: Final = 100


class ReportPages(Sequence[PersonLine]):
    """``count`` rows; one that is not here yet is asked for by ``fetch(page)`` and shown as being read.

    Only the pages looked at last are kept. To look through all rows asks for none.
    """

    def __init__(self, count: int, fetch: Callable[[int], object]) -> None:
        self._count, self._fetch = count, fetch
        self._pages: OrderedDict[int, Sequence[PersonLine]] = OrderedDict()
        self._asked: set[int] = set()
        self._blank = PersonLine(
            "", say("now.reading"), "", None, ClockState("running", "", "", ""), "not_assessed", ""
        )

    def put(self, page: int, lines: Sequence[PersonLine]) -> None:
        """A page has come."""
        self._pages[page] = lines
        self._asked.discard(page)
        if len(self._pages) > _KEPT_PAGES:
            self._pages.popitem(last=False)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[PersonLine]:
        return (self._known(row) for row in range(self._count))

    def _known(self, row: int) -> PersonLine:
        page = self._pages.get(row // PAGE, ())
        return page[row % PAGE] if row % PAGE < len(page) else self._blank

    @overload
    def __getitem__(self, row: int) -> PersonLine: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[PersonLine]: ...
    def __getitem__(self, row: int | slice) -> PersonLine | Sequence[PersonLine]:
        if isinstance(row, slice):
            return [self._known(each) for each in range(*row.indices(self._count))]
        if not -self._count <= row < self._count:
            raise IndexError(row)
        return self._shown(row % self._count)

    def _shown(self, row: int) -> PersonLine:
        page = row // PAGE
        if page in self._pages:
            self._pages.move_to_end(page)
        elif page not in self._asked:
            self._asked.add(page)
            self._fetch(page)
        return self._known(row)
