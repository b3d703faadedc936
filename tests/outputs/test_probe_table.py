from breakeven.outputs.probe_table import plan_line, probe_table
from tests.outputs.conftest import Shown

PLAN = {"requests": 78, "input_tokens_about": 39_936, "output_tokens_at_most": 9_984}


def found(**changed: object) -> dict[str, object]:
    said = {"url": "http://h/v1/chat/completions", "model": "m", "plan": PLAN, "request": None}
    point = {"concurrency": 2, "isl": 512, "osl": 128}
    points = [
        {**point, "metric": "ttft_mean", "value": 54.4},
        {**point, "metric": "output_tokens_per_second", "value": 193.0},
    ]
    levels = [
        {"concurrency": 2, "requests": 20, "failed": 0, "seconds": 13.3},
        {"concurrency": 4, "requests": 0, "failed": 12, "seconds": 1.0},
    ]
    return {**said, "points": points, "levels": levels, "warnings": ["beware"], **changed}


def test_rates_times_and_warnings(shown: Shown) -> None:
    text = shown(probe_table(found()))
    [rates] = [line for line in text.splitlines() if "13.3" in line]
    assert rates.split() == ["2", "20", "0", "13.3", "512", "128", "-", "193", "-"]
    [failed] = [line for line in text.splitlines() if line.strip().startswith("4 ")]
    assert failed.split() == ["4", "0", "12", "1", "-", "-", "-", "-", "-"]
    [times] = [line for line in text.splitlines() if "first token" in line]
    assert times.split() == ["2", "first", "token", "54.4", "-", "-", "-", "-"]
    assert "! beware" in text
    assert "…" not in text


def test_a_dry_run_shows_the_request(shown: Shown) -> None:
    text = shown(probe_table(found(request={"model": "m", "max_tokens": 128}, points=[])))
    assert "sends 78 requests: about 39,936 tokens in and at most 9,984 out" in text
    assert '"max_tokens": 128' in text
    assert "Rates" not in text


def test_the_plan_on_a_line() -> None:
    assert plan_line(PLAN).startswith("sends 78 requests")
