"""What cannot be seen does not get past the desk: direction marks, zero-width characters, controls."""

from articles.models import Credit, Photo
from tests.admin.conftest import form_of

MARKED = "Re\u202ed\u200b bu\u0007s"


def test_words_in_each_language_and_plain_fields_are_tidied(desk, everything):
    photo = Photo.objects.get()
    where = f"/admin/articles/photo/{photo.pk}/change/"
    sent = {"alts_en": MARKED, "captions_en": f"{MARKED}\n\nTwo", "creator": MARKED, "focal_x": "50", "focal_y": "50"}
    assert desk("editor").post(where, sent).status_code == 302
    photo.refresh_from_db()
    assert (photo.alts["en"], photo.captions["en"], photo.creator) == ("Red bus", "Red bus\n\nTwo", "Red bus")


def test_a_name_as_printed_is_tidied(desk, everything):
    sent = form_of(everything, credit_name=[MARKED])
    desk("editor").post(f"/admin/articles/article/{everything.pk}/change/", sent)
    assert Credit.objects.get(article=everything).display_name == "Red bus"
