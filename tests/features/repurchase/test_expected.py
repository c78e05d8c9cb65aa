"""What the forecast says of its chances."""

from __future__ import annotations

from array import array
from datetime import date

from storeassist.features.habits.records_forecast import CustomerForecast, Forecast
from storeassist.features.repurchase.rules_expected import what_chance_means
from storeassist.kernel.columns import Columns


def forecast(*chances: float) -> Forecast:
    people = Columns(CustomerForecast, array("q", range(len(chances))), p_alive=array("d", chances))
    return Forecast(date(2026, 9, 15), 30, len(people), len(people), people)


def test_where_everybody_is_sure_to_come_the_owner_is_led_to_the_rhythm() -> None:
    assert "Rhythm" in what_chance_means(forecast(1.0, 0.995))
    assert "chance = still a customer" in what_chance_means(forecast(1.0, 0.2))
