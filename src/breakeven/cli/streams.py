"""The two streams: stdout carries the answer, stderr everything else."""

import sys


def say(text: str) -> None:
    """Write a part of the answer."""
    sys.stdout.write(f"{text}\n")


def note(text: str) -> None:
    """Write a warning, a failure or progress."""
    sys.stderr.write(f"{text}\n")
