"""Who waits: preempted requests first, then new ones by arrival; or all of them by priority."""

from breakeven.serving.loop.arithmetic import IntArray
from breakeven.serving.loop.compiled import compiled, inlined
from breakeven.serving.loop.lane import NOBODY, SIMULTANEOUS, Lane, Record, Requests


@inlined
def has_arrived(lane: Lane, requests: Requests) -> bool:
    """Return whether there is a new request and its time has come."""
    head = lane.state[0].head
    return bool(head >= 0 and requests.arrivals[head] <= lane.state[0].time + SIMULTANEOUS)


@inlined
def waiting(lane: Lane, rules: Record, requests: Requests) -> int:
    """Return the request that is next to be served, or NOBODY if none has arrived."""
    state = lane.state[0]
    if rules.priorities:
        while has_arrived(lane, requests):
            push(lane, requests.ranks[state.head])
            state.head = requests.following[state.head]
        return int(requests.ranked[lane.heap[0]]) if state.heaped > 0 else NOBODY
    if state.resumed > 0:
        return int(lane.resumed[state.resumed - 1])
    return int(state.head) if has_arrived(lane, requests) else NOBODY


@inlined
def enqueue(lane: Lane, requests: Requests, request: int) -> None:
    """Put a new request behind the others."""
    state = lane.state[0]
    requests.following[request] = NOBODY
    if state.head < 0:
        state.head = request
    else:
        requests.following[state.tail] = request
    state.tail = request
    state.outstanding += 1


@inlined
def dequeue(lane: Lane, rules: Record, requests: Requests, request: int) -> None:
    """Take away the request that was next."""
    state = lane.state[0]
    if requests.preemptions[request] == 0:
        requests.starts[request] = state.time
    if rules.priorities:
        pop(lane)
    elif state.resumed > 0:
        state.resumed -= 1
    else:
        state.head = requests.following[request]


@compiled
def requeue(lane: Lane, rules: Record, requests: Requests, request: int) -> None:
    """Let a preempted request wait again, before the new ones or by its priority."""
    state = lane.state[0]
    if rules.priorities:
        push(lane, requests.ranks[request])
    else:
        lane.resumed[state.resumed] = request
        state.resumed += 1


@compiled
def push(lane: Lane, rank: int) -> None:
    """Add a rank to the heap."""
    heap, place = lane.heap, lane.state[0].heaped
    lane.state[0].heaped += 1
    while place > 0 and heap[(place - 1) // 2] > rank:
        heap[place] = heap[(place - 1) // 2]
        place = (place - 1) // 2
    heap[place] = rank


@compiled
def pop(lane: Lane) -> None:
    """Remove the lowest rank from the heap."""
    heap: IntArray = lane.heap
    lane.state[0].heaped -= 1
    size, place = lane.state[0].heaped, 0
    rank = heap[size]
    while True:
        child = 2 * place + 1
        if child + 1 < size and heap[child + 1] < heap[child]:
            child += 1
        if child >= size or heap[child] >= rank:
            break
        heap[place] = heap[child]
        place = child
    heap[place] = rank
