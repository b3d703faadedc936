"""`/api/usage`: a log is uploaded, summed up and forgotten."""

import json
from collections.abc import Mapping
from datetime import date
from tempfile import TemporaryDirectory
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Query, Request, Response
from starlette.datastructures import FormData, UploadFile

from breakeven.domain.errors import InputError
from breakeven.web.bodies import refuse_text
from breakeven.web.days import Day
from breakeven.web.described import uploads
from breakeven.web.errors import Busy, WrongMediaType
from breakeven.web.jobs import Answer, read_log
from breakeven.web.responses import respond
from breakeven.web.server import Server, server_of
from breakeven.web.unpacking import unpacked

router = APIRouter(prefix="/api", tags=["answers"])
FIELDS = ("log", "format", "map")
AsOf = Annotated[Day | None, Query(description="List prices of this day.")]


@router.post("/usage", **uploads("UsageAnswer"))
async def usage(request: Request, as_of: AsOf = None) -> Response:
    """Read a usage log: requests, tokens, peaks, and what they cost at list prices.

    The log lies in a temporary file while it is read, and is not kept. `workload` in the answer is
    the section of that name in a question to `/api/decide`.
    """
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != "multipart/form-data":
        said = f"expected multipart/form-data with the file in `log`, read {media or 'none'!r}"
        raise WrongMediaType(said, where="Content-Type")
    server = server_of(request)
    room = server.uploads
    if room.available_tokens < 1:
        raise Busy(f"{room.borrowed_tokens:g} logs are being read already; ask again later")
    async with room, request.form(max_files=1, max_fields=4) as form:
        return await respond(request, await _read(server, form, as_of))


async def _read(server: Server, form: FormData, as_of: date | None) -> Answer:
    log = form.get("log")
    unknown = sorted(set(form) - set(FIELDS))
    if unknown or not isinstance(log, UploadFile):
        said = f"expected the file in `log`, and perhaps {' and '.join(FIELDS[1:])} beside it"
        raise InputError(f"{said}; read {sorted(form)}", where="form")
    given = {"format": form.get("format", "auto"), "column_map": columns_of(form.get("map"))}
    refuse_text(given["format"], "format")
    with TemporaryDirectory(prefix="breakeven-upload-") as folder:
        most = server.settings.unpacked_bytes
        path = await to_thread.run_sync(lambda: unpacked(log.file, folder, most_bytes=most))
        return await server.workers.run(read_log, str(path), given, as_of, server.settings.facts)


def columns_of(said: object) -> Mapping[str, str] | None:
    """Return the columns that a form names, as JSON.

    >>> columns_of('{"time": "ts"}')
    {'time': 'ts'}
    """
    if said is None or said == "":
        return None
    try:
        found = json.loads(str(said))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not all(isinstance(v, str) for v in found.values()):
        expected = '{"time": COL, "input": COL, "output": COL}'
        raise InputError(f"expected JSON as {expected}, read {str(said)[:100]!r}", where="map")
    return found
