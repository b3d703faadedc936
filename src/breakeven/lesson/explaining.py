"""All that the lesson says and that is not so, with numbers computed from today's facts."""

from breakeven.inputs.catalog import Catalog, load_catalog
from breakeven.lesson import bills, licensing, machines, quality
from breakeven.lesson.difference import Difference


def explain(*, catalog: Catalog | None = None) -> tuple[Difference, ...]:
    """Return the differences between the lesson and the facts, those of its arithmetic first."""
    facts = catalog or load_catalog()
    return (
        bills.instances(),
        bills.break_evens(),
        bills.example(),
        bills.hosted_elsewhere(facts),
        machines.capacities(),
        machines.what_fits(facts),
        machines.bits_saved(facts),
        quality.bits_lost(facts),
        quality.unequal(facts),
        licensing.licence(facts),
    )
