"""`probe`: measure an endpoint that is running, in the columns that `validate` reads."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from breakeven.domain.display import Displayed
from breakeven.outputs.files import writable, write_text

if TYPE_CHECKING:
    from breakeven.inputs.probe import Probed, ProbePlan

SAMPLE_INPUT_TOKENS = 8
"""Of the prompt that a dry run shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeReport(Displayed):
    """Measured points, or what would be sent for them."""

    url: str
    plan: "ProbePlan"
    points: tuple[dict[str, str | int | float], ...] = ()
    """In the measurement columns."""
    probed: "Probed | None" = None
    """None where nothing was sent."""
    request: dict[str, object] | None = None
    """A request as it would be sent, with a shorter prompt; of a dry run."""
    written: str = ""
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """Return the JSON of `breakeven probe`."""
        levels = self.probed.levels if self.probed else ()
        return {
            "url": self.url,
            "model": self.plan.model,
            "plan": self.plan.to_dict(),
            "request": self.request,
            "sent_requests": self.probed.sent if self.probed else 0,
            "levels": [
                {
                    "concurrency": level.users,
                    "requests": len(level.timings),
                    "failed": level.failed,
                    "seconds": level.seconds,
                }
                for level in levels
            ],
            "points": list(self.points),
            "written": self.written or None,
            "warnings": list(self.warnings),
        }


def probe(
    url: str,
    *,
    model: str,
    concurrency: Sequence[int] | str = (1, 2, 4),
    input_tokens: int = 512,
    output_tokens: int = 128,
    requests_per_user: int = 10,
    max_requests: int = 1000,
    timeout_seconds: float = 300.0,
    api: Literal["chat", "completions"] | None = None,
    api_key_env: str | None = None,
    engine: str = "",
    engine_version: str = "",
    known_as: str = "",
    precision: str = "",
    gpu: str = "",
    gpu_count: int | None = None,
    tensor_parallel: int | None = None,
    output: Path | str | None = None,
    dry_run: bool = False,
    today: date | None = None,
    announce: Callable[[Mapping[str, object]], None] = lambda _: None,
    progress: Callable[[str], None] = lambda _: None,
) -> ProbeReport:
    """Time streamed answers of an OpenAI-compatible endpoint, at each concurrency in turn.

    The key is read from the environment variable named by `api_key_env`. What serves the endpoint
    (`gpu`, `engine`, `known_as`, the model's own name, …) is only written into the rows. With
    `output` the rows are a CSV; with `dry_run` nothing is sent. `announce` is told what will be
    sent before the first request.

    Raises InputError where the endpoint does not answer, UsageError where more requests were asked
    for than `max_requests`.
    """
    from breakeven.inputs import probe as probing  # late: NumPy takes time to load
    from breakeven.inputs.probe.plan import checked, users_of
    from breakeven.inputs.probe.rows import warnings_of

    plan = checked(
        probing.ProbePlan(
            model=model,
            concurrency=users_of(concurrency),
            input_tokens=input_tokens,
            output_tokens=output_tokens,
            requests_per_user=requests_per_user,
            max_requests=max_requests,
            timeout_seconds=timeout_seconds,
        )
    )
    endpoint = probing.endpoint_at(url, kind=api, key=probing.key_from(api_key_env))
    if output is not None:
        writable(output)
    if dry_run:
        request = _sample(plan, endpoint.kind)
        return ProbeReport(url=endpoint.shown, plan=plan, request=request)
    setup = probing.Setup(
        model=known_as,
        engine=engine,
        engine_version=engine_version,
        precision=precision,
        gpu=gpu,
        gpu_count=gpu_count,
        tensor_parallel=tensor_parallel,
    )
    announce(plan.to_dict())
    probed = probing.probe(endpoint, plan, progress=progress)
    points = probing.rows_of(probed, setup, day=today or datetime.now(UTC).date())
    if output is not None:
        write_text(output, probing.csv_of(points))
    return ProbeReport(
        url=endpoint.shown,
        plan=plan,
        points=tuple(points),
        probed=probed,
        written=str(output or ""),
        warnings=warnings_of(probed, setup),
    )


def _sample(plan: "ProbePlan", kind: Literal["chat", "completions"]) -> dict[str, object]:
    """Return a request as it would be sent first, with a prompt that can be read."""
    from random import SystemRandom

    from breakeven.inputs.probe.body import MANNERS, body
    from breakeven.inputs.probe.prompts import Prompts

    prompt = Prompts(random=SystemRandom()).of(min(plan.input_tokens, SAMPLE_INPUT_TOKENS))
    shown = prompt if plan.input_tokens <= SAMPLE_INPUT_TOKENS else f"{prompt} …"
    return body(kind, MANNERS[0], model=plan.model, prompt=shown, output_tokens=plan.output_tokens)
