"""All mixtures of an answer: what may be put together, and what the rules have to say of it."""

from breakeven.economics.carbon import may_mix
from breakeven.economics.market import Market, Question
from breakeven.economics.options import Options
from breakeven.economics.simulated import Which
from breakeven.studies.cascades import cascades
from breakeven.studies.failover import failovers
from breakeven.studies.hybrid import hybrids
from breakeven.studies.mixture import Mixture
from breakeven.studies.sensitive import splits


def mixtures(
    sold: Options, market: Market, question: Question, which: Which, *, simulate: bool
) -> tuple[Mixture, ...]:
    """Return the mixtures of what is sold; `simulate` serves the split of hybrids.

    Under a carbon budget there is no cascade: its two models are bought anew, budget or not.
    """
    if not may_mix(sold, market, question):
        return ()
    budget = question.rules.max_kg_co2e_per_month is not None
    return (
        *hybrids(sold, question, simulate=simulate),
        *(() if budget else cascades(market, question, which)),
        *splits(sold, question),
        *failovers(sold, question),
    )
