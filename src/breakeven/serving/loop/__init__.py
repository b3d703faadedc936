"""Continuous batching, compiled: the scheduler of vLLM V1, jumping from event to event.

A step serves the running requests first, one token for each that decodes and a chunk for the one
whose prompt is not done; then waiting requests join in order while sequences, tokens and KV blocks
allow. Where a decoding request finds no block, the youngest running one gives up its cache and
goes back to the head of the queue. Between two events (arrival, completion, full cache, a context
that outgrows the window) only contexts grow, by one token a step each: k such steps cost an
arithmetic series. All decoding requests advance together, so a request's completion is known, as a
step number, the moment it starts to decode.

Importing a module of this package imports Numba: import late.
"""
