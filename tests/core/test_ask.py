"""What is wanted."""

import pytest

from rtc_tui.core.ask import Wanted, combinations, dimensions_of
from rtc_tui.core.model import Dimension, Feature, Product, Query

QUALITY = Query(Feature.QUALITY)
STALL = dimensions_of(Product.NATIVE, "stall_rate")


def wanted(*shown: Query, product: Product = Product.NATIVE) -> Wanted:
    return Wanted(shown, tuple(query for query in combinations(product) if query not in shown))


@pytest.mark.parametrize(
    ("product", "there"),
    [(Product.NATIVE, tuple(Dimension)), (Product.WEB, (Dimension.PROVINCE, Dimension.COUNTRY))],
)
def test_an_indicator_has_the_dimensions_of_its_product(product: Product, there: tuple[Dimension, ...]) -> None:
    """Web data are told by place alone."""
    found = dimensions_of(product, "stall_rate")
    assert tuple(query.dimension for query in found) == there
    assert {(query.product, query.indicator) for query in found} == {(product, "stall_rate")}


def test_near_are_the_other_dimensions_of_what_is_shown() -> None:
    """None where no distribution is shown, nor where all of them are."""
    assert set(wanted(QUALITY, STALL[1]).near) == {STALL[0], *STALL[2:]}
    assert wanted(QUALITY).near == ()
    assert wanted(QUALITY, *STALL).near == ()


def test_near_is_only_what_there_is_and_what_is_wanted() -> None:
    """Of web no systems; of what somebody else asks for, nothing."""
    place, country = dimensions_of(Product.WEB, "stall_rate")
    assert wanted(place, product=Product.WEB).near == (country,)
    assert Wanted((STALL[0],)).near == ()
