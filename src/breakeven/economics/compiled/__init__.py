"""Machines over the months, compiled.

A package of its own, as machine code is kept until a file beside its source changes.
"""
