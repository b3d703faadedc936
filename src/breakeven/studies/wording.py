"""Unknowns in words."""

from breakeven.economics.market import Question
from breakeven.studies.unknowns import PREDICTION

IN_DOUBT = {
    PREDICTION: "error that all predicted speeds share",
    "api_price_cut": "a sudden cut of API prices",
    "hosted_price_cut": "a sudden cut of hosts' prices",
    "price_cut_month": "when such a cut comes",
}


def words(name: str, question: Question) -> str:
    """Return what an unknown is.

    A prediction's error is measured by a benchmark of that model on that accelerator.
    """
    if name in IN_DOUBT:
        return IN_DOUBT[name]
    if name.startswith(PREDICTION):
        model, _, accelerator = name.removeprefix(f"{PREDICTION} of ").partition("@")
        return f"speed of {model} on {accelerator}"
    return question.assumptions[name].description
