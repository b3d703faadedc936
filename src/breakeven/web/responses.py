"""What goes back: an answer's bytes, or an error as the command line prints it."""

import gzip

from anyio import to_thread
from fastapi import Request, Response

from breakeven.domain.errors import BreakevenError
from breakeven.outputs.files import json_text
from breakeven.web.errors import WebError, status_of
from breakeven.web.jobs import JSON, Answer

BIG = 256 * 1024


async def respond(request: Request, answer: Answer) -> Response:
    """Return an answer, compressed where the client takes that."""
    headers = {"Vary": "Accept-Encoding"}
    if answer.file_name:
        headers["Content-Disposition"] = f'attachment; filename="{answer.file_name}"'
    body = answer.packed
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
    elif len(body) < BIG:
        body = gzip.decompress(body)
    else:
        body = await to_thread.run_sync(gzip.decompress, body)
    return Response(body, status_code=answer.status, media_type=answer.media_type, headers=headers)


def refused(error: BreakevenError) -> Response:
    """Return an error with its status."""
    headers = dict(error.headers) if isinstance(error, WebError) else {}
    return Response(
        json_text(error.to_dict()),
        status_code=status_of(error),
        media_type=JSON,
        headers=headers,
    )
