"""The prefix cache of a replica: blocks of prompts, the least recently used one evicted first."""

from breakeven.serving.loop.compiled import compiled
from breakeven.serving.loop.lane import NOBODY, Lane, Record, Requests


@compiled
def known_tokens(lane: Lane, rules: Record, requests: Requests, request: int) -> int:
    """Return how many tokens at the start of a request's prompt the cache holds."""
    first, end = requests.prefix_starts[request], requests.prefix_starts[request + 1]
    place = first
    while place < end and lane.newer[requests.prefix_ids[place]] != NOBODY:
        place += 1
    return int((place - first) * rules.prefix_tokens)


@compiled
def remember(lane: Lane, rules: Record, requests: Requests, request: int) -> None:
    """Put a prompt's blocks into the cache, the first one most recent."""
    first, end = requests.prefix_starts[request], requests.prefix_starts[request + 1]
    ring = lane.newer.size - 1
    for place in range(end - 1, first - 1, -1):
        block = requests.prefix_ids[place]
        if lane.newer[block] != NOBODY:
            take_out(lane, block)
        elif lane.state[0].prefixes == rules.prefix_blocks:
            take_out(lane, lane.newer[ring])
        newest = lane.older[ring]
        lane.newer[newest], lane.older[block] = block, newest
        lane.newer[block], lane.older[ring] = ring, block
        lane.state[0].prefixes += 1


@compiled
def take_out(lane: Lane, block: int) -> None:
    """Take a block out of the cache."""
    newer, older = lane.newer[block], lane.older[block]
    lane.older[newer], lane.newer[older] = older, newer
    lane.newer[block] = NOBODY
    lane.state[0].prefixes -= 1


@compiled
def forget_all(lane: Lane) -> None:
    """Empty the cache, as a replica does that stops."""
    ring = lane.newer.size - 1
    while lane.state[0].prefixes > 0:
        take_out(lane, lane.newer[ring])
