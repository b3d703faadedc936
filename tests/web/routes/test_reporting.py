from typing import Any

import pytest
from fastapi.testclient import TestClient

from breakeven import api
from tests.web.conftest import NUMBERS, error_of


@pytest.mark.parametrize("form", ["html", "pdf", "xlsx", "md", "json"])
def test_a_report_is_a_file_to_keep(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    given: dict[str, Any] = {}

    def report(*, file: Any, **arguments: Any) -> None:
        given.update(arguments)
        file.write_bytes(b"the report")

    monkeypatch.setattr(api, "report", report, raising=False)
    answer = client.post(f"/api/report?format={form}", json=NUMBERS)
    assert answer.content == b"the report"
    assert answer.headers["content-disposition"] == f'attachment; filename="breakeven.{form}"'
    assert given["requests_per_day"] == NUMBERS["requests_per_day"]
    assert answer.headers["content-type"].startswith(("text/", "application/"))


def test_another_form_is_refused(client: TestClient) -> None:
    answer = client.post("/api/report?format=exe", json=NUMBERS)
    assert (answer.status_code, error_of(answer)["kind"]) == (422, "bad-input")
