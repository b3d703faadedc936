"""`/api/decide`, `/api/cross`, `/api/size`: the command line's answers."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from breakeven.web.bodies import read_question
from breakeven.web.described import asks
from breakeven.web.jobs import ask
from breakeven.web.questions import cross_question, decide_question, size_question
from breakeven.web.responses import respond
from breakeven.web.server import server_of

router = APIRouter(prefix="/api", tags=["answers"])
Top = Annotated[
    int | None, Query(ge=1, le=100_000, description="Keep only so many options, the first ones.")
]


@router.post("/decide", **asks("DecideQuestion", "DecideAnswer"))
async def decide(request: Request, top: Top = None) -> Response:
    """Answer: proprietary API, hosted open weights, or own GPUs; ranked, with reasons.

    Where every option was rejected, `best` is null and `error` says so, beside the excuses.
    """
    question = await read_question(request, decide_question())
    return await _answer(request, "decide", question.arguments(), top)


@router.post("/cross", **asks("CrossQuestion", "CrossAnswer"))
async def cross(request: Request) -> Response:
    """Find every volume at which the cheaper of two offers changes."""
    question = await read_question(request, cross_question())
    return await _answer(request, "cross", question.arguments())


@router.post("/size", **asks("SizeQuestion", "SizeAnswer"))
async def size(request: Request) -> Response:
    """Say whether a model fits on some GPUs, what one replica serves and costs."""
    question = await read_question(request, size_question())
    return await _answer(request, "size", question.arguments())


async def _answer(
    request: Request, verb: str, arguments: dict[str, Any], top: int | None = None
) -> Response:
    server = server_of(request)
    given = {**arguments, "facts": server.settings.facts}
    return await respond(
        request, await server.computed(ask, verb, given, top, quick=verb != "decide")
    )
