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


@pytest.mark.slow
def test_lists_and_search_cost_hardly_more_with_six_times_the_stories():
    """The ratios of 200,000 to 2,000 stories are in decision 34; what would spoil them shows between these sizes too:
    whatever reads all there is costs six times as much. CPU is measured, and a busy machine spoils that a little."""
    out = io.StringIO()
    call_command("bench", "--sizes", "600", "3600", stdout=out)
    rows = re.findall(r"^(\S.*?)\s+([\d.]+)\s+([\d.]+) ms\s+([\d.]+)$", out.getvalue(), re.M)
    assert len(rows) == 17
    assert {name: ratio for name, _few, _many, ratio in rows if float(ratio) > 2.5} == {}
    assert {name: many for name, _few, many, _ratio in rows if name.startswith("search") and float(many) > 150} == {}
