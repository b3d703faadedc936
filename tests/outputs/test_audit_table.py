from breakeven.domain.claim import Answer, Claim
from breakeven.economics.claims.audit import audit
from breakeven.outputs.audit_table import audit_table, terms_table
from tests.outputs.conftest import Shown

INPUTS = {"gpus": 1.0, "gpu_usd_per_hour": 2.5, "output_tokens_per_second": 300.0}
QUANTITY = "self_usd_per_million_output_tokens"


def claim(**answer: float) -> Claim:
    made = Answer(quantity=QUANTITY, **answer)  # type: ignore[arg-type]
    return Claim(title="Tokens at a cent", source="a page", inputs=INPUTS, answers=(made,))


def test_a_contradiction_is_explained(shown: Shown) -> None:
    text = shown(audit_table(audit(claim(high=0.01))))
    assert "Tokens at a cent: contradicts itself.\na page" in text
    assert "< $0.0100       $2.31  231 x  contradicts" in text
    assert "$2.50 x 1,000,000 / (300 x 3600 x 100 %)" in text
    assert "off by about 230 x" in text
    assert "taken for granted: the machine is always full" in text
    assert "output tokens per second 69,444 instead of 300" in " ".join(text.split())
    assert "- idle hours" in text


def test_what_holds_is_short(shown: Shown) -> None:
    text = shown(audit_table(audit(claim(value=2.31))))
    assert "Tokens at a cent: holds" in text
    assert "off by" not in text
    assert "1,000,000" not in text
    assert "1,000,000" in shown(audit_table(audit(claim(value=2.31)), steps=True))


def test_what_is_missing(shown: Shown) -> None:
    answers = (Answer(quantity="breakeven_hours", value=5.0),)
    made = Claim(title="x", inputs={"hardware_usd": 1.0}, answers=answers)
    text = shown(audit_table(audit(made)))
    assert "cannot be checked" in text
    assert "- cloud_usd_per_hour" in text


def test_terms(shown: Shown) -> None:
    term = {"name": "a", "unit": "USD", "meaning": "b", "formulas": ["c * d"], "assumed": "none"}
    text = shown(terms_table({"terms": [term]}))
    assert "= c * d" in text
    assert "if not stated: none" in text
