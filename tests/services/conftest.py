"""What services are asked at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import TestDesk, a_desk


@pytest.fixture
def made(tmp_path: Path) -> Iterator[TestDesk]:
    desk = a_desk(tmp_path)
    yield desk
    desk.store.close()
