"""The page's addresses: itself, its updates, dropped logs, pictures without scripts, exports."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from breakeven.domain.errors import BreakevenError, UnknownName
from breakeven.domain.workload import Workload
from breakeven.economics.decision import Decision
from breakeven.outputs.files import json_text
from breakeven.web.page import assets, drawing, exporting, uploading
from breakeven.web.page.answering import Kept, Looks, answer
from breakeven.web.page.logs import DroppedLog, Shelf
from breakeven.web.page.reading import Read, read
from breakeven.web.page.rendering import page_html, parts_html
from breakeven.web.page.state import FROM_LOG, LONGEST, PageState, pairs_of
from breakeven.web.page.view import View, view

FOR_EVER = "public, max-age=31536000, immutable"
NEVER = "no-store"
QUICK_PARTS = ("problem", "head", "ranked")
QUICK_PICTURES = ("costs", "regions", "load")
"""What a quick update changes; the rest waits for the whole answer."""
router = APIRouter(include_in_schema=False)


@dataclass(slots=True)
class Memory:
    """What one server remembers: dropped logs, the last answers, what leads each question."""

    shelf: Shelf = field(default_factory=Shelf)
    kept: Kept = field(default_factory=Kept)
    looks: Looks = field(default_factory=Looks)

    def decide(self, state: PageState) -> Decision:
        """Return the whole answer of a state."""
        asked = state.question
        return self.kept.get(asked.query(), lambda: self._answered(asked))

    def _answered(self, asked: PageState) -> Decision:
        decision = answer(asked, log=self._traffic(asked))
        self.looks.learn(asked, decision)
        return decision

    def look(self, state: PageState) -> tuple[Decision, bool]:
        """Return an answer at once, and whether it is the whole one."""
        asked = state.question
        known = self.kept.peek(asked.query())
        if known is not None:
            return known, True
        return self.looks.look(asked, log=self._traffic(asked)), False

    def _traffic(self, state: PageState) -> Workload | None:
        return self.shelf.get(state.log).workload if state.log else None

    def log(self, state: PageState) -> DroppedLog | None:
        """Return the log of a state, None where it names none or one that is gone."""
        try:
            return self.shelf.get(state.log) if state.log else None
        except BreakevenError:
            return None


MEMORY = Memory()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A state with its answer and its view."""

    view: View
    decision: Decision | None
    whole: bool


def ask(found: Read, *, quick: bool = False) -> Asked:
    """Return the view of what was read; a question that cannot be asked says why."""
    state, decision, error, whole = found.state, None, "", True
    try:
        decision, whole = MEMORY.look(state) if quick else (MEMORY.decide(state), True)
    except BreakevenError as problem:
        error = problem.message
    made = view(
        state,
        decision,
        answerer=MEMORY.decide,
        whole=whole,
        log=MEMORY.log(state),
        problems=found.problems,
        error=error,
    )
    return Asked(view=made, decision=decision, whole=whole)


@router.get("/")
def page(request: Request) -> HTMLResponse:
    """Return the page of a link."""
    asked = ask(read(_pairs(request)))
    wrong = asked.view.problems or asked.view.error
    headers = {"Cache-Control": NEVER}
    return HTMLResponse(page_html(asked.view), status_code=422 if wrong else 200, headers=headers)


@router.post("/page/update")
def update(
    query: Annotated[str, Body(max_length=LONGEST)],
    shapes: Annotated[dict[str, str], Body(max_length=20)],
    quick: Annotated[bool, Body()] = False,
) -> Response:
    """Return what changes on the page; of the pictures that are named, whose shapes are known.

    A quick update has no samples: it leaves out what needs them.
    """
    asked = ask(read(pairs_of(query)), quick=quick)
    said: dict[str, Any] = {
        "query": asked.view.query,
        "link": asked.view.link,
        "whole": asked.whole,
        "sentence": asked.view.sentence,
        "problems": dict(asked.view.problems),
        "parts": parts_html(asked.view, only=None if asked.whole else QUICK_PARTS),
        "pictures": _drawn(asked.decision, shapes, whole=asked.whole),
    }
    return _json(said)


@router.post("/page/pictures")
def pictures(
    query: Annotated[str, Body(max_length=LONGEST)],
    shapes: Annotated[dict[str, str], Body(max_length=20)],
) -> Response:
    """Return pictures alone, for those that come into sight later."""
    try:
        decision = MEMORY.decide(read(pairs_of(query)).state)
    except BreakevenError:
        return _json({"pictures": []})
    return _json({"pictures": _drawn(decision, shapes, whole=True)})


def _json(said: dict[str, Any]) -> Response:
    headers = {"Cache-Control": NEVER}
    return Response(json_text(said, indent=None), media_type="application/json", headers=headers)


def _drawn(
    decision: Decision | None, shapes: dict[str, str], *, whole: bool
) -> list[dict[str, Any]]:
    """Return pictures as they are sent; without samples, only those that need none."""
    if decision is None:
        return []
    wanted = [name for name in shapes if whole or name in QUICK_PICTURES]
    made = {d.id: d for d in drawing.drawings(decision, only=wanted)}
    return [
        made[name].to_dict(known=shapes[name]) if name in made else {"id": name, "none": True}
        for name in wanted
    ]


@router.post("/page/log")
async def log(request: Request, name: str = "log", query: str = "") -> Response:
    """Take a usage log, and return the query of the same page with its traffic."""
    token = await uploading.receive(request.stream(), name=name, shelf=MEMORY.shelf)
    state = read([*_but_traffic(pairs_of(query)), ("log", token)]).state
    return _json({"query": state.query()})


def _but_traffic(pairs: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    """Return a query without the numbers that a log tells."""
    return [(key, value) for key, value in pairs if key not in (*FROM_LOG, "log")]


@router.get("/page/picture/{name}.svg")
def picture(name: str, request: Request) -> Response:
    """Return a picture as a drawing, for browsers without scripts."""
    decision = MEMORY.decide(read(_pairs(request)).state)
    found = drawing.svg(decision, name, dark=False)
    if found is None:
        raise UnknownName("picture of this answer", name, (), where="picture")
    return Response(found, media_type="image/svg+xml", headers={"Cache-Control": NEVER})


@router.get("/page/export/{form}")
def export(form: str, request: Request) -> Response:
    """Return the answer as a file."""
    state = read(_pairs(request)).state
    made = exporting.export(MEMORY.decide(state), form)
    disposition = f'attachment; filename="breakeven.{form}"'
    headers = {"Content-Disposition": disposition, "Cache-Control": NEVER}
    return Response(made.content, media_type=made.media_type, headers=headers)


def _pairs(request: Request) -> Iterable[tuple[str, str]]:
    return pairs_of(request.url.query)


@router.get(assets.PREFIX + "/{digest}/{name}")
def static(digest: str, name: str, request: Request) -> Response:
    """Return a file that browsers keep; the digest in its address says which."""
    found = assets.asset(name)
    current = assets.address(name) == f"{assets.PREFIX}/{digest}/{name}"
    headers = {"Cache-Control": FOR_EVER if current else NEVER, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(found.zipped, media_type=found.media_type, headers=headers)
    return Response(found.content, media_type=found.media_type, headers=headers)
