"""Which replica serves a request, and running all of them."""

import math
from typing import NamedTuple

from breakeven.serving.loop.advance import advance
from breakeven.serving.loop.arithmetic import IntArray
from breakeven.serving.loop.compiled import compiled, inlined
from breakeven.serving.loop.lane import FloatArray, Lane, Record, Requests
from breakeven.serving.loop.prefixes import known_tokens
from breakeven.serving.loop.queue import enqueue


class Fleet(NamedTuple):
    """The arrays of `Lane`, with an axis of replicas in front."""

    states: Record
    slots: Record
    ends: IntArray
    end_marks: IntArray
    crossings: IntArray
    crossing_marks: IntArray
    phases: IntArray
    fresh: IntArray
    resumed: IntArray
    heap: IntArray
    gaps: IntArray
    newer: IntArray
    older: IntArray


@compiled
def lane_of(fleet: Fleet, replica: int) -> Lane:
    """Return one replica."""
    return Lane(
        fleet.states[replica : replica + 1],
        fleet.slots[replica],
        fleet.ends[replica],
        fleet.end_marks[replica],
        fleet.crossings[replica],
        fleet.crossing_marks[replica],
        fleet.phases[replica],
        fleet.fresh[replica],
        fleet.resumed[replica],
        fleet.heap[replica],
        fleet.gaps[replica],
        fleet.newer[replica],
        fleet.older[replica],
    )


@compiled
def run_apart(fleet: Fleet, rules: Record, step_seconds: FloatArray, requests: Requests) -> None:
    """Run replicas whose requests were dealt beforehand, one after the other."""
    for replica in range(fleet.states.size):
        advance(lane_of(fleet, replica), rules, step_seconds, requests, math.inf)


@compiled
def outstanding(lane: Lane, time: float) -> int:
    """Return the requests sent to a replica and not finished by `time`."""
    state = lane.state[0]
    return int(state.outstanding + (state.leaving if state.time > time else 0))


@compiled
def run_routed(
    fleet: Fleet, rules: Record, step_seconds: FloatArray, requests: Requests, slack: int
) -> None:
    """Send each request, as it arrives, to a replica chosen by what it does and knows.

    That is the one that holds most of the prompt, among those with at most `slack` outstanding
    requests more than the least loaded one; then the least loaded; then the first.
    """
    for request in range(requests.arrivals.size):
        best = routed(fleet, rules, step_seconds, requests, slack, request)
        enqueue(lane_of(fleet, best), requests, request)
    run_apart(fleet, rules, step_seconds, requests)


@inlined
def routed(
    fleet: Fleet,
    rules: Record,
    step_seconds: FloatArray,
    requests: Requests,
    slack: int,
    request: int,
) -> int:
    """Let all replicas come to a request's arrival; return the one that takes it."""
    time = requests.arrivals[request]
    fewest = rules.requests
    for replica in range(fleet.states.size):
        lane = lane_of(fleet, replica)
        advance(lane, rules, step_seconds, requests, time)
        fewest = min(fewest, outstanding(lane, time))
    best, most, least = 0, -1, 0
    for replica in range(fleet.states.size):
        lane = lane_of(fleet, replica)
        load = outstanding(lane, time)
        known = known_tokens(lane, rules, requests, request) if rules.prefix_blocks > 0 else 0
        if load <= fewest + slack and (known > most or (known == most and load < least)):
            best, most, least = replica, known, load
    return int(best)
