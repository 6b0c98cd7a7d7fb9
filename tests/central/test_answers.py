"""Central over HTTP, on both databases: enrol, prove, push, pull, attachments."""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from app.central.serve import Central
from app.domain.tree import Tree
from app.domain.wire import read_heads, read_receipt
from app.errors import Refused
from app.ports.central import CentralCounts
from tests.central.pens import Pen, forged, names

INCIDENT = b"\x0a" * 16


def test_a_batch_is_numbered_receipted_and_handed_on(central: Central) -> None:
    pen = Pen()
    link, enrolled = pen.enrol(central, central.url)
    batch = [pen.introduce(), *pen.notes(INCIDENT, 3)]
    pushed = link.push(batch)
    assert [(each.state, each.number) for each in pushed.statuses] == [
        ("accepted", 1),
        ("accepted", 1),
        ("accepted", 2),
        ("accepted", 3),
    ]
    receipt = read_receipt(pushed.receipt, pushed.signature, enrolled.central_key)
    assert receipt is not None
    assert [op for op, _, _ in receipt.numbers] == names(batch)
    assert (receipt.device, receipt.epoch, receipt.held) == (pen.device, enrolled.epoch, [])
    assert [each for _, each in link.pull(INCIDENT, 0, 500).operations] == batch[1:]
    trees = [
        (bytes(16), 1, Tree().grown(names(batch[:1])).root()),
        (INCIDENT, 3, Tree().grown(names(batch[1:])).root()),
    ]
    assert sorted(receipt.trees) == trees
    heads = read_heads(link.incidents(), enrolled.central_key)
    assert heads is not None
    assert heads.heads == trees
    known = link.known([(INCIDENT, names(batch)[2]), (INCIDENT, bytes(32))])
    found = read_receipt(known.body, known.signature, enrolled.central_key)
    assert found is not None
    assert found.numbers == [(names(batch)[2], INCIDENT, 2)]
    link.close()


def test_the_same_batch_again_is_a_duplicate_with_the_same_numbers(central: Central) -> None:
    pen = Pen()
    link, enrolled = pen.enrol(central, central.url)
    batch = [pen.introduce(), *pen.notes(INCIDENT, 3)]
    first, again = link.push(batch), link.push([*batch, batch[0]])
    assert {each.state for each in again.statuses} == {"duplicate"}
    assert [each.number for each in again.statuses] == [1, 1, 2, 3, 1]
    one, two = (read_receipt(each.receipt, each.signature, enrolled.central_key) for each in (first, again))
    assert one is not None
    assert two is not None
    assert one.numbers == two.numbers
    assert central.counts() == CentralCounts(4, 0)
    link.close()


def test_what_stands_twice_in_one_batch_is_taken_once(central: Central) -> None:
    pen = Pen()
    link, _ = pen.enrol(central, central.url)
    added, note = pen.introduce(), pen.note(INCIDENT)
    pushed = link.push([added, note, note])
    assert [each.state for each in pushed.statuses] == ["accepted", "accepted", "duplicate"]
    assert central.counts() == CentralCounts(2, 0)
    link.close()


def test_what_is_held_says_why_and_does_not_stop_the_rest(central: Central) -> None:
    pen, stranger = Pen(), Pen()
    link, enrolled = pen.enrol(central, central.url)
    bad = forged(pen.note(INCIDENT))
    batch = [pen.introduce(), bad, stranger.note(INCIDENT), pen.note(INCIDENT)]
    pushed = link.push(batch)
    assert [each.reason for each in pushed.statuses] == [None, "held.signature", "held.unknown_laptop", None]
    receipt = read_receipt(pushed.receipt, pushed.signature, enrolled.central_key)
    assert receipt is not None
    assert receipt.held == [(names(batch)[1], "held.signature"), (names(batch)[2], "held.unknown_laptop")]
    assert central.counts() == CentralCounts(2, 2)
    assert {each.state for each in link.push(batch).statuses} == {"duplicate", "held"}
    assert central.counts() == CentralCounts(2, 2)
    link.close()


def test_many_laptops_at_once_leave_no_gap(central: Central) -> None:
    pens = [Pen() for _ in range(6)]
    links = [pen.enrol(central, central.url)[0] for pen in pens]
    batches = [[pen.introduce(), *pen.notes(INCIDENT, 40)] for pen in pens]
    with ThreadPoolExecutor(6) as several:
        pushed = list(several.map(lambda pair: pair[0].push(pair[1]), zip(links, batches, strict=True)))
    numbers = sorted(each.number or 0 for answer in pushed for each in answer.statuses[1:])
    assert numbers == list(range(1, 241))
    assert [number for number, _ in links[0].pull(INCIDENT, 0, 500).operations] == list(range(1, 241))
    for link in links:
        link.close()


def test_a_code_is_good_once(central: Central) -> None:
    code = central.invite()
    first, second = Pen(), Pen()
    one, two = first.transport(central.url), second.transport(central.url)
    answer = one.enrol(code.lower().replace("-", ""), "Laptop", "Kent", bytes(first.key.verify_key))
    assert one.enrol(code, "Laptop", "Kent", bytes(first.key.verify_key)) == answer
    with pytest.raises(Refused, match=r"sync\.code_refused"):
        two.enrol(code, "Laptop", "Kent", bytes(second.key.verify_key))
    with pytest.raises(Refused, match=r"sync\.code_refused"):
        two.enrol("2345-6789", "Laptop", "Kent", bytes(second.key.verify_key))
    one.close()
    two.close()


def test_a_laptop_that_is_not_enrolled_gets_no_session(central: Central) -> None:
    pen = Pen()
    link = pen.transport(central.url)
    with pytest.raises(Refused, match=r"sync\.unknown_laptop"):
        link.hello(b"k" * 32)
    with pytest.raises(Refused, match=r"sync\.unknown_laptop"):
        link.incidents()
    link.close()


def test_attachments_travel_by_their_hash(central: Central) -> None:
    link, _ = Pen().enrol(central, central.url)
    data = os.urandom(3_000_000)
    name = hashlib.sha256(data).digest()
    assert not link.has_blob(name)
    assert link.get_blob(name) is None
    link.put_blob(name, data)
    link.put_blob(name, data)
    assert link.has_blob(name)
    assert link.get_blob(name) == data
    with pytest.raises(Refused, match=r"sync\.blob_differs"):
        link.put_blob(b"\0" * 32, data)
    assert not link.has_blob(b"\0" * 32)
    link.close()


def test_anybody_may_ask_whether_it_is_well(central: Central) -> None:
    answer = httpx.get(f"{central.url}/health", trust_env=False)
    assert answer.json() == {"ok": True, "epoch": 1}


def test_it_answers_at_the_same_address_with_the_same_records_after_a_restart(central: Central) -> None:
    pen = Pen()
    link, _ = pen.enrol(central, central.url)
    batch = [pen.introduce(), pen.note(INCIDENT)]
    link.push(batch)
    central.stop()
    central.start()
    assert {each.state for each in link.push(batch).statuses} == {"duplicate"}
    link.close()
