"""What a reader must know before trusting an answer."""

from breakeven.domain.scenario import Scenario
from breakeven.domain.workload import LatencyTargets, Workload

SHORT_SECONDS = 600.0
"""A log of less says little of a day."""


def caveats(scenario: Scenario, workload: Workload, reference: str) -> tuple[str, ...]:
    """Return what to know of a scenario's answer: what was not told, and what is assumed."""
    said = []
    if not scenario.models.like and not scenario.models.only:
        said.append(
            f"no model was named: options must be about as good as {reference or 'nothing'}"
            " (--like MODEL or --models A,B to say otherwise)"
        )
    if not workload.hourly_shape and scenario.workload.usage_log:
        said.append(
            "the log is too short to show the hours of a day: they follow the profile"
            f" {scenario.workload.profile!r} around the log's mean rate"
        )
    if scenario.targets == LatencyTargets():
        said.append("no latency target was given: a chat service's is assumed")
    said.append(
        "the latency of APIs and hosts is not known: targets were asked of own machines only"
    )
    rules = scenario.rules
    if rules.users_in and rules.max_round_trip_ms is None:
        said.append(
            f"the way to users in {rules.users_in} is added where a machine's country is known,"
            " and nothing where it is not"
        )
    if rules.max_kg_co2e_per_month is not None and rules.unknown_carbon == "allowed":
        said.append("options whose emissions nobody has published are allowed: they count as none")
    if scenario.workload.usage_log and workload.requests:
        seconds = workload.requests / workload.requests_per_second
        if seconds < SHORT_SECONDS and not scenario.workload.requests_per_day:
            said.append(f"the log covers {seconds:,.0f} seconds: its rate may be anything")
        if "reject" in workload.provenance.note:
            said.append(workload.provenance.note)
    return tuple(said)
