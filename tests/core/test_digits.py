"""Numbers in words."""

from __future__ import annotations

from snnc.core.digits import amount, tenths, three_digits


def test_whole_numbers_stay_whole() -> None:
    assert [tenths(value) for value in (71012.0, 0.5, 0.0, 10.04, 1155.14)] == ["71,012", "0.5", "0", "10", "1,155.1"]


def test_one_is_not_many() -> None:
    counts = [amount(count, "sample") for count in (0, 1, 2, 2000)]
    assert counts == ["0 samples", "1 sample", "2 samples", "2,000 samples"]


def test_three_digits_without_powers_of_ten() -> None:
    shown = [three_digits(value) for value in (8931.7, 999.4, 0.12345, 1.0, 1234567.0, -8931.7)]
    assert shown == ["8,930", "999", "0.123", "1", "1,230,000", "-8,930"]
