import json

from tests.cli.conftest import Library, Run
from tests.outputs.plans import make_plan


def test_plan_passes_its_options_on(library: Library, run: Run) -> None:
    library.answers["plan"] = make_plan()
    done = run("plan", "mine.toml", "--no-rules", "--seconds", "5", "--simulate", "none", "--json")
    assert done.code == 0
    args, asked = library.asked["plan"]
    assert args == ("mine.toml",)
    assert (asked["rules"], asked["seconds"], asked["simulate"]) == (False, 5.0, "none")
    said = json.loads(done.out)
    assert said["bound_usd_per_month"] == 995.0
    assert {"workload", "option", "share"} <= said["assignments"][0].keys()
    assert said["gap"] == 0.005


def test_people_get_a_table(library: Library, run: Run) -> None:
    library.answers["plan"] = make_plan()
    done = run("plan", "mine.toml")
    assert done.code == 0
    assert "Who runs where" in done.out


def test_a_portfolio_is_needed(run: Run) -> None:
    assert run("plan").code == 2
