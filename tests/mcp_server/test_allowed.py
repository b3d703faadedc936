from pathlib import Path

import pytest

from breakeven.domain.errors import InputError
from breakeven.mcp_server.allowed import Allowed, allowed_at


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "open" / "deep").mkdir(parents=True)
    (tmp_path / "open" / "log.csv").write_text("x")
    (tmp_path / "secret.csv").write_text("x")
    (tmp_path / "open" / "way-out.csv").symlink_to(tmp_path / "secret.csv")
    (tmp_path / "config.json").write_text("{}")
    return tmp_path


def test_files_in_an_allowed_folder(place: Path) -> None:
    allowed = allowed_at([place / "open"])
    for name in ("log.csv", "deep/../log.csv", str(place / "open" / "log.csv")):
        assert allowed.file(name) == (place / "open" / "log.csv").resolve()


@pytest.mark.parametrize(
    "name",
    ["../secret.csv", "deep/../../secret.csv", "way-out.csv", "none.csv", "-", "/etc/passwd", "\0"],
)
def test_everything_else_is_refused_in_the_same_words(place: Path, name: str) -> None:
    with pytest.raises(InputError, match="is no file in an allowed folder"):
        allowed_at([place / "open"]).file(name)


def test_without_folders_nothing_is_read(place: Path) -> None:
    with pytest.raises(InputError, match="start with --allow DIR"):
        Allowed().file(str(place / "secret.csv"))


@pytest.mark.parametrize(
    "body",
    [
        '[workload]\nusage_log = ["../secret.csv"]',
        '[workload]\nusage_log = ["PLACE/secret.csv"]',
        '[tasks]\nevaluations = ["../secret.csv"]',
        '[models]\nonly = ["PLACE/config.json"]',
        '[models]\nlike = "PLACE/config.json"',
        '[tasks]\ncounted_with = "PLACE/config.json"',
    ],
)
def test_a_scenario_leads_nowhere_else(place: Path, body: str) -> None:
    allowed = allowed_at([place / "open"])
    file = place / "open" / "scenario.toml"
    file.write_text(body.replace("PLACE", str(place)))
    with pytest.raises(InputError, match="is no file in an allowed folder"):
        allowed.scenario("scenario.toml")
    file.write_text('[workload]\nusage_log = ["log.csv"]\n[models]\nonly = ["llama-3.1-8b"]')
    assert allowed.scenario("scenario.toml") == file.resolve()


@pytest.mark.parametrize(
    "row",
    [
        'scenario = "../secret.toml"',
        'workload = { usage_log = ["../secret.csv"] }',
        'tasks = { evaluations = ["PLACE/secret.csv"] }',
        'models = { only = ["PLACE/config.json"] }',
    ],
)
def test_a_portfolio_leads_nowhere_else(place: Path, row: str) -> None:
    allowed = allowed_at([place / "open"])
    (place / "secret.toml").write_text("[workload]\nrequests_per_day = 1")
    file = place / "open" / "portfolio.toml"
    file.write_text("[[workloads]]\n" + row.replace("PLACE", str(place)))
    with pytest.raises(InputError, match="is no file in an allowed folder"):
        allowed.portfolio("portfolio.toml")


def test_a_portfolio_names_scenarios_beside_it(place: Path) -> None:
    allowed = allowed_at([place / "open"])
    (place / "open" / "one.toml").write_text('[workload]\nusage_log = ["log.csv"]')
    file = place / "open" / "portfolio.toml"
    file.write_text('[[workloads]]\nscenario = "one.toml"')
    assert allowed.portfolio("portfolio.toml") == file.resolve()


def test_a_model_may_be_a_name_but_no_path(place: Path) -> None:
    allowed = allowed_at([place / "open"])
    allowed.names(("llama-3.1-8b", "api:gpt-4o", "meta-llama/Llama-3.1-8B-Instruct", ""))
    for name in (str(place / "config.json"), f"self:{place}/config.json@H100x1", "none.json"):
        with pytest.raises(InputError, match="allowed folder"):
            allowed.names((name,))


def test_a_folder_must_be_one(place: Path) -> None:
    for name in ("secret.csv", "none"):
        with pytest.raises(InputError, match="no such folder"):
            allowed_at([place / name])
