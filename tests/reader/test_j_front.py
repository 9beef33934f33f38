"""J13: what a front weighs and how many pictures it asks for at once."""

import brotli
import pytest

from tests.reader.shown import LANGUAGES
from tests.site.reading import value

pytestmark = pytest.mark.django_db
MOST = 14_600  # the first packets of a connection (RFC 6928, RFC 9002), headers included
HEADERS = 1_200


@pytest.mark.parametrize("language", LANGUAGES)
def test_j13_a_front_comes_with_the_first_packets_and_few_pictures(shown, language):
    front = shown[language, "front"]
    assert len(brotli.compress(front.body, quality=5)) + HEADERS <= MOST
    at_once = [img for img in front.all("img") if value(img, "loading") != "lazy"]
    assert len(at_once) <= 8
