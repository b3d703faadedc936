"""The server against what its own description allows, and forbids.

A few examples of the quick routes in the usual tests; `make test-api` tries hundreds of each.
"""

import os

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from breakeven.web.app import create_app
from breakeven.web.settings import Settings

EXAMPLES = int(os.environ.get("BREAKEVEN_FUZZ_EXAMPLES", "2"))
CHECKS = [
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
app = create_app(Settings(processes=0, hosts=("testserver",)))
for route in app.openapi()["paths"].values():
    for method in route.values():  # No writer of TOML is at hand.
        method.get("requestBody", {"content": {}})["content"].pop("application/toml", None)
schema = schemathesis.openapi.from_asgi("/openapi.json", app)
if EXAMPLES < 10:  # Decisions take seconds each.
    schema = schema.exclude(path_regex="/api/(decide|report)")


@schema.parametrize()
@pytest.mark.fuzz
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_request_is_a_mistake_of_ours(case: schemathesis.Case) -> None:
    answer = case.call(timeout=300)
    # 501: an installation need not be able to write every kind of report.
    assert answer.status_code < 500 or (answer.status_code, case.path) == (501, "/api/report"), (
        f"{answer.text[:500]} after {case.body!r}"
    )
    case.validate_response(answer, checks=CHECKS)
