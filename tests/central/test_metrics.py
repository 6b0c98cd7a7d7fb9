"""What central tells Prometheus: right numbers, in its format, and of nobody."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from app.central.metrics import Metrics
from app.central.serve import Central
from app.domain.wire import Status
from app.errors import Offline, Refused
from db.central import open_store
from tests.central.pens import Pen, forged
from tests.postgres import Postgres

INCIDENT = b"\x0a" * 16
LINE = re.compile(r'(homeward_[a-z_]+(?:\{[a-z]+="[^"]*"\})?) ([0-9.]+)')


def told(central: Central) -> dict[str, float]:
    answer = httpx.get(f"{central.url}/metrics", trust_env=False)
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return read(answer.text)


def read(text: str) -> dict[str, float]:
    found = {}
    for line in text.splitlines():
        if not line.startswith(("# HELP homeward_", "# TYPE homeward_")):
            match = LINE.fullmatch(line)
            assert match is not None, line
            found[match[1]] = float(match[2])
    return found


def test_it_counts_what_became_of_each_operation(tmp_path: Path) -> None:
    central, pen = Central(open_store(None, tmp_path)), Pen()
    central.start()
    link, _ = pen.enrol(central, central.url)
    batch = [pen.introduce(), *pen.notes(INCIDENT, 2), forged(pen.note(INCIDENT))]
    for _ in range(2):
        link.push(batch)
    with pytest.raises(Refused):
        link.put_blob(bytes(32), b"other bytes")
    found, text = told(central), httpx.get(f"{central.url}/metrics", trust_env=False).text
    link.close()
    central.stop()
    assert found['homeward_operations_total{state="accepted"}'] == 3
    assert found['homeward_operations_total{state="duplicate"}'] == 3
    assert found['homeward_operations_total{state="held"}'] == 2
    assert found['homeward_held_total{reason="held.signature"}'] == 2
    assert found['homeward_refused_total{reason="sync.blob_differs"}'] == 1
    assert found["homeward_batch_seconds_count"] == found['homeward_batch_seconds_bucket{le="+Inf"}'] == 2
    assert found["homeward_batch_seconds_sum"] > 0
    assert found["homeward_database_failures_total"] == 0
    assert pen.device.hex() not in text
    assert "Kent" not in text


def test_buckets_hold_what_is_below_them_too(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([0.0, 0.02, 0.0, 0.02, 0.0, 99.0])
    monkeypatch.setattr("app.central.metrics.time.perf_counter", lambda: next(times))
    metrics = Metrics()
    for _ in range(3):
        with metrics.batch():
            metrics.answered([Status("accepted", 1)])
    found = read(metrics.text())
    assert found['homeward_batch_seconds_bucket{le="0.01"}'] == 0
    assert found['homeward_batch_seconds_bucket{le="0.025"}'] == 2
    assert found['homeward_batch_seconds_bucket{le="30.0"}'] == 2
    assert found['homeward_batch_seconds_bucket{le="+Inf"}'] == 3
    assert found["homeward_batch_seconds_sum"] == pytest.approx(99.04)


@pytest.mark.postgres
def test_a_database_that_is_away_is_counted(postgres: Postgres, database_url: str) -> None:
    central, pen = Central(open_store(database_url, None)), Pen()
    central.start()
    link, _ = pen.enrol(central, central.url)
    postgres.kill()
    try:
        with pytest.raises(Offline):
            link.push([pen.introduce()])
        assert told(central)["homeward_database_failures_total"] == 1
    finally:
        postgres.start()
    link.close()
    central.stop()
