"""The page's addresses: itself, its updates, dropped logs, pictures without scripts, exports."""

from collections.abc import Iterable
from gzip import compress
from json import dumps
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from breakeven.domain.errors import BreakevenError
from breakeven.outputs.files import json_text
from breakeven.web.page import assets, drawing, exporting, uploading
from breakeven.web.page.asking import ask
from breakeven.web.page.memory import Memory, memory_of
from breakeven.web.page.reading import read
from breakeven.web.page.rendering import page_html
from breakeven.web.page.state import FROM_LOG, PageState, pairs_of
from breakeven.web.page.turns import Told, Turns, turns_of
from breakeven.web.page.updating import Wanted, drawn, update_of
from breakeven.web.server import server_of

FOR_EVER = "public, max-age=31536000, immutable"
NEVER = "no-store"
SMALL = 2_000
"""Bytes below which nothing is packed."""
LEVEL = 1
"""Of packing what is made anew each time: quick."""
router = APIRouter(include_in_schema=False)
Remembered = Annotated[Memory, Depends(memory_of)]
Pairs = Iterable[tuple[str, str]]


@router.get("/")
async def page(request: Request, memory: Remembered) -> Response:
    """Return the page of a link; one whose answer does not get its turn says so."""
    found = read(_pairs(request))
    told = await turns_of(request).told(memory, found.state)

    def rendered() -> Response:
        asked = ask(memory, found, answerer=told.decide)
        status = 503 if told.busy else 422 if asked.wrong else 200
        answer = _packed(request, page_html(asked.view), HTMLResponse, status)
        answer.headers.update(told.busy.headers if told.busy else {})
        return answer

    return await to_thread.run_sync(rendered)


@router.post("/page/update")
async def update(request: Request, wanted: Wanted, memory: Remembered) -> Response:
    """Return what changes on the page."""
    found, turns = read(pairs_of(wanted.query)), turns_of(request)

    def looked() -> Response:
        return _json(request, update_of(ask(memory, found, quick=True), wanted))

    if wanted.quick:
        quick = memory.ready(found.state)
        return await (to_thread.run_sync(looked) if quick else turns.run(looked))
    told = await _in_turn(turns, memory, found.state)

    def answered() -> Response:
        return _json(request, update_of(ask(memory, found, answerer=told.decide), wanted))

    return await to_thread.run_sync(answered)


async def _in_turn(turns: Turns, memory: Memory, state: PageState) -> Told:
    """Return the answers of a state; raise Busy where one did not get its turn."""
    told = await turns.told(memory, state)
    if told.busy:
        raise told.busy
    return told


@router.post("/page/pictures")
async def pictures(request: Request, wanted: Wanted, memory: Remembered) -> Response:
    """Return pictures alone, for those that come into sight later."""
    state = read(pairs_of(wanted.query)).state.question
    told = await _in_turn(turns_of(request), memory, state)

    def made() -> Response:
        try:
            decision = told.decide(state)
        except BreakevenError:
            return _json(request, {"pictures": []})
        return _json(request, {"pictures": drawn(decision, wanted.shapes, whole=True)})

    return await to_thread.run_sync(made)


@router.post("/page/log")
async def log(request: Request, memory: Remembered, name: str = "log", query: str = "") -> Response:
    """Take a usage log, and return the query of the same page with its traffic."""
    server = server_of(request)
    async with server.uploads:
        token = await uploading.receive(
            request.stream(),
            name=name,
            shelf=memory.shelf,
            most_unpacked_bytes=server.settings.unpacked_bytes,
        )
    state = read([*_but_traffic(pairs_of(query)), ("log", token)]).state
    return _json(request, {"query": state.query()})


def _but_traffic(pairs: Pairs) -> Pairs:
    """Return a query without the numbers that a log tells."""
    return [(key, value) for key, value in pairs if key not in (*FROM_LOG, "log")]


@router.get("/page/picture/{name}.svg")
async def picture(name: str, request: Request, memory: Remembered) -> Response:
    """Return a picture as a drawing, for browsers without scripts."""
    state, turns = read(_pairs(request)).state.question, turns_of(request)
    decision = (await turns.told(memory, state)).decide(state)
    found = await turns.run(lambda: drawing.svg(decision, name, dark=False))
    return Response(found, media_type="image/svg+xml", headers={"Cache-Control": NEVER})


@router.get("/page/export/{form}")
async def export(form: str, request: Request, memory: Remembered) -> Response:
    """Return the answer as a file."""
    state, turns = read(_pairs(request)).state.question, turns_of(request)
    decision = (await turns.told(memory, state)).decide(state)
    made = await turns.run(lambda: exporting.export(decision, form, state=state))
    disposition = f'attachment; filename="breakeven.{form}"'
    headers = {"Content-Disposition": disposition, "Cache-Control": NEVER}
    return Response(made.content, media_type=made.media_type, headers=headers)


@router.get(assets.PREFIX + "/{digest}/{name}")
def static(digest: str, name: str, request: Request) -> Response:
    """Return a file that browsers keep; the digest in its address says which."""
    found = assets.asset(name)
    current = assets.address(name) == f"{assets.PREFIX}/{digest}/{name}"
    headers = {"Cache-Control": FOR_EVER if current else NEVER, "Vary": "Accept-Encoding"}
    if _takes_packed(request):
        headers["Content-Encoding"] = "gzip"
        return Response(found.packed, media_type=found.media_type, headers=headers)
    return Response(found.content, media_type=found.media_type, headers=headers)


def _pairs(request: Request) -> Pairs:
    return pairs_of(request.url.query)


def _json(request: Request, said: dict[str, Any]) -> Response:
    try:
        text = dumps(said, allow_nan=False, ensure_ascii=False)  # A third of the time of the other.
    except (TypeError, ValueError):
        text = json_text(said, indent=None)
    return _packed(request, text, JsonText, 200)


class JsonText(Response):
    """JSON that is text already."""

    media_type = "application/json"


def _packed(request: Request, text: str, kind: type[Response], status: int) -> Response:
    """Return a text that nobody keeps, packed where the browser takes that."""
    body = text.encode()
    headers = {"Cache-Control": NEVER, "Vary": "Accept-Encoding"}
    if len(body) > SMALL and _takes_packed(request):
        headers["Content-Encoding"] = "gzip"
        body = compress(body, LEVEL)
    return kind(body, status_code=status, headers=headers)


def _takes_packed(request: Request) -> bool:
    return "gzip" in request.headers.get("accept-encoding", "")
