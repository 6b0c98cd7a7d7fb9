"""The process that holds the keys leaves no memory behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
SCRIPT = """
import ctypes, resource
from app.adapters.process_hardening import forbid_core_dumps, forbid_memory_reading
dumpable = lambda: ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)
before = dumpable()
print(forbid_core_dumps(), resource.getrlimit(resource.RLIMIT_CORE), before, forbid_memory_reading(), dumpable())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux only")
def test_no_dump_and_no_reader() -> None:
    ran = subprocess.run([sys.executable, "-c", SCRIPT], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "True (0, 0) 1 True 0"
