from random import Random

from breakeven.inputs.probe.prompts import WORDS, Prompts


def test_no_two_prompts_begin_alike() -> None:
    prompts = Prompts(random=Random(1))
    starts = {tuple(prompts.of(200).split()[:8]) for _ in range(500)}
    assert len(starts) == 500


def test_lengths_follow_what_an_endpoint_counts() -> None:
    prompts = Prompts(random=Random(1)).learned(words=100, tokens=250)
    assert len(prompts.of(500).split()) == 200
    assert prompts.learned(words=10, tokens=None) is prompts
    assert len(prompts.of(1).split()) == 1


def test_words_are_plain_and_differ() -> None:
    assert len(set(WORDS)) == len(WORDS) > 100
    assert all(word.isalpha() and len(word) < 7 for word in WORDS)
