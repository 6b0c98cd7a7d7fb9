"""One address of several hosts, taken apart."""

from __future__ import annotations

import pytest

from db.central.postgres_hosts import one_by_one


@pytest.mark.parametrize(
    ("url", "each"),
    [
        ("postgresql://here/records", ["postgresql://here/records"]),
        (
            "postgresql://homeward:w%40rd@one:5432,two:5433/records?target_session_attrs=read-write",
            [
                "postgresql://homeward:w%40rd@one:5432/records?target_session_attrs=read-write",
                "postgresql://homeward:w%40rd@two:5433/records?target_session_attrs=read-write",
            ],
        ),
        ("postgresql://[::1]:1,[::2]/x", ["postgresql://[::1]:1/x", "postgresql://[::2]/x"]),
        ("postgresql:///x?host=/run/one", ["postgresql:///x?host=/run/one"]),
    ],
)
def test_each_host_gets_an_address_of_its_own(url: str, each: list[str]) -> None:
    assert one_by_one(url) == each
