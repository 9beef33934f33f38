"""Fields of forms that take several pictures."""

from django import forms
from django.core.exceptions import ValidationError

from newsroom.lib.desk import not_too_heavy

ACCEPT = "image/jpeg,image/png,image/webp,image/avif,image/gif"


class Files(forms.FileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several pictures, `most` of them, each no larger than is taken. The value is a list of uploads. `too_many` is the
    sentence for more, with `%(n)d`."""

    widget = Files

    def __init__(self, *, most: int, too_many, **kwargs):
        self.most, self.too_many = most, too_many
        super().__init__(**kwargs)

    def clean(self, data, initial=None):
        if self.required and not data:
            raise ValidationError(self.error_messages["required"], code="required")
        uploads = [super(PhotosField, self).clean(one, initial) for one in data or []]
        if len(uploads) > self.most:
            raise ValidationError(self.too_many, params={"n": self.most})
        for upload in uploads:
            not_too_heavy(upload)
        return uploads
