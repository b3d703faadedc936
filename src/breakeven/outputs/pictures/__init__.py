"""Every picture of a decision, defined once for the page, the report and files."""

from breakeven.economics.decision import Decision
from breakeven.outputs.pictures.cash import cash
from breakeven.outputs.pictures.costs import costs
from breakeven.outputs.pictures.information import information
from breakeven.outputs.pictures.load import load
from breakeven.outputs.pictures.picture import Picture
from breakeven.outputs.pictures.ranking import ranking
from breakeven.outputs.pictures.regions import regions
from breakeven.outputs.pictures.tornado import tornado

__all__ = ["Picture", "pictures"]
CHARTS = (regions, ranking, costs, tornado, information, cash, load)
"""In the order in which a reader asks."""


def pictures(decision: Decision) -> tuple[Picture, ...]:
    """Return the pictures of a decision; those that it cannot tell are left out."""
    drawn = (chart(decision) for chart in CHARTS)
    return tuple(picture for picture in drawn if picture is not None)
