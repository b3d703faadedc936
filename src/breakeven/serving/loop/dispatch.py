"""Which replica serves a request, and running all of them."""

import math
from typing import NamedTuple

from breakeven.serving.loop.advance import advance
from breakeven.serving.loop.arithmetic import IntArray
from breakeven.serving.loop.compiled import compiled
from breakeven.serving.loop.lane import FloatArray, Lane, Record, Requests, enqueue


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
    gaps: IntArray


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
        fleet.gaps[replica],
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
def run_least_loaded(
    fleet: Fleet, rules: Record, step_seconds: FloatArray, requests: Requests
) -> None:
    """Send each request, as it arrives, to the replica with the fewest outstanding ones."""
    for request in range(requests.arrivals.size):
        time = requests.arrivals[request]
        best, fewest = 0, -1
        for replica in range(fleet.states.size):
            lane = lane_of(fleet, replica)
            advance(lane, rules, step_seconds, requests, time)
            load = outstanding(lane, time)
            if fewest < 0 or load < fewest:
                best, fewest = replica, load
        enqueue(lane_of(fleet, best), requests, request)
    run_apart(fleet, rules, step_seconds, requests)
