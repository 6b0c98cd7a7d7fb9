"""What central answers a laptop: one method for each address."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.central.bodies import Unfit, answer, message
from app.central.metrics import TEXT_TYPE
from app.central.records import Records
from app.domain.operations import Operation
from app.domain.wire import (
    LONGEST_BODY,
    MOST_HEADS,
    MOST_IDS,
    MOST_OPERATIONS,
    Asked,
    Enrol,
    Greeting,
    Hello,
    Page,
    Proof,
    Session,
)
from app.ports.central import KnownLaptop

_LONGEST_NAME: Final = 200


class Handlers:
    """The addresses of one central."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._store = records.store
        self._seals = records.seals

    async def health(self, request: Request) -> Response:
        """That central is there and its database answers."""
        return JSONResponse({"ok": True, "epoch": await self._store.epoch()})

    async def metrics(self, request: Request) -> Response:
        """What this process has done, for Prometheus."""
        return Response(self._records.metrics.text(), media_type=TEXT_TYPE)

    async def enrol(self, request: Request) -> Response:
        """Make a laptop known by its one-time code."""
        asked = await message(request, Enrol)
        laptop = KnownLaptop(asked.device, _line(asked.name), _line(asked.force), asked.public_key)
        if len(laptop.device) != 16 or len(laptop.public_key) != 32:
            raise Unfit(400, "sync.unreadable")
        enrolled = await self._records.enrol(asked.code, laptop)
        if enrolled is None:
            raise Unfit(403, "sync.code_refused")
        return answer(request, enrolled)

    async def hello(self, request: Request) -> Response:
        """A nonce to sign, for anybody: who it is shows when it is signed."""
        device = (await message(request, Hello)).device
        now_ms = self._records.now_ms()
        return answer(request, Greeting(self._seals.nonce(device, now_ms), await self._store.epoch(), now_ms))

    async def session(self, request: Request) -> Response:
        """A token for the laptop whose key signed the nonce."""
        proof = await message(request, Proof)
        laptop = (await self._store.laptops([proof.device])).get(proof.device)
        if laptop is None:
            raise Unfit(403, "sync.unknown_laptop")
        now_ms = self._records.now_ms()
        if not self._seals.proves(proof.device, proof.nonce, proof.signature, laptop.public_key, now_ms):
            raise Unfit(401, "sync.session_refused")
        return answer(request, Session(self._seals.token(proof.device, now_ms)))

    async def push(self, request: Request) -> Response:
        """Take a batch; answered only after it is committed."""
        sender = self._bearer(request)
        operations = await message(request, list[Operation])
        if len(operations) > MOST_OPERATIONS:
            raise Unfit(413, "sync.too_large")
        return answer(request, await self._records.push(sender, operations))

    async def known(self, request: Request) -> Response:
        """A receipt for what is here already, by ids alone."""
        sender = self._bearer(request)
        asked = (await message(request, Asked)).operations
        if len(asked) > MOST_IDS:
            raise Unfit(413, "sync.too_large")
        return answer(request, await self._records.known(sender, asked))

    async def incidents(self, request: Request) -> Response:
        """The tree of each incident."""
        self._bearer(request)
        after = _hex(request.query_params.get("after", ""))
        return answer(request, await self._records.heads(after, MOST_HEADS))

    async def page(self, request: Request) -> Response:
        """Operations of one incident behind a number."""
        self._bearer(request)
        incident = _hex(request.path_params["incident"])
        after, limit = _whole(request, "after", 0), _whole(request, "limit", MOST_OPERATIONS)
        most = max(1, min(limit, MOST_OPERATIONS))
        operations = await self._store.page(incident, after, most, LONGEST_BODY // 2)
        return answer(request, Page(await self._store.epoch(), operations))

    def _bearer(self, request: Request) -> bytes:
        return bearer(self._records, request)


def bearer(records: Records, request: Request) -> bytes:
    """The laptop that asks.

    Raises:
        Unfit: no token, or one that is not or no longer good.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    device = records.seals.bearer(token, records.now_ms()) if scheme == "Bearer" else None
    if device is None:
        raise Unfit(401, "sync.session_refused")
    return device


def _line(text: str) -> str:
    """What a laptop says of itself, as one line that any database can keep."""
    return "".join(letter for letter in text if letter.isprintable())[:_LONGEST_NAME]


def _hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise Unfit(400, "sync.unreadable") from None


def _whole(request: Request, name: str, otherwise: int) -> int:
    text = request.query_params.get(name, str(otherwise))
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise Unfit(400, "sync.unreadable")
    return int(text)
