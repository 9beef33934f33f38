"""The forms of the complaints' desk. They check what a person typed; `articles.workflow` decides and writes."""

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import complaints
from articles.admin.forms import people
from articles.admin.story_named import stories_of, unclear
from articles.models import Article, Complaint, Correction
from articles.workflow.complaints import MOST_TEXT, MOST_WHY
from newsroom.lib.desk import Day, MomentField, PlainForm

Kind, Via, Outcome = Complaint.Kind, Complaint.Via, Complaint.Outcome
# What is said beside each outcome.
OUTCOMES = {
    Outcome.CORRECTED: gettext_lazy("Readers were told what was wrong. Choose the correction below."),
    Outcome.CLARIFIED: gettext_lazy("It could be misunderstood, and now says what was meant."),
    Outcome.TAKEN_DOWN: gettext_lazy("Readers do not see the story any more."),
    Outcome.NAME_OFF: gettext_lazy("The name stands in the story no longer."),
    Outcome.NOTHING: gettext_lazy("The story is right, or stays for another reason. Write why."),
    Outcome.ELSEWHERE: gettext_lazy("On the phone, by letter, through the lawyer or the council."),
    Outcome.SPAM: gettext_lazy("No complaint at all. Nobody is answered."),
}


def words(rows: int, **attrs) -> forms.Textarea:
    return forms.Textarea({"rows": rows, "dir": "auto"} | attrs)


def handlers():
    """Those who may see to a complaint."""
    able = get_user_model().objects.with_perm("articles.change_complaint")
    return people().filter(pk__in=able.values("pk"))


class PersonField(forms.ModelChoiceField):
    """One of those who handle complaints."""

    def __init__(self):
        super().__init__(
            queryset=get_user_model().objects.none(),
            required=False,
            label=gettext_lazy("who sees to it"),
            empty_label=gettext_lazy("Nobody yet"),
        )


class HandleForm(PlainForm):
    """Who sees to it, what is wanted, and by when."""

    turn = forms.IntegerField(widget=forms.HiddenInput)
    assigned_to = PersonField()
    kind = forms.ChoiceField(label=gettext_lazy("what is wanted"), choices=Kind.choices)
    due_on = forms.DateField(
        label=gettext_lazy("answer by"), required=False, widget=Day,
        help_text=gettext_lazy("Left empty, it is the newsroom’s own deadline for this kind."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["assigned_to"].queryset = handlers()

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day and not 1900 <= day.year < 2200:
            raise forms.ValidationError(_("Choose a day between 1900 and 2200."))
        return day


class HandForm(HandleForm):
    """What came by letter, phone, lawyer or press council."""

    turn = None
    form = forms.CharField(widget=forms.HiddenInput, max_length=24, required=False)
    story = forms.CharField(
        label=gettext_lazy("story"), max_length=1000, widget=forms.TextInput({"dir": "ltr", "spellcheck": "false"}),
        help_text=gettext_lazy("Its address; paste it from the browser, from the readers’ page or from the desk."),
        error_messages={"required": gettext_lazy("Say which story it is about: paste its address.")},
    )  # fmt: skip
    via = forms.ChoiceField(
        label=gettext_lazy("how it came"), choices=[choice for choice in Via.choices if choice[0] != Via.FORM]
    )
    received_at = MomentField(label=gettext_lazy("received"))
    text = forms.CharField(
        label=gettext_lazy("what is wrong"), max_length=complaints.MOST["text"], widget=words(6),
        error_messages={"required": gettext_lazy("Write what is wrong. One sentence is enough.")},
    )  # fmt: skip
    quote = forms.CharField(
        label=gettext_lazy("words of the story"), max_length=complaints.MOST["quote"], required=False, widget=words(2)
    )
    source = forms.CharField(
        label=gettext_lazy("how it should be"), max_length=complaints.MOST["source"], required=False, widget=words(3),
        help_text=gettext_lazy("And how they know: a document, a witness, a link."),
    )  # fmt: skip
    name = forms.CharField(
        label=gettext_lazy("who complains"), max_length=complaints.MOST["name"], required=False,
        widget=forms.TextInput({"dir": "auto", "autocomplete": "off"}),
    )  # fmt: skip
    email = forms.CharField(
        label=gettext_lazy("e-mail address"), max_length=complaints.MOST["email"], required=False,
        widget=forms.EmailInput({"dir": "ltr", "autocomplete": "off"}),
        help_text=gettext_lazy("Only if they want to be answered by mail."),
    )  # fmt: skip
    contact = forms.CharField(
        label=gettext_lazy("other ways to reach them"), max_length=complaints.MOST["contact"], required=False,
        widget=words(2),
    )  # fmt: skip
    field_order = [
        "form", "story", "kind", "via", "received_at", "text", "quote", "source", "name", "email", "contact",
        "assigned_to", "due_on",
    ]  # fmt: skip

    def clean_story(self) -> Article:
        typed = self.cleaned_data["story"]
        found = stories_of(typed)
        if len(found) != 1:
            raise forms.ValidationError(unclear(typed, found))
        return found[0]

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        for name, said in complaints.Typed.of(cleaned).faults().items():
            if name not in self.errors:
                self.add_error(name, said)
        return cleaned

    @property
    def typed(self) -> complaints.Typed:
        return complaints.Typed.of(self.cleaned_data)


class NoteForm(PlainForm):
    """A note for the desk."""

    text = forms.CharField(
        label=gettext_lazy("Note for the desk"), max_length=MOST_TEXT, widget=words(3),
        help_text=gettext_lazy("Notes are never changed. Whoever complained does not see them; nor do reporters."),
        error_messages={"required": gettext_lazy("Write the note.")},
    )  # fmt: skip


class AnswerForm(PlainForm):
    """An answer to whoever complained."""

    turn = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("Answer"), max_length=MOST_TEXT, widget=words(9),
        error_messages={"required": gettext_lazy("Write the answer.")},
    )  # fmt: skip

    def __init__(self, *args, language: str, direction: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs |= {"lang": language, "dir": direction}


class CloseForm(PlainForm):
    """How it ended. Nothing is chosen beforehand, but what the desk did since."""

    turn = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=gettext_lazy("How did it end?"), choices=Outcome.choices, widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how it ended.")},
    )  # fmt: skip
    correction = forms.TypedChoiceField(
        label=gettext_lazy("What readers were told"), required=False, coerce=int, empty_value=None
    )
    why = forms.CharField(
        label=gettext_lazy("Why"), required=False, max_length=MOST_WHY, widget=words(2),
        help_text=gettext_lazy("Stays with the complaint for good: name nobody who complained."),
    )  # fmt: skip
    answer = forms.CharField(label=gettext_lazy("Answer"), required=False, max_length=MOST_TEXT, widget=words(7))

    def __init__(self, *args, told: list[Correction], language: str, direction: str, by_mail: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["correction"].choices = [("", "–"), *((row.pk, _line(row)) for row in told)]
        self.fields["answer"].widget.attrs |= {"lang": language, "dir": direction}
        self.fields["answer"].help_text = (
            _("It goes out by mail, in the story’s language. Left empty, nobody is written to.")
            if by_mail
            else _("No e-mail address is known. Write here what they were told, if they were.")
        )

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        outcome = cleaned.get("outcome")
        if outcome == Outcome.NOTHING and not cleaned.get("why", "").strip():
            self.add_error("why", _("Write why nothing changed. The reason stays with the complaint."))
        if outcome == Outcome.CORRECTED and cleaned.get("correction") is None and "correction" not in self.errors:
            self.add_error("correction", _("Choose the correction that readers were told, or publish it first."))
        return cleaned

    @property
    def options(self) -> list[dict]:
        """The outcomes with what is said of each."""
        chosen = str(self["outcome"].value() or "")
        return [
            {"value": value, "label": label, "help": OUTCOMES[Outcome(value)], "chosen": value == chosen}
            for value, label in Outcome.choices
        ]


class ReopenForm(PlainForm):
    """Why it is opened again."""

    turn = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("Why is it opened again?"), max_length=MOST_TEXT, widget=words(3),
        help_text=gettext_lazy("Stands among the notes."),
        error_messages={"required": gettext_lazy("Write why it is opened again.")},
    )  # fmt: skip


class EmptyForm(PlainForm):
    """Nothing to fill in: that it is meant."""


def _line(row: Correction) -> str:
    text = row.text if len(row.text) <= 90 else row.text[:89] + "…"
    return f"{row.get_kind_display()}, {row.visible_from:%d.%m.%Y}: {text}"
