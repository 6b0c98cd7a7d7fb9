"""Two officers' keys derived at once: both finish. In a process of its own, which can be ended if they do not."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.adapters.vault.cast import REPOSITORY

TWO_AT_ONCE = """
import threading
from app.adapters.vault_file import KdfCost
from app.adapters.vault_keys import SlotSecrets, open_slot, seal_slot

secrets = SlotSecrets(bytes(32), bytes(32))
together = threading.Barrier(2)

def derive(officer: bytes) -> None:
    together.wait()
    for _ in range(20):
        slot = seal_slot(bytes(16), officer, "PS 9 Shah", secrets, "kettle marsh", KdfCost(1024, 2, 4))
        assert open_slot(bytes(16), slot, "kettle marsh") == secrets
    print("finished", flush=True)

for each in (b"1" * 16, b"2" * 16):
    threading.Thread(target=derive, args=(each,), daemon=True).start()
for thread in threading.enumerate():
    if thread is not threading.main_thread():
        thread.join()
"""
LONGEST_S = 60.0


def test_two_derivations_at_once_both_finish() -> None:
    command = [sys.executable, "-c", TWO_AT_ONCE]
    try:
        ran = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=LONGEST_S, check=False)
    except subprocess.TimeoutExpired:
        pytest.fail("two derivations waited for each other")
    assert (ran.stdout.split(), ran.stderr, ran.returncode) == (["finished", "finished"], "", 0)
