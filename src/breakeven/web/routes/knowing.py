"""`/api/facts`: what answers rest on, each with its date and source."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from breakeven.web.bodies import refuse_text
from breakeven.web.days import Day
from breakeven.web.described import errors, responds
from breakeven.web.jobs import know
from breakeven.web.responses import respond
from breakeven.web.server import server_of

router = APIRouter(prefix="/api", tags=["facts"])
AsOf = Annotated[Day | None, Query(description="Facts of this day; today where it is left out.")]
Word = Annotated[
    str, Query(min_length=1, max_length=100, description="Part of a name or of a source.")
]
Name = Annotated[
    str,
    Path(
        min_length=1, max_length=200, description="A model, accelerator, engine, licence, source."
    ),
]
REFUSALS = errors(403, 421, 422, 503, 504)


@router.get("/facts", responses={**responds("Facts"), **REFUSALS})
async def find(request: Request, find: Word, as_of: AsOf = None) -> Response:
    """List the facts that mention a word."""
    return await _known(request, "facts_find", find, as_of)


@router.get("/facts/{name:path}", responses={**responds("FactShown"), **REFUSALS, **errors(404)})
async def show(request: Request, name: Name, as_of: AsOf = None) -> Response:
    """Show all that is known of one thing."""
    return await _known(request, "facts_show", name, as_of)


async def _known(request: Request, verb: str, word: str, as_of: date | None) -> Response:
    refuse_text(word, "fact" if verb == "facts_show" else "find")
    server = server_of(request)
    found = await server.computed(know, verb, word, as_of, server.settings.facts, quick=True)
    return await respond(request, found)
