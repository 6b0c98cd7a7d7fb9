"""The tree of an incident's operations: equal roots only for equal leaves in equal order."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.tree import Tree

LEAVES = [bytes.fromhex(each) for each in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")]
ROOTS = {  # RFC 6962, from the test data of Certificate Transparency's reference implementation
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    6: "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
}

some_leaves = st.lists(st.binary(max_size=4), max_size=40)


def by_the_book(leaves: list[bytes]) -> bytes:
    """The recursion of RFC 6962, as it stands there."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\1" + by_the_book(leaves[:split]) + by_the_book(leaves[split:])).digest()


@pytest.mark.parametrize("size", ROOTS)
def test_the_known_roots(size: int) -> None:
    assert Tree().grown(LEAVES[:size]).root().hex() == ROOTS[size]


@given(some_leaves, st.integers(0, 40))
def test_it_grows_piece_by_piece_as_by_the_book(leaves: list[bytes], cut: int) -> None:
    tree = Tree().grown(leaves[:cut]).grown(leaves[cut:])
    assert (tree.size, tree.root()) == (len(leaves), by_the_book(leaves))


@given(some_leaves)
def test_it_is_read_as_it_was_written(leaves: list[bytes]) -> None:
    tree = Tree().grown(leaves)
    assert Tree.read(tree.size, tree.written()) == tree


@pytest.mark.parametrize(("size", "peaks"), [(-1, b""), (1, b""), (2, bytes(64)), (0, bytes(32))])
def test_peaks_of_another_size_are_refused(size: int, peaks: bytes) -> None:
    with pytest.raises(ValueError, match=str(size)):
        Tree.read(size, peaks)
