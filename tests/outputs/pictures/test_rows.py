from breakeven.outputs.pictures.rows import decades, short


def test_an_axis_of_many_decades_has_powers_of_ten_only() -> None:
    assert decades(0.5, 2e4) == [1.0, 10.0, 100.0, 1000.0, 10_000.0]


def test_long_names_keep_both_ends() -> None:
    said = short("self:" + "m" * 100 + "@H100x1,precision=fp8,engine=vllm,provider=lambda", most=40)
    assert len(said) == 40
    assert said.startswith("mmm")
    assert said.endswith("lambda")
