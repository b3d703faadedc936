"""The controls: which there are, in which groups, and how far their sliders go.

What each may hold is said by the scenario's own types; this says how it is shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log
from typing import Literal, get_args

from breakeven.domain.offers import Purchase
from breakeven.domain.rules import Rules
from breakeven.economics.overheads import overhead_lines
from breakeven.economics.owned import OWNED_LINES
from breakeven.inputs.catalog import Catalog
from breakeven.web.page.state import PageState, text_of

Kind = Literal["number", "text", "choice", "switch", "checks", "day"]
STEPS = 1000
"""Places of a slider."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slider:
    """The ends of a slider; wider numbers can be typed."""

    low: float
    high: float
    log: bool = True

    def place(self, value: float | None) -> int:
        """Return where a value lies, from 0 to STEPS.

        >>> Slider(low=1, high=100).place(10)
        500
        """
        if value is None:
            return STEPS // 2
        inside = min(max(value, self.low), self.high)
        if self.log:
            return round(STEPS * log(inside / self.low) / log(self.high / self.low))
        return round(STEPS * (inside - self.low) / (self.high - self.low))


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One control; its key is that of the scenario file and of the link."""

    key: str
    label: str
    kind: Kind = "number"
    unit: str = ""
    slider: Slider | None = None
    choices: tuple[tuple[str, str], ...] = ()
    """Values and their words."""
    hint: str = ""
    suggest: str = ""
    """Id of the list of suggestions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Controls under one heading."""

    title: str
    controls: tuple[Control, ...]
    open: bool = False


def _words(values: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((v, v.replace("_", " ")) for v in values)


TRAFFIC = Group(
    title="Traffic",
    open=True,
    controls=(
        Control(
            key="requests_per_day",
            label="Requests",
            unit="a day",
            slider=Slider(low=100, high=1e9),
        ),
        Control(
            key="input_tokens",
            label="Input",
            unit="tokens",
            slider=Slider(low=10, high=200_000),
            hint="mean of a request, cached tokens included",
        ),
        Control(
            key="output_tokens",
            label="Output",
            unit="tokens",
            slider=Slider(low=1, high=20_000),
            hint="mean of a request",
        ),
        Control(
            key="cached_input_share",
            label="Cached share",
            unit="of the input",
            slider=Slider(low=0, high=1, log=False),
            hint="0 to 1: what a prefix cache holds",
        ),
    ),
)
ZONE = Control(
    key="utc_offset_hours",
    label="Hours ahead of UTC",
    hint="some prices depend on the hour",
)
TARGETS = Group(
    title="Latency targets, p99",
    open=True,
    controls=(
        Control(
            key="ttft_p99_ms", label="First token", unit="ms", slider=Slider(low=20, high=60_000)
        ),
        Control(
            key="tpot_p99_ms",
            label="Further tokens",
            unit="ms each",
            slider=Slider(low=2, high=1000),
        ),
        Control(key="e2e_p99_ms", label="Whole answer", unit="ms", hint="empty: no target"),
    ),
)
AHEAD = Group(
    title="Growth and horizon",
    controls=(
        Control(
            key="growth_per_month",
            label="Growth",
            unit="a month",
            slider=Slider(low=-0.1, high=0.3, log=False),
            hint="0.03 for 3 %; empty: as assumed",
        ),
        Control(key="months", label="Horizon", unit="months", slider=Slider(low=2, high=120)),
        Control(
            key="discount_rate_per_year",
            label="Discount rate",
            unit="a year",
            slider=Slider(low=0, high=0.3, log=False),
        ),
    ),
)
FACTOR = Slider(low=0.1, high=10)
PRICES = Group(
    title="What if prices were",
    controls=(
        Control(key="gpu_price", label="Rented GPUs", unit="x today", slider=FACTOR),
        Control(key="api_price", label="Proprietary APIs", unit="x today", slider=FACTOR),
        Control(key="hosted_price", label="Hosted open models", unit="x today", slider=FACTOR),
        Control(key="hardware_price", label="Servers and cards", unit="x today", slider=FACTOR),
        Control(key="as_of", label="Prices as of", kind="day", hint="empty: today"),
    ),
)
MODELS = Group(
    title="Models",
    controls=(
        Control(
            key="like",
            label="As good as",
            kind="text",
            suggest="models",
            hint="options must be about as good as this model",
        ),
        Control(
            key="only",
            label="Or exactly these",
            kind="text",
            hint="names with commas between; flagged where they are not as good",
        ),
        Control(key="min_quality", label="Least score", hint="instead of that of the model above"),
    ),
)
RULES = Group(
    title="Rules",
    controls=(
        Control(
            key="data_stays",
            label="Data stays",
            kind="choice",
            choices=(
                ("anywhere", "anywhere"),
                ("eu", "in the EU"),
                ("country", "in the country below"),
                ("own-machines", "on own machines"),
                ("air-gapped", "on machines without a network"),
            ),
        ),
        Control(
            key="classes",
            label="Models may be",
            kind="checks",
            choices=_words(Rules().classes),
        ),
        Control(key="commercial", label="Commercial use", kind="switch"),
        Control(key="eu_company", label="We are based in the EU", kind="switch"),
        Control(key="serves_third_parties", label="We offer the model to others", kind="switch"),
        Control(key="trains_on_outputs", label="Answers train other models", kind="switch"),
        Control(key="no_retention", label="Providers keep nothing", kind="switch"),
        Control(key="monthly_users", label="Users", unit="a month", hint="some licences ask"),
        Control(
            key="approved_providers",
            label="Approved providers",
            kind="text",
            hint="with commas between; empty: all",
        ),
        Control(
            key="eu_providers",
            label="Providers known to process in the EU",
            kind="text",
            hint="with commas between",
        ),
        Control(
            key="tokens_per_minute",
            label="Rate limits of our account",
            kind="text",
            hint="as openai=2000000: input tokens a minute; what is above goes to a second source",
        ),
        Control(key="country", label="Country", kind="text", hint="as in context/regions.csv"),
        Control(
            key="country_providers",
            label="Providers known to process in the country",
            kind="text",
            hint="with commas between",
        ),
        Control(
            key="no_retention_providers",
            label="Providers that keep nothing, by contract",
            kind="text",
            hint="with commas between",
        ),
        Control(
            key="sensitive_share",
            label="Requests that must stay on own or rented machines",
            hint="a share, 0 to 1; the rest may go outside",
        ),
        Control(key="users_in", label="Users are in", kind="text", hint="a country"),
        Control(key="max_round_trip_ms", label="Way to them and back", unit="ms", hint="at most"),
        Control(
            key="near_providers",
            label="Providers known to be that near",
            kind="text",
            hint="with commas between",
        ),
        Control(
            key="max_kg_co2e_per_month",
            label="Carbon budget",
            unit="kg CO2e a month",
            hint="of machines, and of APIs that publish theirs",
        ),
        Control(
            key="unknown_carbon",
            label="Options of unknown emissions are",
            kind="choice",
            choices=(("refused", "refused"), ("allowed", "allowed")),
        ),
    ),
)


def groups(catalog: Catalog) -> tuple[Group, ...]:
    """Return all groups of controls; some choices are facts."""
    profiles = Control(
        key="profile", label="Hours of the day", kind="choice", choices=_words(catalog.profiles)
    )
    traffic = Group(title=TRAFFIC.title, open=True, controls=(*TRAFFIC.controls, profiles, ZONE))
    return (traffic, TARGETS, PRICES, AHEAD, MODELS, RULES, _buying(catalog))


def _buying(catalog: Catalog) -> Group:
    """Return how money is counted; the lines of a bill are facts."""
    every = (*OWNED_LINES, *overhead_lines(catalog.overheads))
    lines = dict.fromkeys([*(line.name for line in every), "spare machines"])
    return Group(
        title="Buying and billing",
        controls=(
            Control(
                key="purchases",
                label="Machines may be",
                kind="checks",
                choices=_words(get_args(Purchase)),
            ),
            Control(
                key="engine",
                label="Engine",
                kind="choice",
                choices=_words(catalog.engines),
            ),
            Control(key="batch", label="Answers may wait for hours: batch prices", kind="switch"),
            Control(
                key="without", label="Left out of the bill", kind="checks", choices=_words(lines)
            ),
            Control(key="days_per_month", label="Days of a month", hint="empty: 365.25 / 12"),
        ),
    )


def shown(state: PageState, key: str) -> str:
    """Return what a control shows in a state."""
    if key == "as_of":
        return state.as_of.isoformat() if state.as_of else ""
    if key.endswith("_price"):
        return text_of(getattr(state.prices, key.removesuffix("_price")))
    return text_of(state.values()[key])


def placed(control: Control, text: str) -> int:
    """Return where the slider of a control stands."""
    try:
        value = float(text)
    except ValueError:
        value = None
    return control.slider.place(value) if control.slider else 0
