"""Operations carried in a file: by any laptop, in any order, any number of times, and owed to central still."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.adapters.vault_keys import SigningKey
from app.domain import facts
from app.domain.identity import FORCE, Id
from app.domain.operations import name_of
from app.errors import Missing, NotAllowed, NotFound, Unreadable
from app.formats.bundle import read_head
from app.ports.exchange import Enrolment
from app.services.bundles import Bundles
from app.services.desk import Desk
from app.services.reading_bundles import Damaged
from db.local.bundles import LocalBundles
from db.local.exchange import LocalExchange
from db.local.store import LocalStore
from tests.builders import CHANCE, a_report
from tests.carriers import Carrier, Stick, acquaint, name_of_bytes

Make = Callable[..., Carrier]


@pytest.fixture
def stick() -> Stick:
    return Stick()


@pytest.fixture
def make(tmp_path: Path, stick: Stick) -> Iterator[Make]:
    made: list[Carrier] = []

    def one(call_sign: str = "PS 9 Shah") -> Carrier:
        made.append(Carrier(tmp_path / f"laptop{len(made)}", stick, call_sign))
        return made[-1]

    yield one
    for each in made:
        each.store.close()


@pytest.fixture
def pair(make: Make) -> tuple[Carrier, Carrier]:
    """Two laptops that met central once and know each other."""
    one, two = make(), make("PC 207 Okoro")
    acquaint(one, two)
    return one, two


def flip(stick: Stick, name: str, at: int) -> None:
    """Turn a bit of a file."""
    data = bytearray(stick.files[name])
    data[at] ^= 1
    stick.files[name] = bytes(data)


def frames_at(stick: Stick, name: str) -> list[int]:
    """Where each frame begins."""
    data = stick.files[name]
    with stick.open(name) as source:
        marker = read_head(source).bundle
    found, at = [], data.find(marker, data.find(marker) + 1)
    while at >= 0:
        found.append(at)
        at = data.find(marker, at + 1)
    return found


def test_a_search_goes_from_one_laptop_to_another_and_back(pair: tuple[Carrier, Carrier]) -> None:
    one, two = pair
    incident = a_report(one.made)
    one.note(incident)
    written = one.bundles.write("out")
    assert (written.operations, written.recipients, written.central) == (6, [two.store.device], False)
    read = two.bundles.read("out")
    assert (read.new, read.known, read.held, read.complete, read.stranger) == (2, 4, 0, True, False)
    assert one.store.digest() == two.store.digest()
    two.note(incident, "not there")
    two.bundles.write("back")
    assert one.bundles.read("back").new == 1
    assert one.store.digest() == two.store.digest()


def test_what_was_carried_is_owed_to_central_by_both(pair: tuple[Carrier, Carrier]) -> None:
    one, two = pair
    note = one.note(a_report(one.made))
    one.bundles.write("out")
    two.bundles.read("out")
    for each in pair:
        assert each.states()[note] == ("saved", None)
        assert [name_of(found.header) for found in each.exchange.unsent(10, 1 << 20)][-1] == note
        assert each.exchange.counts().unsent == 2


def test_reading_twice_changes_nothing(pair: tuple[Carrier, Carrier]) -> None:
    one, two = pair
    one.note(a_report(one.made), attached=b"a photo")
    one.bundles.write("out")
    first = two.bundles.read("out")
    sent = next(op for op, state in two.states().items() if state == ("saved", None))
    two.exchange.lodge([(sent, 7)], b"receipt", bytes(64))
    two.exchange.blob_sent(name_of_bytes(b"a photo"))
    before = (two.states(), two.store.digest(), two.exchange.unsent_blobs(10))
    again = two.bundles.read("out")
    assert (again.new, again.known, again.held, again.attachments) == (0, first.new + first.known, 0, 0)
    assert (two.states(), two.store.digest(), two.exchange.unsent_blobs(10)) == before
    assert two.states()[sent] == ("sent", 7)


def test_ours_that_come_back_stay_as_they_are(pair: tuple[Carrier, Carrier]) -> None:
    one, two = pair
    saved, sent, held = (one.note(a_report(one.made), each) for each in ("saved", "sent", "held"))
    one.bundles.write("out")
    two.bundles.read("out")
    two.bundles.write("back")
    one.exchange.lodge([(sent, 3)], b"receipt", bytes(64))
    one.exchange.hold_sent([(held, "held.unknown_laptop")])
    before = one.states()
    one.bundles.read("back")
    assert one.states() == before
    assert (before[saved], before[sent], before[held]) == (("saved", None), ("sent", 3), ("sent", None))
    assert [each.reason for each in one.store.held(5)] == ["held.unknown_laptop"]


def test_what_a_laptop_lost_comes_back_and_is_owed(pair: tuple[Carrier, Carrier], tmp_path: Path, stick: Stick) -> None:
    """Its store was made anew; what it wrote since it met central is on the other laptop alone."""
    one, two = pair
    met = one.written()
    note = one.note(a_report(one.made))
    one.bundles.write("out")
    two.bundles.read("out")
    two.bundles.write("back")
    anew = LocalStore(tmp_path / "anew.db", os.urandom(32), one.store.device, one.made.clock, CHANCE)
    LocalExchange(anew).take(FORCE, list(enumerate(met, 1)))
    desk = Desk(anew, one.made.desk.session, one.made.clock, CHANCE)
    assert Bundles(desk, LocalBundles(anew), stick, one.key).read("back").new == 2
    assert [name_of(each.header) for each in LocalExchange(anew).unsent(9, 1 << 20)][-1] == note
    assert anew.digest() == one.store.digest()
    anew.close()


def test_photos_come_after_the_operations_and_are_sent_on(pair: tuple[Carrier, Carrier]) -> None:
    one, two = pair
    photo = os.urandom(1_500_000)
    one.note(a_report(one.made), attached=photo)
    written = one.bundles.write("out")
    assert (written.attachments, written.frames) == (1, 4)
    assert two.bundles.read("out").attachments == 1
    assert two.store.blob(name_of_bytes(photo)) == photo
    assert two.exchange.unsent_blobs(10) == [name_of_bytes(photo)]
    assert two.exchange.missing_blobs(10) == []


def test_a_damaged_frame_loses_itself_alone_and_is_named(pair: tuple[Carrier, Carrier], stick: Stick) -> None:
    one, two = pair
    incident = a_report(one.made)
    photos = [os.urandom(1_500_000), b"small"]
    for each in photos:
        one.note(incident, attached=each)
    one.bundles.write("out")
    whole = stick.files["out"]
    _, first, *_ = frames_at(stick, "out")
    flip(stick, "out", first + 500)
    read = two.bundles.read("out")
    assert read.damaged == [Damaged(1, "attachment", 1)]
    assert (read.new, read.attachments, read.cut_off, read.complete) == (3, 1, False, False)
    assert read.unfinished == [name_of_bytes(photos[0])]
    stick.files["out"] = whole
    again = two.bundles.read("out")
    assert (again.new, again.attachments, again.complete) == (0, 1, True)


def test_what_a_lost_frame_held_is_missing_alone(pair: tuple[Carrier, Carrier], stick: Stick) -> None:
    """Its photo came and waits for nothing; what it belongs to comes with the next bundle."""
    one, two = pair
    one.note(a_report(one.made), attached=b"a photo")
    one.bundles.write("out")
    whole = stick.files["out"]
    flip(stick, "out", frames_at(stick, "out")[0] + 300)
    read = two.bundles.read("out")
    assert read.damaged == [Damaged(0, "operations", 6)]
    assert (read.new, read.held, read.attachments) == (0, 0, 0)
    stick.files["out"] = whole
    assert (two.bundles.read("out").new, two.store.digest()) == (2, one.store.digest())
    assert two.store.blob(name_of_bytes(b"a photo")) == b"a photo"


def test_a_bundle_that_is_cut_off_says_so(pair: tuple[Carrier, Carrier], stick: Stick) -> None:
    one, two = pair
    one.note(a_report(one.made), attached=os.urandom(1_500_000))
    one.bundles.write("out")
    stick.files["out"] = stick.files["out"][: frames_at(stick, "out")[-1] + 40]
    read = two.bundles.read("out")
    assert (read.cut_off, read.complete, read.new, read.attachments, read.damaged) == (True, False, 2, 1, [])


def test_an_attachment_that_is_not_what_its_name_says_is_not_kept(
    pair: tuple[Carrier, Carrier], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = pair
    one.note(a_report(one.made), attached=b"a photo")
    monkeypatch.setattr(one.bundles._store, "blob", lambda _: b"another photo")
    one.bundles.write("out")
    read = two.bundles.read("out")
    assert (read.attachments, read.unfinished) == (0, [name_of_bytes(b"a photo")])
    assert two.store.blob(name_of_bytes(b"a photo")) is None


def test_an_attachment_that_nothing_speaks_of_is_not_kept(pair: tuple[Carrier, Carrier], stick: Stick) -> None:
    """Those of a frame that is lost too: they come with it the next time."""
    one, two = pair
    one.note(a_report(one.made), attached=b"a photo")
    one.bundles.write("out")
    flip(stick, "out", frames_at(stick, "out")[0] + 300)
    two.bundles.read("out")
    assert two.store.blob(name_of_bytes(b"a photo")) is None
    assert two.exchange.unsent_blobs(9) == []


def test_only_the_searches_that_were_asked_for(pair: tuple[Carrier, Carrier]) -> None:
    one, two = pair
    wanted, other = a_report(one.made), a_report(one.made, "Aled Penry")
    one.bundles.write("out", [wanted])
    assert two.bundles.read("out").new == 1
    assert [row.incident for row in two.store.find_reports("", 0, 10)] == [wanted]
    with pytest.raises(NotFound):
        one.bundles.write("none", [wanted, Id("0a" * 16)])
    assert other != wanted


def test_only_for_the_laptops_that_were_asked_for(make: Make) -> None:
    one, two, three = make(), make("PC 207 Okoro"), make("PC 8 Rowe")
    acquaint(one, two, three)
    assert one.bundles.write("out", to=["Okoro"]).recipients == [two.store.device]
    assert two.bundles.read("out").complete
    with pytest.raises(Unreadable) as refusal:
        three.bundles.read("out")
    assert refusal.value.key == "bundle.not_for_us"
    assert one.bundles.write("out", to=[three.store.device, "Okoro"]).recipients == sorted(
        [two.store.device, three.store.device]
    )
    with pytest.raises(NotFound) as refusal2:
        one.bundles.write("none", to=["Nobody"])
    assert refusal2.value.key == "bundle.no_such_laptop"


def test_the_laptop_that_wrote_it_reads_it(pair: tuple[Carrier, Carrier]) -> None:
    one, _ = pair
    one.bundles.write("out")
    read = one.bundles.read("out")
    assert (read.new, read.known, read.stranger) == (0, 4, False)


def test_a_laptop_that_knows_nobody_writes_for_nobody(make: Make) -> None:
    one = make()
    with pytest.raises(Missing) as refusal:
        one.bundles.write("out")
    assert refusal.value.key == "bundle.nobody"


def test_central_can_read_what_an_enrolled_laptop_writes(make: Make, stick: Stick) -> None:
    one, central = make(), SigningKey(os.urandom(32))
    one.exchange.enrol(Enrolment("https://central.example", central.public_bytes, 4))
    assert one.bundles.write("out").central
    with stick.open("out") as source:
        manifest = read_head(source)
    assert (manifest.epoch, manifest.device) == (4, one.device)
    assert manifest.central is not None
    assert central.open_sealed(manifest.sealed_for(manifest.central) or b"") is not None


def test_a_locked_laptop_carries_nothing(pair: tuple[Carrier, Carrier]) -> None:
    one, _ = pair
    one.bundles.write("out")
    one.made.desk.session.lock()
    for act in (one.bundles.write, one.bundles.read):
        with pytest.raises(NotAllowed):
            act("out")


def test_a_known_laptop_by_another_key_is_refused(make: Make) -> None:
    """Somebody writes in the name of a laptop, with a key of his own."""
    one, two = make(), make("PC 207 Okoro")
    acquaint(one, two)
    one.bundles._key = SigningKey(os.urandom(32))
    one.bundles.write("out")
    with pytest.raises(Unreadable) as refusal:
        two.bundles.read("out")
    assert (refusal.value.key, refusal.value.values) == ("bundle.other_key", {"name": "Shah"})


@pytest.fixture
def strangers(make: Make) -> tuple[Carrier, Carrier]:
    """The second has not heard of the first, who has heard of it."""
    one, two = make(), make("PC 207 Okoro")
    one.from_central(two.written())
    return one, two


def test_a_stranger_introduces_nobody(strangers: tuple[Carrier, Carrier]) -> None:
    one, two = strangers
    one.note(a_report(one.made))
    one.bundles.write("out")
    read = two.bundles.read("out")
    assert (read.stranger, read.new, read.known, read.held) == (True, 0, 2, 4)
    assert {each.reason for each in two.store.held(9)} == {"held.unknown_officer"}
    # Nor later, when what is held is judged again because somebody else became known.
    two.made.sign_in("PC 3 Cole", two.made.officer.rank)
    assert len(two.store.held(9)) == 4


def test_what_a_stranger_brings_of_officers_we_know_is_taken(strangers: tuple[Carrier, Carrier]) -> None:
    one, two = strangers
    report = a_report(one.made)
    added = facts.OfficerAdded(call_sign="PS 9 Shah", rank="sergeant", public_key=one.made.key.public_bytes)
    with two.made.desk.act("note.record") as (work, _):
        work.record(added, FORCE, one.made.officer.id)
    one.bundles.write("out")
    assert two.bundles.read("out").held == 0
    assert [row.incident for row in two.store.find_reports("", 0, 9)] == [report]


def test_what_waits_for_a_strangers_officer_is_offered_and_taken_up(strangers: tuple[Carrier, Carrier]) -> None:
    """Central knows him: it gives numbers, and sends it all back with its word."""
    one, two = strangers
    note = one.note(a_report(one.made))
    one.bundles.write("out")
    two.bundles.read("out")
    offered = [name_of(each.header) for each in two.exchange.unsent(50, 1 << 20)]
    assert offered[-1] == note
    assert len(offered) == 6
    two.exchange.lodge([(op, 5) for op in offered], b"receipt", bytes(64))
    assert two.exchange.unsent(50, 1 << 20) == []
    assert two.states()[note] == ("held", 5)
    two.from_central(one.written())
    assert two.store.held(9) == []
    assert two.states()[note][0] == "sent"
    assert one.store.digest() == two.store.digest()


def test_what_central_holds_too_is_offered_once_and_stays_held(strangers: tuple[Carrier, Carrier]) -> None:
    one, two = strangers
    note = one.note(a_report(one.made))
    one.bundles.write("out")
    two.bundles.read("out")
    held = [(name_of(each.header), "held.unknown_laptop") for each in one.written()]
    two.exchange.hold_sent(held)
    left = [name_of(each.header) for each in two.exchange.unsent(50, 1 << 20)]
    assert note not in left
    two.bundles.read("out")
    assert [name_of(each.header) for each in two.exchange.unsent(50, 1 << 20)] == left
    # A laptop of the force vouches for them: then central must hear of it again.
    two.from_central(one.written()[:2])
    assert two.states()[note] == ("saved", None)


def test_what_is_held_travels_on(make: Make) -> None:
    """Through a laptop that cannot judge it, to one that can."""
    one, two, three = make(), make("PC 207 Okoro"), make("PC 8 Rowe")
    acquaint(two, three)
    one.from_central(two.written())
    three.from_central(one.written())
    note = one.note(a_report(one.made))
    one.bundles.write("out")
    two.bundles.read("out")
    two.bundles.write("on")
    assert three.bundles.read("on").held == 0
    assert three.states()[note] == ("saved", None)


def test_in_any_order_it_is_the_same(make: Make) -> None:
    one, two, three = make(), make("PC 207 Okoro"), make("PC 8 Rowe")
    acquaint(one, two, three)
    incident = a_report(one.made)
    one.bundles.write("first")
    for each in ("second", "third"):
        one.note(incident, each)
        one.bundles.write(each)
    for each in ("first", "second", "third"):
        two.bundles.read(each)
    for each in ("third", "first", "second", "third"):
        three.bundles.read(each)
    assert one.store.digest() == two.store.digest() == three.store.digest()
