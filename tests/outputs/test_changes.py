import doctest

from breakeven.outputs import changes
from breakeven.outputs.changes import effects_text, option_text, shift_text
from breakeven.studies.attribution import Effect
from breakeven.studies.difference import Shift
from tests.studies.stored import machine, option


def test_examples() -> None:
    assert doctest.testmod(changes).failed == 0


def test_causes_beyond_the_largest_are_summed() -> None:
    made = [Effect(name=str(n), change=float(10 - n)) for n in range(5)]
    assert effects_text(made) == "0 +$10.00, 1 +$9.00, 2 +$8.00, other +$13.00"


def test_an_option_with_its_gpus() -> None:
    said = option_text(option(machine(count=2), gpus=4, people=120.0))
    assert (
        said
        == "llama-3.1-8b on 2 x H100-SXM, fp8, lambda (4 GPUs in all), rented GPUs, $120 a month"
    )


def test_a_shift_in_one_line() -> None:
    shift = Shift(name="targets.e2e_p99_ms", before=None, after=30_000.0)
    assert shift_text(shift) == "whole answer within, ms at p99: none, now 30,000"
