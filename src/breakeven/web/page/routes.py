"""The page's addresses: itself, its updates, dropped logs, pictures without scripts, exports."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from breakeven.domain.errors import BreakevenError, UnknownName
from breakeven.economics.decision import Decision
from breakeven.outputs.files import json_text
from breakeven.web.page import assets, drawing, exporting, uploading
from breakeven.web.page.answering import Kept, answer
from breakeven.web.page.logs import DroppedLog, Shelf
from breakeven.web.page.reading import Read, read
from breakeven.web.page.rendering import page_html, parts_html
from breakeven.web.page.state import LONGEST, PageState, pairs_of
from breakeven.web.page.view import View, view

FOR_EVER = "public, max-age=31536000, immutable"
NEVER = "no-store"
router = APIRouter(include_in_schema=False)


@dataclass(slots=True)
class Desk:
    """What one server remembers: dropped logs and the last answers."""

    shelf: Shelf = field(default_factory=Shelf)
    kept: Kept = field(default_factory=Kept)

    def decide(self, state: PageState) -> Decision:
        """Return the decision of a state."""
        asked = state.question
        log = self.shelf.get(asked.log).workload if asked.log else None
        return self.kept.get(asked.query(), lambda: answer(asked, log=log))

    def log(self, state: PageState) -> DroppedLog | None:
        """Return the log of a state, None where it names none or one that is gone."""
        try:
            return self.shelf.get(state.log) if state.log else None
        except BreakevenError:
            return None


DESK = Desk()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A state with its answer and its view."""

    view: View
    decision: Decision | None


def ask(found: Read) -> Asked:
    """Return the view of what was read; a question that cannot be asked says why."""
    state, decision, error = found.state, None, ""
    try:
        decision = DESK.decide(state)
    except BreakevenError as problem:
        error = problem.message
    made = view(
        state,
        decision,
        answerer=DESK.decide,
        log=DESK.log(state),
        problems=found.problems,
        error=error,
    )
    return Asked(view=made, decision=decision)


@router.get("/")
def page(request: Request) -> HTMLResponse:
    """Return the page of a link."""
    asked = ask(read(pairs_of(request.url.query)))
    wrong = asked.view.problems or asked.view.error
    headers = {"Cache-Control": NEVER}
    return HTMLResponse(page_html(asked.view), status_code=422 if wrong else 200, headers=headers)


@router.post("/page/update")
def update(
    query: Annotated[str, Body(max_length=LONGEST)],
    shapes: Annotated[dict[str, str], Body(max_length=20)],
) -> Response:
    """Return what changes on the page; of the pictures that are named, whose shapes are known."""
    asked = ask(read(pairs_of(query)))
    said: dict[str, Any] = {
        "query": asked.view.query,
        "link": asked.view.link,
        "sentence": asked.view.sentence,
        "problems": dict(asked.view.problems),
        "parts": parts_html(asked.view),
        "pictures": _drawn(asked.decision, shapes),
    }
    return Response(
        json_text(said, indent=None),
        media_type="application/json",
        headers={"Cache-Control": NEVER},
    )


@router.post("/page/pictures")
def pictures(
    query: Annotated[str, Body(max_length=LONGEST)],
    shapes: Annotated[dict[str, str], Body(max_length=20)],
) -> Response:
    """Return pictures alone, for those that come into sight later."""
    asked = read(pairs_of(query)).state
    try:
        found = _drawn(DESK.decide(asked), shapes)
    except BreakevenError:
        found = []
    return Response(json_text({"pictures": found}, indent=None), media_type="application/json")


def _drawn(decision: Decision | None, shapes: dict[str, str]) -> list[dict[str, Any]]:
    if decision is None:
        return []
    made = {d.id: d for d in drawing.drawings(decision, only=shapes)}
    return [
        made[name].to_dict(known=known) if name in made else {"id": name, "none": True}
        for name, known in shapes.items()
    ]


@router.get("/page/picture/{name}.svg")
def picture(name: str, request: Request) -> Response:
    """Return a picture as a drawing, for browsers without scripts."""
    decision = DESK.decide(read(_pairs(request)).state)
    found = drawing.svg(decision, name, dark=False)
    if found is None:
        raise UnknownName("picture of this answer", name, (), where="picture")
    return Response(found, media_type="image/svg+xml", headers={"Cache-Control": NEVER})


@router.get("/page/export/{form}")
def export(form: str, request: Request) -> Response:
    """Return the answer as a file."""
    state = read(_pairs(request)).state
    made = exporting.export(DESK.decide(state), form)
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
