"""A fleet that grows and shrinks with its load, down to nothing."""

from breakeven.serving.loop.advance import advance
from breakeven.serving.loop.compiled import compiled
from breakeven.serving.loop.dispatch import Fleet, lane_of, outstanding, run_apart
from breakeven.serving.loop.lane import NOBODY, FloatArray, Record, Requests
from breakeven.serving.loop.prefixes import forget_all
from breakeven.serving.loop.queue import enqueue


@compiled
def run_scaled(
    fleet: Fleet, rules: Record, step_seconds: FloatArray, requests: Requests, scaling: Record
) -> None:
    """Start and stop replicas as requests arrive; fill the first ones, so that the last may stop.

    A request goes to the first replica that is ready and below its target; where there is none, to
    the least loaded one that is ready; where none is ready, it waits at the one that is starting
    with the fewest waiting.
    """
    if requests.arrivals.size == 0:
        return
    on = begin(fleet, scaling, requests.arrivals[0])
    for request in range(requests.arrivals.size):
        time = requests.arrivals[request]
        waiting = 1
        for replica in range(fleet.states.size):
            lane = lane_of(fleet, replica)
            advance(lane, rules, step_seconds, requests, time)
            waiting += outstanding(lane, time)
        on = stop_idle(fleet, scaling, time, on)
        wanted = min((waiting + scaling.target - 1) // scaling.target, fleet.states.size)
        while on < max(wanted, 1):
            start(fleet, scaling, time)
            on += 1
        enqueue(lane_of(fleet, taker(fleet, scaling, time)), requests, request)
    run_apart(fleet, rules, step_seconds, requests)
    end = fleet.states[0].last_finish
    for replica in range(1, fleet.states.size):
        end = max(end, fleet.states[replica].last_finish)
    stop_idle(fleet, scaling, end, on)
    for replica in range(fleet.states.size):
        state = fleet.states[replica]
        if state.on:
            state.paid += end - state.since


@compiled
def begin(fleet: Fleet, scaling: Record, time: float) -> int:
    """Have the replicas that never stop ready from the beginning; return how many are on."""
    for replica in range(scaling.least):
        state = fleet.states[replica]
        state.on, state.since, state.ready = 1, time, time
    return int(scaling.least)


@compiled
def start(fleet: Fleet, scaling: Record, time: float) -> None:
    """Start the first replica that is off; it is paid from now on, and serves once it is ready."""
    for replica in range(fleet.states.size):
        state = fleet.states[replica]
        if not state.on:
            state.on, state.since, state.ready = 1, time, time + scaling.cold_start
            state.time, state.leaving = state.ready, 0
            state.cold_starts += 1
            forget_all(lane_of(fleet, replica))
            return


@compiled
def stop_idle(fleet: Fleet, scaling: Record, time: float, on: int) -> int:
    """Stop what has been idle for long enough by `time`; return how many are still on."""
    for replica in range(fleet.states.size):
        state = fleet.states[replica]
        if state.on and on > scaling.least and outstanding(lane_of(fleet, replica), time) == 0:
            stops = max(state.last_finish, state.ready) + scaling.idle
            if stops <= time:
                state.on = 0
                state.paid += stops - state.since
                on -= 1
    return int(on)


@compiled
def taker(fleet: Fleet, scaling: Record, time: float) -> int:
    """Return the replica that takes the next request."""
    best, fewest, best_ready = NOBODY, 0, False
    for replica in range(fleet.states.size):
        state = fleet.states[replica]
        if not state.on:
            continue
        ready, load = state.ready <= time, outstanding(lane_of(fleet, replica), time)
        if ready and load < scaling.target:
            return replica
        better = best < 0 or (ready and not best_ready) or (ready == best_ready and load < fewest)
        if better:
            best, fewest, best_ready = replica, load, ready
    return int(best)
