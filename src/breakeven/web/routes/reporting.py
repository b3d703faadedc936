"""`/api/report`: a decision as a file."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from breakeven.web.bodies import read_question
from breakeven.web.described import reports
from breakeven.web.jobs import write_report
from breakeven.web.questions import decide_question
from breakeven.web.responses import respond
from breakeven.web.server import server_of

router = APIRouter(prefix="/api", tags=["answers"])
Format = Annotated[
    Literal["html", "pdf", "xlsx", "md", "json"],
    Query(alias="format", description="What kind of file."),
]


@router.post("/report", **reports())
async def report(request: Request, form: Format = "html") -> Response:
    """Decide, and return the answer as a file to hand on."""
    question = await read_question(request, decide_question())
    server = server_of(request)
    given = {**question.arguments(), "facts": server.settings.facts}
    return await respond(request, await server.computed(write_report, given, form))
