"""Moments that no newsroom means are refused in a sentence."""

import pytest

from tests.admin.conftest import form_of


@pytest.mark.parametrize("field", ["planned_for", "embargo_until"])
@pytest.mark.parametrize("moment", ["0001-01-01T00:00", "9999-12-31T23:59", "1899-12-31T10:00"])
def test_a_moment_outside_all_living_memory_is_refused(desk, everything, field, moment):
    where = f"/admin/articles/article/{everything.pk}/change/"
    answer = desk("editor").post(where, form_of(everything, **{field: moment}))
    assert answer.status_code in (200, 422)
    assert "between 1900 and 2200" in answer.content.decode()
