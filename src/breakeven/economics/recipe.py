"""What an option's bill is computed from, so that someone else can compute it again."""

from dataclasses import dataclass

from breakeven.economics.cost_lines import CostLine, Drivers
from breakeven.economics.machine_time import MachineTime
from breakeven.economics.market import Question
from breakeven.economics.outlook import Path, rent_path, tokens_path
from breakeven.economics.rows import Row


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Recipe:
    """One priced option with its lines; their factors are functions of the assumptions."""

    row: Row
    """Its own prices, its machines and what they serve."""
    lines: tuple[CostLine, ...]
    """Those that its bill has something on, also at a price of 0."""
    drivers: Drivers
    time: MachineTime
    tokens_path: Path
    """Which price over the months that of its requests follows."""
    rent_path: Path
    base: float = 0.0
    """Machines that are reserved for all months ahead, where others follow the load."""

    @property
    def id(self) -> str:
        """The option's name on the command line."""
        return self.row.id

    @property
    def is_owned(self) -> bool:
        """Whether its machines are bought."""
        return float(self.drivers.capex_usd) > 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class JointRecipe:
    """Offers that serve one workload together, each with its own recipe."""

    id: str
    """The mixture's name."""
    parts: tuple[Recipe, ...]
    shares: tuple[float, ...]
    """Of the requests that each serves."""
    machines: float | None
    """That the first keeps, the others serving what is above; None at fixed shares."""
    gain: float
    """How much more a machine keeps than was planned, as simulated."""


def recipe_of(row: Row, question: Question, *, base: float = 0.0) -> Recipe:
    """Return what a row's bill is computed from."""
    drivers = row.drivers(question)
    return Recipe(
        row=row,
        lines=tuple(
            line
            for line in question.lines
            if line.on(row.kind, row.purchase) and float(getattr(drivers, line.driver))
        ),
        drivers=drivers,
        time=row.machine_time(question),
        tokens_path=tokens_path(row.kind, row.purchase),
        rent_path=rent_path(row.purchase),
        base=base,
    )
