"""Dates, money and quantities: what words stand for, and what they do not."""

import pytest

from models.reading.dates_near import near_dates
from models.reading.dates_said import full_dates
from models.reading.money import money
from models.reading.quantities import quantities
from models.reading.shapes import Mention

DATES = {
    "on 6 October 2023 in": [("6 October 2023", "2023-10-06")],
    "October 5, 2023": [("October 5, 2023", "2023-10-05")],
    "Fri Oct 06 2023": [("Oct 06 2023", "2023-10-06")],
    "27.12.2024": [("27.12.2024", "2024-12-27")],
    "2024-03-14 21:15:30": [("2024-03-14", "2024-03-14")],
    "12-14 May 2024": [("12-14 May 2024", "2024-05-12/2024-05-14")],
    "the first seven months of 2023": [("first seven months of 2023", "2023-01/2023-07")],
    "in the third quarter of 2025": [("third quarter of 2025", "2025-07/2025-09")],
    "H1 2023 and Q1 2024": [("H1 2023", "2023-01/2023-06"), ("Q1 2024", "2024-01/2024-03")],
    "between 2019 and 2022": [("2019 and 2022", "2019/2022")],
    "from 2021 to 2023": [("2021 to 2023", "2021/2023")],
    "2019–2022": [("2019–2022", "2019/2022")],
    "around 2020": [("2020", "2020~")],
    "in the 2010s": [("2010s", "201X")],
    "by the end of 2025": [("end of 2025", "2025")],
    "due in mid-2027": [("mid-2027", "2027")],
    "January to March 2024": [("January to March 2024", "2024-01/2024-03")],
    "6 октября 2023": [("6 октября 2023", "2023-10-06")],
    "2023年10月6日": [("2023年10月6日", "2023-10-06")],
    "31 February 2023": [("February 2023", "2023-02")],
    "2030 tonnes, Vision 2030, No. 2023, +996 312 00 14 47": [],
}
NEAR = {
    "on October 5": [("October 5", "2024-10-05")],
    "in March": [("March", "2024-03")],
    "in December": [("December", "2023-12")],
    "will open in March": [("March", "2025-03")],
    "In May, the plant will open": [("May", "2025-05")],
    "it plans to grow and exported 5 tons in May": [("May", "2024-05")],
    "since last December": [("last December", "2023-12")],
    "last year": [("last year", "2023")],
    "January–June": [("January–June", "2024-01/2024-06")],
    "first half of this year": [("first half of this year", "2024-01/2024-06")],
    "on Friday, last month, they may march": [],
}
MONEY = {
    "worth $150 million.": [("$150 million", "150000000 USD")],
    "US$ 4.7 billion": [("US$ 4.7 billion", "4700000000 USD")],
    "1.9 billion yuan (264 million U.S. dollars)": [
        ("1.9 billion yuan", "1900000000 CNY"),
        ("264 million U.S. dollars", "264000000 USD"),
    ],
    "RMB 410 million, €21 million": [
        ("RMB 410 million", "410000000 CNY"),
        ("€21 million", "21000000 EUR"),
    ],
    "$10–15 million": [("$10–15 million", "10000000 USD")],
    "$1.1 bln and $5bn": [("$1.1 bln", "1100000000 USD"), ("$5bn", "5000000000 USD")],
    "half a billion dollars": [("half a billion dollars", "500000000 USD")],
    "USD 71,460,000": [("USD 71,460,000", "71460000 USD")],
    "($1 = 498.55 tenge)": [("498.55 tenge", "498.55 KZT")],
    "12 billion Kyrgyz soms": [("12 billion Kyrgyz soms", "12000000000 KGS")],
    "850 million soums": [("850 million soums", "850000000 UZS")],
    "the sum of 5": [],
}
QUANTITIES = {
    "up to 1.35 million tons of jet fuel": [("1.35 million tons", "1350000 t")],
    "300,000 vehicles annually": [("300,000 vehicles annually", "300000 vehicle/year")],
    "an annual capacity of 2.2 tonnes": [("2.2 tonnes", "2.2 t/year")],
    "774,000 liters": [("774,000 liters", "774000 L")],
    "a 400-megawatt park": [("400-megawatt", "400 MW")],
    "57 flights a week": [("57 flights a week", "57 flight/week")],
    "30 percent, 5%": [("30 percent", "30 percent"), ("5%", "5 percent")],
    "60 comfortable electric buses": [("60 comfortable electric buses", "60 bus")],
    "5 billion cubic metres of gas a year": [
        ("5 billion cubic metres of gas a year", "5000000000 m3/year")
    ],
    "12–15 million tonnes per year": [("12–15 million tonnes per year", "12000000 t/year")],
    "1 200 tonnes": [("1 200 tonnes", "1200 t")],
    "two dozen drying tunnels": [("two dozen drying tunnels", "24 tunnel")],
    "half a million households": [("half a million households", "500000 household")],
    "three power plants and two factories": [
        ("three power plants", "3 plant"),
        ("two factories", "2 factory"),
    ],
    "0.5m tonnes of urea per annum": [("0.5m tonnes of urea per annum", "500000 t/year")],
    "10,000 b/d": [("10,000 b/d", "10000 bbl/day")],
    "a seven-year grace period": [("seven-year", "7 year")],
    "two countries, three leaders, both sides, two people": [],
    "a 45-year-old, aged 45, the 13th Five-Year Plan, 5:42 PM, 24-hour": [],
    "COVID-19 cases, Boeing 737 aircraft, in 2023 exports fell, No. 47 schools": [],
    "dozens of trucks, the second train": [],
}


def told(found: object) -> list[tuple[str, str]]:
    return [(one.text, one.value) for one in sorted(found, key=lambda one: one.start)]  # type: ignore[attr-defined, call-overload]


@pytest.mark.parametrize("text", DATES)
def test_dates(text: str) -> None:
    assert told(full_dates(text, 0, len(text))) == DATES[text]


@pytest.mark.parametrize("text", NEAR)
def test_dates_near_the_day_of_the_article(text: str) -> None:
    assert told(near_dates(text, 0, len(text), "2024-11-21")) == NEAR[text]


def test_without_the_day_of_the_article_nothing_is_guessed() -> None:
    text = "on October 5, last year"
    assert not list(near_dates(text, 0, len(text), ""))


@pytest.mark.parametrize("text", MONEY)
def test_money(text: str) -> None:
    assert told(money(text, 0, len(text), [])) == MONEY[text]


@pytest.mark.parametrize(("country", "code"), [("KGZ", "KGS"), ("UZB", "UZS")])
def test_a_som_is_that_of_the_country_named_last(country: str, code: str) -> None:
    text = "There it cost 12 million som."
    named = [Mention("country", "There", 0, 5, country)]
    assert told(money(text, 0, len(text), named)) == [("12 million som", f"12000000 {code}")]


@pytest.mark.parametrize("text", QUANTITIES)
def test_quantities(text: str) -> None:
    assert told(quantities(text, 0, len(text))) == QUANTITIES[text]
