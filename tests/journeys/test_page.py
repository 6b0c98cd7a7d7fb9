"""One search as one page: it holds the name as text, and nothing that was typed runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.journeys.line import Line

HOSTILE = "</script><script>window.PWNED=1</script><img src=x onerror=window.PWNED=1>"


@pytest.fixture
def page(line: Line, tmp_path: Path, qapp: QApplication) -> str:
    """The page of a search in which every field holds a script."""
    del qapp
    incident = line.report(person={"name": f"Maisie {HOSTILE}", "clothing": HOSTILE}, reported_by=HOSTILE)
    words = ("--source", HOSTILE, "--note", HOSTILE)
    line("location", "add", incident, "--at", "SK 861 088", "--kind", "sighting", *words)
    line("place", "venue", incident, "--name", HOSTILE, "--at", "SK 862 089", "--why", HOSTILE)
    line("team", "add", incident, "--name", HOSTILE)
    line("task", "add", incident, "--title", HOSTILE, "--place", HOSTILE, "--instructions", HOSTILE)
    assert HOSTILE in line("show", incident)["person"]["name"]
    line("export", incident, "--out", tmp_path / "page.html")
    return (tmp_path / "page.html").read_text("utf-8")


def test_a_page_has_the_name_as_text_and_runs_nothing_that_was_typed(page: str) -> None:
    assert "Maisie" in page
    assert "<script>window.PWNED" not in page
    assert "<img src=x" not in page
    assert "PWNED" in page  # it is shown, as text
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    assert "default-src 'none'" in policy[1]
    outside = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert re.findall(r"(?:src|href)\s*=\s*[\"']?http", outside) == []


def test_a_page_that_cannot_be_written_says_so(apart: Line, tmp_path: Path, qapp: QApplication) -> None:
    del qapp
    incident = apart.report()
    assert apart.refused("export", incident, "--out", tmp_path / "no" / "page.html").key == "cli.not_written"
    assert apart.refused("export", "f" * 32, "--out", tmp_path / "page.html").key == "report.not_found"
    assert not (tmp_path / "page.html").exists()
