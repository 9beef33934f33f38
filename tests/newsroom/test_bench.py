"""The benchmark runs on a newsroom of its own, and what it promises holds."""

import io
import re

import pytest
from django.core.management import call_command


@pytest.mark.slow
def test_a_kept_page_costs_a_tenth_of_one_made_afresh_or_less():
    out = io.StringIO()
    call_command("bench", stdout=out)
    assert float(re.search(r"ratio afresh/kept:\s+([\d.]+)", out.getvalue())[1]) >= 10
